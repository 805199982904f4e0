//! Who asks, and in which encoding.

use std::sync::Arc;

use axum::{
    extract::{ConnectInfo, FromRequestParts, connect_info::Connected},
    http::{
        header::{ACCEPT, CONTENT_TYPE},
        request::Parts,
    },
    serve::IncomingStream,
};
use halite_common::{
    api::Encoding,
    failure::{Failure, Kind},
};

use super::{
    answer::Refusal,
    place::{Places, is_master},
};
use crate::house::House;

/// The process at the other end, as the kernel tells it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    uid: Option<u32>,
}

impl Connected<IncomingStream<'_, Places>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Places>) -> Peer {
        Peer { uid: *stream.remote_addr() }
    }
}

/// An operator who may ask for anything: root, or the user that the master runs as.
pub(super) struct Asker(pub(super) Publisher);

/// An operator who may publish, as far as rules go: one of those above, or a user whom `publisher_acl` names.
pub(super) struct Publisher {
    pub(super) user: String,
    /// Whether there are no rules for this one but the blacklist.
    pub(super) is_master: bool,
    /// How the body is written.
    pub(super) body: Encoding,
    /// How the answer is to be written.
    pub(super) answer: Encoding,
}

impl FromRequestParts<Arc<House>> for Publisher {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Publisher, Refusal> {
        let named = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let answer = named(ACCEPT).map(Encoding::of_media_type).unwrap_or_default();
        let body = named(CONTENT_TYPE).map(Encoding::of_media_type).unwrap_or_default();
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().and_then(|ConnectInfo(peer)| peer.uid);
        let refused = |message: String, hint: &str| {
            Err(Refusal { failure: Failure::new(Kind::Denied, message).hint(hint), encoding: answer })
        };
        let Some(uid) = peer else {
            return refused("nobody knows who you are".to_owned(), "talk over the Unix socket");
        };
        let (user, is_master) = (user_name(uid), is_master(uid));
        if !is_master && !house.acl().knows(&user) {
            return refused(
                format!("the user `{user}` may not talk to the master"),
                "run this as root or as the user that the master runs as, or give the user a rule in `publisher_acl`",
            );
        }
        Ok(Publisher { user, is_master, body, answer })
    }
}

impl FromRequestParts<Arc<House>> for Asker {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Asker, Refusal> {
        let publisher = Publisher::from_request_parts(parts, house).await?;
        if publisher.is_master {
            return Ok(Asker(publisher));
        }
        let message = format!(
            "the user `{}` may publish jobs and see what became of them, but not this",
            publisher.user
        );
        let failure = Failure::new(Kind::Denied, message)
            .hint("`publisher_acl` concerns publishing; keys and runners need root");
        Err(Refusal { failure, encoding: publisher.answer })
    }
}

impl std::ops::Deref for Asker {
    type Target = Publisher;

    fn deref(&self) -> &Publisher {
        &self.0
    }
}

/// The name of a user, or its number.
fn user_name(uid: u32) -> String {
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    name_in(&accounts, uid).unwrap_or_else(|| uid.to_string())
}

fn name_in(accounts: &str, uid: u32) -> Option<String> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn users_are_found_by_number() {
        let accounts = "root:x:0:0:root:/root:/bin/bash\n\n# odd\nweb:x:33:33::/:/bin/false\n";
        assert_eq!(name_in(accounts, 33).as_deref(), Some("web"));
        assert_eq!(name_in(accounts, 7), None);
    }
}
