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
use tokio::net::UnixListener;

use super::answer::Refusal;

/// The process at the other end, as the kernel tells it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    uid: Option<u32>,
}

impl Connected<IncomingStream<'_, UnixListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, UnixListener>) -> Peer {
        Peer { uid: stream.io().peer_cred().ok().map(|credentials| credentials.uid()) }
    }
}

/// An operator who may ask: root, or the user that the master runs as.
pub(super) struct Asker {
    pub(super) user: String,
    /// How the body is written.
    pub(super) body: Encoding,
    /// How the answer is to be written.
    pub(super) answer: Encoding,
}

impl FromRequestParts<Arc<crate::house::House>> for Asker {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<crate::house::House>) -> Result<Asker, Refusal> {
        let named = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let answer = named(ACCEPT).map(Encoding::of_media_type).unwrap_or_default();
        let body = named(CONTENT_TYPE).map(Encoding::of_media_type).unwrap_or_default();
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().and_then(|ConnectInfo(peer)| peer.uid);
        let own = rustix::process::geteuid().as_raw();
        match peer {
            Some(uid) if uid == 0 || uid == own => Ok(Asker { user: user_name(uid), body, answer }),
            _ => {
                let failure = Failure::new(Kind::Denied, "you may not talk to the master")
                    .hint("run this as root or as the user that the master runs as");
                Err(Refusal { failure, encoding: answer })
            }
        }
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
