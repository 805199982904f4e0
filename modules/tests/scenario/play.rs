//! Runs a state three times: test mode (nothing may change), for real, and again (nothing may change).

use std::sync::Arc;

use halite_modules::{
    REGISTRY,
    fake::{Machine, Minion},
};
use halite_states::declare::{Act, Outcome};

use super::{Scenario, stage::dict};

impl Scenario {
    /// All that is wrong, a sentence each.
    pub(crate) fn play(&self, state: &str) -> Vec<String> {
        let (machine, minion) = self.stage();
        let mut wrong = Vec::new();
        let tested = self.run(state, &machine, &minion, true);
        wrong.extend(machine.take_deeds().into_iter().map(|deed| format!("test mode did: {deed}")));
        wrong.extend(self.dry(&tested));

        let outcome = self.run(state, &machine, &minion, false);
        wrong.extend(self.expect.compare("run", &outcome, None));
        if let Some(commands) = self.commands.as_ref().filter(|commands| **commands != machine.ran()) {
            wrong.push(format!("ran {:#?}, not {commands:#?}", machine.ran()));
        }
        wrong.extend(self.left.iter().flat_map(|(path, left)| left.compare(path, &machine)));
        machine.take_deeds();
        if outcome.result != Some(true) {
            return wrong;
        }

        let before = machine.disk().clone();
        let again = self.run(state, &machine, &minion, false);
        let anew = self.again.changes.is_some();
        let deeds = machine.take_deeds();
        if !anew {
            wrong.extend(deeds.into_iter().map(|deed| format!("the second run did: {deed}")));
            if !again.changes.is_empty() || before != *machine.disk() {
                wrong.push(format!("the second run changed {:?}", again.changes));
            }
        }
        wrong.extend(self.again.compare("again", &again, Some(Some(true))));
        wrong
    }

    /// What test mode told: what was asked for, else the truth with result `None`.
    fn dry(&self, tested: &Outcome) -> Vec<String> {
        let changes = self.expect.changes.as_ref().is_none_or(|changes| !changes.is_empty());
        let default = match &self.expect.result {
            Some(serde_json::Value::Bool(true)) if changes => Some(None),
            Some(serde_json::Value::Bool(b)) => Some(Some(*b)),
            _ => None,
        };
        self.test.compare("test mode", tested, default)
    }

    fn run(&self, state: &str, machine: &Arc<Machine>, minion: &Minion, test: bool) -> Outcome {
        let entry = REGISTRY.state(state).expect("looked up before");
        let mut minion = minion.clone();
        minion.test = test;
        let act = Act { host: &**machine, minion: &minion, chunk: None };
        (entry.run)(&act, dict(&self.args), test).unwrap_or_else(|error| Outcome::failed(error.to_string()))
    }
}
