//! Equal highstates that wait for the same minion: one is enough.

use std::collections::HashSet;

use halite_common::{
    declare::Arguments,
    id::{Jid, MinionId},
    job::Call,
};

use super::{
    super::{JobRecord, life::Happening},
    Desk,
    entry::Entry,
};

impl Desk {
    /// Lets one of each two equal highstates end for the minions that this one and an older one wait for: the older one,
    /// unless it waits longer.
    pub(super) fn coalesce(&mut self, newer: Jid) {
        let Some(new) = self.lives.get(&newer).filter(|entry| is_highstate(&entry.record)) else { return };
        let waited_for: HashSet<&MinionId> = new.life.waited_for().collect();
        if waited_for.is_empty() {
            return;
        }
        let ends = |older: Jid, old: &Entry| match new.record.wait_until >= old.record.wait_until {
            true => (older, newer),
            false => (newer, older),
        };
        let superseded: Vec<(MinionId, (Jid, Jid))> = self
            .lives
            .iter()
            .filter(|(jid, old)| **jid < newer && is_equal(&new.record, &old.record))
            .flat_map(|(jid, old)| old.life.waited_for().map(|id| (id, ends(*jid, old))))
            .filter(|(id, _)| waited_for.contains(id))
            .map(|(id, pair)| (id.clone(), pair))
            .collect();
        for (id, (jid, by)) in superseded {
            self.happen(jid, Happening::Superseded { id, by });
        }
    }
}

/// What another user asked for stays, whatever becomes of this one's.
fn is_equal(new: &JobRecord, old: &JobRecord) -> bool {
    new.publish.calls == old.publish.calls && new.user == old.user
}

/// Other functions may do something twice on purpose.
fn is_highstate(record: &JobRecord) -> bool {
    let [Call { function, arguments: Arguments { positional, named } }] = record.publish.calls.as_slice()
    else {
        return false;
    };
    match function.as_str() {
        "state.highstate" => true,
        "state.apply" => positional.is_empty() && !named.contains("mods"),
        _ => false,
    }
}
