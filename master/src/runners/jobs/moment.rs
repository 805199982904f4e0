//! Points in time, as operators write them.

use halite_common::{
    failure::{Failure, Kind},
    id::Jid,
};

/// Reads a point in time: digits as in a jid, as many as one likes, or Salt's way of showing it.
pub(super) fn moment(text: &str) -> Result<i64, Failure> {
    let digits: String = match text.split_once(", ") {
        Some((year, rest)) => {
            let mut words = rest.split([' ', ':', '.']);
            let month = words.next().and_then(|name| MONTHS.iter().position(|known| *known == name));
            let month = month.map_or(String::new(), |month| format!("{:02}", month + 1));
            let pad = |word: &str| if word.len() == 1 { format!("0{word}") } else { word.to_owned() };
            format!("{year}{month}{}", words.map(pad).collect::<String>())
        }
        None => text.chars().filter(char::is_ascii_digit).collect(),
    };
    let full = "00000101000000000000";
    let padded =
        digits.get(..).filter(|d| d.len() >= 4 && d.len() <= 20).map(|d| format!("{d}{}", &full[d.len()..]));
    let jid = padded.and_then(|padded| padded.parse::<Jid>().ok());
    jid.and_then(|jid| jid.micros()).ok_or_else(|| {
        Failure::new(Kind::Usage, format!("`{text}` is no time")).hint("write it as `2026-11-20 09:30`")
    })
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::{Jid, moment};

    #[test]
    fn times_are_read_in_several_ways() {
        let check = |text: &str, jid: &str| {
            assert_eq!(moment(text).unwrap(), jid.parse::<Jid>().unwrap().micros().unwrap(), "{text}");
        };
        check("2026, Nov 20 09:30", "20261120093000000000");
        check("2026, Nov 2 09:30:01.5", "20261102093001050000");
        check("2026-11-20 09:30", "20261120093000000000");
        check("20261120", "20261120000000000000");
        check("2026", "20260101000000000000");
        assert!(moment("yesterday").is_err());
        assert!(moment("2026, Foo 20").is_err());
    }
}
