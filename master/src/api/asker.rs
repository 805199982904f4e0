//! Who asks, in which encoding, and what is answered to those who may not.

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
    job::{Call, TargetSpec},
};

use super::{
    answer::Refusal,
    caller,
    place::{Credentials, Places, is_master},
};
use crate::{
    acl::{Form, User},
    house::House,
};

/// The process at the other end, as the kernel tells it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(Option<Credentials>);

impl Connected<IncomingStream<'_, Places>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Places>) -> Peer {
        Peer(*stream.remote_addr())
    }
}

/// An operator who may ask for anything: root, or the user that the master runs as.
pub(super) struct Asker(pub(super) Publisher);

/// An operator who may ask as far as rules go: one of those above, or a user whom `publisher_acl` names.
pub(super) struct Publisher {
    pub(super) user: User,
    /// The user's name, as it stands in jobs.
    pub(super) name: String,
    /// Whether there are no rules for this one but the blacklist.
    pub(super) is_master: bool,
    /// How the body is written.
    pub(super) body: Encoding,
    /// How the answer is to be written.
    pub(super) answer: Encoding,
}

/// What somebody asks for, as it is told when it is refused.
#[derive(Clone, Copy, Default)]
pub(super) struct Asked<'a> {
    pub(super) what: &'static str,
    pub(super) calls: &'a [Call],
    pub(super) target: Option<&'a TargetSpec>,
}

impl Publisher {
    /// Tells a refusal in the log and in the audit log; gives any failure back.
    pub(super) fn denied(&self, house: &House, asked: Asked<'_>, failure: Failure) -> Failure {
        if failure.kind == Kind::Denied {
            house.denials.tell(&house.audit, &self.name, asked, &failure);
        }
        failure
    }

    /// Refuses a runner or a wheel function to who may not use it.
    pub(super) fn may(&self, house: &House, form: Form, call: &Call) -> Result<(), Failure> {
        if self.is_master {
            return Ok(());
        }
        let what = if form == Form::Runner { "runner" } else { "wheel" };
        let asked = Asked { what, calls: std::slice::from_ref(call), target: None };
        let permitted = house.acl().permit_special(&self.user, form, call);
        permitted.map_err(|failure| self.denied(house, asked, failure))
    }
}

impl FromRequestParts<Arc<House>> for Publisher {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Publisher, Refusal> {
        let named = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let answer = named(ACCEPT).map(Encoding::of_media_type).unwrap_or_default();
        let body = named(CONTENT_TYPE).map(Encoding::of_media_type).unwrap_or_default();
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().and_then(|ConnectInfo(Peer(peer))| *peer);
        let Some(Credentials { uid, gid, pid }) = peer else {
            let failure = Failure::new(Kind::Denied, "nobody knows who you are");
            return Err(Refusal { failure: failure.hint("talk over the Unix socket"), encoding: answer });
        };
        let user = caller::user(uid, gid, pid);
        let acl = house.acl();
        let is_master = is_master(uid) && !(user.by_sudo && acl.binds_sudo());
        let knows = is_master || acl.knows(&user);
        let publisher = Publisher { name: user.shown(), user, is_master, body, answer };
        if knows {
            return Ok(publisher);
        }
        let hint = "run this as root or as the user that the master runs as, or give the user a rule in `publisher_acl`";
        let message = format!("the user `{}` may not talk to the master", publisher.name);
        let asked = Asked { what: "connect", ..Asked::default() };
        let failure = publisher.denied(house, asked, Failure::new(Kind::Denied, message).hint(hint));
        Err(Refusal { failure, encoding: answer })
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
            publisher.user.name
        );
        let failure =
            Failure::new(Kind::Denied, message).hint("this needs root, whatever `publisher_acl` says");
        let asked = Asked { what: "master", ..Asked::default() };
        let failure = publisher.denied(house, asked, failure);
        Err(Refusal { failure, encoding: publisher.answer })
    }
}

impl std::ops::Deref for Asker {
    type Target = Publisher;

    fn deref(&self) -> &Publisher {
        &self.0
    }
}
