//! Sets the machine and the minion up.

use std::{path::Path, sync::Arc};

use halite_common::value::{Dict, Value};
use halite_modules::fake::{Content, Machine, Minion};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::Scenario;

/// What lies at a path before the run.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Thing {
    /// A file of this text.
    Text(String),
    /// Anything, with owner and mode.
    Node(Described),
}

/// A thing with owner and mode: a file if there is a text, a link if there is a target, else a folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Described {
    pub(crate) text: Option<String>,
    pub(crate) link: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) uid: Option<u32>,
    pub(crate) gid: Option<u32>,
}

pub(super) fn dict(map: &Map<String, Json>) -> Dict {
    Value::from(Json::Object(map.clone())).into_dict().unwrap_or_default()
}

impl Scenario {
    /// A fresh machine, and a minion on it.
    pub(super) fn stage(&self) -> (Arc<Machine>, Minion) {
        let mut machine = self.answers.iter().cloned().fold(Machine::default(), Machine::answer);
        if let Some(programs) = &self.programs {
            machine = machine.programs(programs.clone());
        }
        for (path, thing) in &self.files {
            place(&machine, Path::new(path), thing);
        }
        let machine = Arc::new(machine);
        let mut minion = Minion::new(machine.clone());
        minion.grains = Arc::new(dict(&self.grains));
        minion.pillar = Arc::new(dict(&self.pillar));
        minion.options = Arc::new(dict(&self.options));
        for (path, text) in &self.served {
            minion = minion.serve(path, text);
        }
        machine.take_deeds();
        (machine, minion)
    }
}

fn place(machine: &Machine, path: &Path, thing: &Thing) {
    let (content, default, mode, owner) = match thing {
        Thing::Text(text) => (Content::File(text.clone().into()), 0o644, None, (0, 0)),
        Thing::Node(Described { text, link, mode, uid, gid }) => {
            let (content, default) = match (text, link) {
                (Some(text), _) => (Content::File(text.clone().into()), 0o644),
                (None, Some(link)) => (Content::Link(link.into()), 0o777),
                (None, None) => (Content::Directory, 0o755),
            };
            (content, default, mode.as_deref(), (uid.unwrap_or(0), gid.unwrap_or(0)))
        }
    };
    let mode = mode.map_or(default, |mode| u32::from_str_radix(mode, 8).expect("modes are octal"));
    let mut disk = machine.disk();
    disk.place(path, content, mode);
    let node = disk.get_mut(path).expect("just placed");
    (node.uid, node.gid) = owner;
}
