//! The life of keys, told with a store in a temporary folder.

use std::sync::Arc;

use halite_common::{
    api::{KeyAction, KeyChange, KeyInfo, NewToken},
    crypto::{PublicKey, Secret},
    value::Dict,
    wire::TokenFault,
};

use super::{KeyRing, Policy};
use crate::{
    session::{Claim, Doorkeeper, Verdict},
    store::Redb,
};

struct House {
    ring: KeyRing,
    _folder: tempfile::TempDir,
}

fn house(policy: Policy) -> House {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Redb::open(&folder.path().join("store")).unwrap());
    let ring = KeyRing::open(store, policy, PublicKey::new([9; 32]), || 1000).unwrap();
    House { ring, _folder: folder }
}

impl House {
    fn knocks(&self, id: &str, key: u8) -> Verdict {
        self.knocks_with(id, key, None)
    }

    fn knocks_with(&self, id: &str, key: u8, token: Option<&str>) -> Verdict {
        let claim = Claim {
            id: id.parse().unwrap(),
            key: PublicKey::new([key; 32]),
            token: token.map(|token| Secret::new(token.as_bytes().to_vec())),
            role: Default::default(),
            grains: Dict::new(),
            address: "192.0.2.1".into(),
        };
        self.ring.admit(&claim).unwrap()
    }

    fn decides(&self, action: KeyAction, glob: &str, include: bool) -> String {
        let change = KeyChange {
            action,
            glob: Some(glob.into()),
            include_accepted: include,
            include_rejected: include,
            include_denied: include,
            dry_run: false,
        };
        let list = self.ring.change(&change).unwrap();
        show([&list.accepted, &list.pending, &list.rejected, &list.denied])
    }

    fn lists(&self) -> String {
        let list = self.ring.list().unwrap();
        show([&list.accepted, &list.pending, &list.rejected, &list.denied])
    }
}

/// Ids with the first byte of their key: accepted | pending | rejected | denied.
fn show(lists: [&Vec<KeyInfo>; 4]) -> String {
    let one = |keys: &Vec<KeyInfo>| {
        keys.iter().map(|key| format!("{}={}", key.id, &key.key[..2])).collect::<Vec<_>>().join(" ")
    };
    lists.map(one).join("|")
}

const PENDING: Verdict = Verdict::Pending { token: None };

fn waits(fault: TokenFault) -> Verdict {
    Verdict::Pending { token: Some(fault) }
}

#[test]
fn a_key_waits_until_it_is_accepted() {
    let house = house(Policy::default());
    assert_eq!(house.knocks("web1", 1), PENDING);
    assert_eq!(house.knocks("web1", 1), PENDING);
    assert_eq!(house.decides(KeyAction::Accept, "db*", false), "|||");
    assert_eq!(house.decides(KeyAction::Accept, "db*,web*", false), "|web1=01||");
    assert_eq!(house.knocks("web1", 1), Verdict::Accepted);
    assert_eq!(house.lists(), "web1=01|||");
    assert_eq!(house.decides(KeyAction::Reject, "*", false), "|||");
    assert_eq!(house.decides(KeyAction::Reject, "*", true), "web1=01|||");
    assert_eq!(house.knocks("web1", 1), Verdict::Rejected);
    assert_eq!(house.decides(KeyAction::Accept, "*", false), "|||");
    assert_eq!(house.decides(KeyAction::Delete, "*", false), "||web1=01|");
    assert_eq!(house.lists(), "|||");
}

#[test]
fn another_key_for_a_known_id_is_denied_and_changes_nothing() {
    let house = house(Policy::default());
    house.knocks("web1", 1);
    house.decides(KeyAction::Accept, "*", false);
    assert_eq!(house.knocks("web1", 2), Verdict::Denied);
    assert_eq!(house.knocks("web1", 3), Verdict::Denied);
    assert_eq!(house.knocks("web1", 1), Verdict::Accepted);
    assert_eq!(house.lists(), "web1=01|||web1=03");
    assert_eq!(house.decides(KeyAction::Accept, "*", true), "|||web1=03");
    assert_eq!(house.knocks("web1", 3), Verdict::Accepted);
    assert_eq!(house.knocks("web1", 1), Verdict::Denied);
}

#[test]
fn a_dry_run_tells_and_changes_nothing() {
    let house = house(Policy::default());
    house.knocks("web1", 1);
    let change = KeyChange {
        action: KeyAction::Delete,
        glob: None,
        include_accepted: false,
        include_rejected: false,
        include_denied: false,
        dry_run: true,
    };
    assert_eq!(house.ring.change(&change).unwrap().pending.len(), 1);
    assert_eq!(house.lists(), "|web1=01||");
}

#[test]
fn the_waiting_room_has_a_limit() {
    let house = house(Policy { max_pending: 2, ..Policy::default() });
    house.knocks("a", 1);
    house.knocks("b", 2);
    assert_eq!(house.knocks("c", 3), Verdict::Full);
    assert_eq!(house.knocks("a", 1), PENDING);
    house.decides(KeyAction::Accept, "a", false);
    assert_eq!(house.knocks("c", 3), PENDING);
}

#[test]
fn a_token_lets_one_minion_in_once() {
    let house = house(Policy::default());
    let make = |glob: &str| house.ring.create_token(&NewToken { glob: glob.into(), ttl: 60 }).unwrap();
    let token = make("web*").token;
    assert_eq!(house.knocks_with("db1", 1, Some(&token)), waits(TokenFault::OtherIds), "another glob");
    let forged = format!("{}{}", &token[..token.len() - 1], if token.ends_with('0') { '1' } else { '0' });
    assert_eq!(house.knocks_with("web0", 2, Some(&forged)), waits(TokenFault::Unknown), "a wrong secret");
    assert_eq!(house.knocks_with("web1", 3, Some(&token)), Verdict::Accepted);
    assert_eq!(house.knocks_with("web2", 4, Some(&token)), waits(TokenFault::Unknown), "used before");
    assert_eq!(house.knocks_with("web2", 4, Some(&make("*").token)), Verdict::Accepted, "while it waits");
    let revoked = make("*");
    house.ring.revoke_token(&revoked.info.id).unwrap();
    assert_eq!(house.knocks_with("web3", 5, Some(&revoked.token)), waits(TokenFault::Unknown));
    assert!(house.ring.revoke_token(&revoked.info.id).is_err());
    let known = make("*").token;
    assert_eq!(house.knocks_with("web1", 6, Some(&known)), Verdict::Denied, "no token takes an id over");
}

#[test]
fn an_old_token_is_worth_nothing() {
    let mut house = house(Policy::default());
    let token = house.ring.create_token(&NewToken { glob: "*".into(), ttl: 60 }).unwrap().token;
    assert_eq!(house.ring.tokens().unwrap().len(), 1);
    house.ring.now = || 1060;
    assert_eq!(house.knocks_with("web1", 1, Some(&token)), waits(TokenFault::Expired));
    assert_eq!(house.knocks_with("web1", 1, Some("x")), waits(TokenFault::Malformed));
    assert!(house.ring.tokens().unwrap().is_empty());
}

#[test]
fn policies_open_the_door() {
    let auto = house(Policy { auto_accept: true, ..Policy::default() });
    assert_eq!(auto.knocks("web1", 1), Verdict::Accepted);
    assert_eq!(auto.knocks("web1", 2), Verdict::Denied);
    let open = house(Policy { open_mode: true, ..Policy::default() });
    assert_eq!(open.knocks("web1", 1), Verdict::Accepted);
    assert_eq!(open.knocks("web1", 2), Verdict::Accepted);
    assert_eq!(open.lists(), "web1=02|||");
}
