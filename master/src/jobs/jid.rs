//! Job ids, each later than the one before.

use halite_common::id::Jid;

/// Gives out job ids: the present moment, or the next free microsecond.
#[derive(Debug)]
pub(super) struct Jids {
    last: i64,
}

impl Jids {
    /// Goes on after the last id that was stored.
    pub(super) fn after(last: Option<Jid>) -> Jids {
        Jids { last: last.and_then(|jid| jid.micros()).unwrap_or(0) }
    }

    pub(super) fn next(&mut self, now_micros: i64) -> Jid {
        self.last = now_micros.max(self.last + 1);
        Jid::at_micros(self.last).expect("the year has four digits")
    }
}

#[cfg(test)]
mod tests {
    use super::Jids;

    #[test]
    fn ids_go_up_even_if_the_clock_does_not() {
        let mut jids = Jids::after("20261120093000000456".parse().ok());
        let given: Vec<String> =
            [0, 0, 1_795_167_000_001_000, 5].map(|now| jids.next(now).to_string()).into();
        assert_eq!(
            given,
            ["20261120093000000457", "20261120093000000458", "20261120093000001000", "20261120093000001001"]
        );
    }
}
