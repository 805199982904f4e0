//! The master's HTTP API: what is asked and answered, and the client that the command line uses.
//!
//! The same routes speak JSON (the default) and MessagePack, which also keeps bytes and keys that are no text.

mod client;
mod encoding;
mod event;
mod frames;
mod key;
mod runner;
mod stream;

pub use client::Client;
pub use encoding::Encoding;
pub use event::{JobEvent, Published};
pub use frames::Frames;
pub use key::{KeyAction, KeyChange, KeyInfo, KeyList, NewToken, Token, TokenInfo};
pub use runner::{Parameter, RunnerDoc};
pub use stream::Events;

/// The routes of the API.
pub mod route {
    /// `POST` a [`crate::job::Publish`], get a [`super::Published`].
    pub const JOBS: &str = "/v1/jobs";
    /// `GET /v1/jobs/{jid}/events`: the [`super::JobEvent`]s of a job from its beginning to its end.
    pub const EVENTS: &str = "/v1/jobs/{jid}/events";
    /// `POST /v1/jobs/{jid}/cancel`: ends a job; nothing is answered.
    pub const CANCEL: &str = "/v1/jobs/{jid}/cancel";
    /// `POST` a [`crate::job::TargetSpec`], get the ids it matches.
    pub const PREVIEW: &str = "/v1/preview";
    /// `GET` a [`super::KeyList`]; `POST` a [`super::KeyChange`], get the keys that it concerns.
    pub const KEYS: &str = "/v1/keys";
    /// `GET` a list of [`super::TokenInfo`]; `POST` a [`super::NewToken`], get a [`super::Token`].
    pub const TOKENS: &str = "/v1/tokens";
    /// `DELETE /v1/tokens/{id}`; nothing is answered.
    pub const TOKEN: &str = "/v1/tokens/{id}";
    /// `GET` a list of [`super::RunnerDoc`]; `POST` a [`crate::job::Call`], get its value.
    pub const RUN: &str = "/v1/run";
    /// `GET`: 200 while the program runs.
    pub const LIVE: &str = "/livez";
    /// `GET`: 200 while minions and operators are served.
    pub const READY: &str = "/readyz";
    /// `GET`: figures in Prometheus' text format.
    pub const METRICS: &str = "/metrics";
}
