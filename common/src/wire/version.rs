//! Which versions of the protocol two ends can speak.

use serde::{Deserialize, Serialize};

/// The versions that this program speaks. A master keeps the two minor releases before its own.
pub const PROTOCOL: Versions = Versions { oldest: 1, newest: 2 };

/// The first version in which a call may sit beside the minion's daemon.
pub const CALLS: u16 = 2;

/// A range of protocol versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The oldest that is still spoken.
    pub oldest: u16,
    /// The newest.
    pub newest: u16,
}

impl Versions {
    /// The newest version that both speak.
    pub fn common(self, other: Versions) -> Option<u16> {
        let newest = self.newest.min(other.newest);
        (newest >= self.oldest.max(other.oldest)).then_some(newest)
    }
}

#[cfg(test)]
mod tests {
    use super::Versions;

    #[test]
    fn the_newest_common_version_is_spoken() {
        let range = |oldest, newest| Versions { oldest, newest };
        let cases = [
            (range(1, 1), range(1, 1), Some(1)),
            (range(1, 3), range(2, 5), Some(3)),
            (range(4, 5), range(1, 4), Some(4)),
            (range(1, 2), range(3, 4), None),
            (range(3, 1), range(1, 3), None),
        ];
        for (a, b, expected) in cases {
            assert_eq!(a.common(b), expected, "{a:?} {b:?}");
            assert_eq!(b.common(a), expected, "{b:?} {a:?}");
        }
    }
}
