//! What must hold when all trouble is over and everything is at rest.

use halite_common::id::Jid;
use halite_master::store::Table;

use super::run::World;

impl World<'_> {
    /// Judges the world as it stands.
    pub(super) fn judge(&mut self) {
        if let Err(what) = self.verdict() {
            self.tell(|_| "judged");
            self.witness.fail(what);
        }
    }

    fn verdict(&self) -> Result<(), String> {
        let Some(desk) = &self.master.desk else { return Err("the master did not come back".into()) };
        for minion in &self.minions {
            let around = minion.around.borrow();
            if !minion.is_up() || !around.holding.is_empty() {
                return Err(format!("{} holds {:?} to the end", minion.id, around.holding));
            }
        }
        if desk.active() > 0 || desk.writing() > 0 {
            let pairs = self.witness.jobs.iter();
            let pairs = pairs.flat_map(|(jid, targets)| targets.iter().map(move |minion| (*jid, *minion)));
            let open: Vec<String> = pairs
                .filter(|(jid, minion)| self.stored(*jid, *minion).is_none())
                .map(|(jid, minion)| format!("{jid}/m{minion}"))
                .collect();
            let (active, writing) = (desk.active(), desk.writing());
            return Err(format!("{active} jobs and {writing} writes have no end; without one: {open:?}"));
        }
        if !self.master.store.rows(Table::ActiveJobs).is_empty() {
            return Err("a job that has ended is noted as active".into());
        }
        for (jid, targets) in &self.witness.jobs {
            targets.iter().try_for_each(|minion| self.verdict_of(*jid, *minion))?;
        }
        Ok(())
    }

    /// Each target has an end; if its function ran, then by what it returned.
    fn verdict_of(&self, jid: Jid, minion: usize) -> Result<(), String> {
        if let Some(had_result) = self.waiting.forgotten(jid, minion) {
            return match had_result || !self.witness.has_begun(minion, jid) {
                true => Ok(()),
                false => Err(format!("{jid}/m{minion} ran, and was forgotten without its result")),
            };
        }
        let Some(end) = self.stored(jid, minion) else { return Err(format!("{jid}/m{minion} has no end")) };
        let Some(run) = self.witness.runs.get(&(jid, minion)).filter(|run| run.begun > 0) else {
            return Ok(());
        };
        match &end.result {
            None => Err(format!("{jid}/m{minion} ran, and is only {:?}", end.report)),
            Some(result) if run.kept && result.lost => Err(format!("{jid}/m{minion}: its result got lost")),
            Some(_) => Ok(()),
        }
    }
}
