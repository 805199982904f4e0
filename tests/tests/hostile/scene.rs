//! A master under attack, and a minion that means well.

use halite_common::{crypto::NodeKey, value::Dict};
use halite_tests::{Daemon, House};

use super::liar::{Claim, Liar};

/// A house with a master, in which the attacker has an accepted key for `evil`.
pub(crate) struct Scene {
    pub(crate) house: House,
    pub(crate) master: Daemon,
    pub(crate) key: NodeKey,
}

impl Scene {
    /// Starts the master of a house that is furnished.
    pub(crate) fn of(house: House) -> Scene {
        let master = house.master();
        let scene = Scene { house, master, key: NodeKey::generate().expect("a key can be made") };
        let token = scene.token("evil");
        let entered = Liar::knock(scene.port(), &scene.key, &Claim::with_token("evil", &token));
        assert!(entered.is_in(), "a token lets the attacker in");
        scene
    }

    pub(crate) fn port(&self) -> u16 {
        self.house.port()
    }

    /// A token for ids that a glob means.
    pub(crate) fn token(&self, glob: &str) -> String {
        let said = self.house.run(&["key", "token", "create", glob]);
        assert_eq!(said.code, 0, "{said:?}");
        said.stdout.trim().to_owned()
    }

    /// The attacker's session, open, with no grains.
    pub(crate) fn evil(&self) -> Liar {
        self.evil_with(Dict::new())
    }

    /// The attacker's session, open.
    pub(crate) fn evil_with(&self, grains: Dict) -> Liar {
        let mut liar = Liar::knock(self.port(), &self.key, &Claim::of("evil")).opened();
        liar.greet(grains);
        liar
    }

    /// Publishes without waiting, and gives the jid.
    pub(crate) fn publish(&self, target: &str, words: &[&str]) -> String {
        let said = self.house.run(&[&[target][..], words, &["--async", "--out=json"]].concat());
        assert_eq!(said.code, 0, "{said:?}");
        said.json()["jid"].as_str().expect("a jid").to_owned()
    }

    /// All keys, by where they stand.
    pub(crate) fn keys(&self) -> serde_json::Value {
        self.house.run(&["key", "-L", "--out=json"]).json()
    }

    /// Whether an honest minion answers.
    pub(crate) fn answers(&self, id: &str) -> bool {
        let said = self.house.run(&[id, "test.ping", "-t", "60", "--static", "--out=json"]);
        said.code == 0 && said.json()[id] == true
    }
}
