//! How large a world is, and how bad its luck: drawn from the seed.

use crate::dice::Dice;

/// How large a world is, and how bad its luck.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    pub(super) minions: usize,
    pub(super) jobs: u64,
    /// When all trouble is over, in milliseconds.
    pub(super) calm_at: u64,
    pub(super) troubles: u64,
    /// A message is lost, doubled or overtaken once in so many; 0 for never.
    pub(super) wild: u64,
    /// The slowest message takes so many milliseconds.
    pub(super) delay: u64,
    /// Inputs that a minion's desk has room for.
    pub(super) inputs: usize,
    /// Jobs that may wait to be looked at.
    pub(super) door: usize,
    /// Messages that a minion's outbox has room for.
    pub(super) outbox: usize,
    /// Messages to a minion that the master has room for.
    pub(super) mail: usize,
    pub(super) journal_bytes: u64,
    pub(super) journal_slack: u64,
    /// Seconds until a silent minion is asked, and until it is given up.
    pub(super) timeout: u64,
    pub(super) gather: u64,
}

impl Scale {
    pub(super) fn draw(dice: &mut Dice) -> Scale {
        let narrow = dice.one_in(4);
        let room = |dice: &mut Dice, wide: usize| if narrow { 1 + dice.pick(6) } else { wide };
        Scale {
            minions: 1 + dice.pick(4),
            jobs: dice.between(1, 6),
            calm_at: dice.between(10, 150) * 1000,
            troubles: dice.below(16),
            wild: if dice.one_in(3) { dice.between(5, 60) } else { 0 },
            delay: *[5, 50, 3000].get(dice.pick(3)).expect("three delays"),
            inputs: room(dice, 1024),
            door: room(dice, 256),
            outbox: room(dice, 256),
            mail: room(dice, 64),
            journal_bytes: if dice.one_in(8) { dice.between(300, 3000) } else { 1 << 20 },
            journal_slack: dice.between(100, 4000),
            timeout: dice.between(1, 6),
            gather: dice.between(1, 10),
        }
    }
}
