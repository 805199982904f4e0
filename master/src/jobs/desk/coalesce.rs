//! Equal highstates that wait for the same minion: the last one is enough.

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
    /// Ends older jobs for the minions that they wait for if this one, an equal highstate, waits for these at least as
    /// long.
    pub(super) fn coalesce(&mut self, by: Jid) {
        let Some(new) = self.lives.get(&by).filter(|entry| is_highstate(&entry.record)) else { return };
        let waited_for: HashSet<&MinionId> = new.life.waited_for().collect();
        if waited_for.is_empty() {
            return;
        }
        let is_older = |(jid, old): &(&Jid, &Entry)| **jid < by && takes_place(&new.record, &old.record);
        let superseded: Vec<(Jid, MinionId)> = self
            .lives
            .iter()
            .filter(is_older)
            .flat_map(|(jid, old)| old.life.waited_for().map(|id| (*jid, id)))
            .filter(|(_, id)| waited_for.contains(id))
            .map(|(jid, id)| (jid, id.clone()))
            .collect();
        for (jid, id) in superseded {
            self.happen(jid, Happening::Superseded { id, by });
        }
    }
}

fn takes_place(new: &JobRecord, old: &JobRecord) -> bool {
    new.publish.calls == old.publish.calls && new.wait_until >= old.wait_until
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
