//! Asks the master over its Unix socket.

use std::{io, path::PathBuf};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    client::conn::http1,
    header::{ACCEPT, CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use serde::{Serialize, de::DeserializeOwned};
use tokio::net::UnixStream;

use super::{Encoding, Events, KeyChange, KeyList, NewToken, Published, RunnerDoc, Token, TokenInfo, route};
use crate::{
    failure::{Failure, Kind},
    id::{Jid, MinionId},
    job::{Call, Publish, TargetSpec},
    value::Value,
};

/// Answers longer than this are refused.
const MAX_ANSWER: usize = 1 << 30;
/// Everything the client says and hears is MessagePack.
const ENCODING: Encoding = Encoding::MessagePack;

/// Asks the master over its Unix socket; each request has its own connection.
#[derive(Clone, Debug)]
pub struct Client {
    socket: PathBuf,
}

impl Client {
    /// Makes a client for the master at a socket (`api_socket`). Connects at the first request.
    pub fn new(socket: impl Into<PathBuf>) -> Client {
        Client { socket: socket.into() }
    }

    /// Publishes a job. It is stored when this returns.
    pub async fn publish(&self, publish: &Publish) -> Result<Published, Failure> {
        self.post(route::JOBS, publish).await
    }

    /// Follows a job from its beginning to its end.
    pub async fn events(&self, jid: Jid) -> Result<Events, Failure> {
        let response =
            self.send(Method::GET, &route::EVENTS.replace("{jid}", jid.as_str()), Vec::new()).await?;
        Ok(Events::new(response.into_body()))
    }

    /// Ends a job.
    pub async fn cancel(&self, jid: Jid) -> Result<(), Failure> {
        self.post(&route::CANCEL.replace("{jid}", jid.as_str()), &()).await
    }

    /// Tells which minions a target is expected to match.
    pub async fn preview(&self, target: &TargetSpec) -> Result<Vec<MinionId>, Failure> {
        self.post(route::PREVIEW, target).await
    }

    /// Lists all keys.
    pub async fn keys(&self) -> Result<KeyList, Failure> {
        self.get(route::KEYS).await
    }

    /// Changes the state of keys; gives the keys that are concerned, by the state they had.
    pub async fn change_keys(&self, change: &KeyChange) -> Result<KeyList, Failure> {
        self.post(route::KEYS, change).await
    }

    /// Lists the tokens that can still be used.
    pub async fn tokens(&self) -> Result<Vec<TokenInfo>, Failure> {
        self.get(route::TOKENS).await
    }

    /// Makes a one-time enrolment token.
    pub async fn create_token(&self, token: &NewToken) -> Result<Token, Failure> {
        self.post(route::TOKENS, token).await
    }

    /// Takes a token back.
    pub async fn revoke_token(&self, id: &str) -> Result<(), Failure> {
        let known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if id.is_empty() || !id.chars().all(known) {
            return Err(Failure::new(Kind::Usage, format!("there is no token `{}`", id.escape_debug())));
        }
        self.ask(Method::DELETE, &route::TOKEN.replace("{id}", id), Vec::new()).await
    }

    /// Calls a runner.
    pub async fn run(&self, call: &Call) -> Result<Value, Failure> {
        self.post(route::RUN, call).await
    }

    /// Lists the runners.
    pub async fn runners(&self) -> Result<Vec<RunnerDoc>, Failure> {
        self.get(route::RUN).await
    }

    /// Tells whether the master serves minions and operators.
    pub async fn is_ready(&self) -> bool {
        self.send(Method::GET, route::READY, Vec::new()).await.is_ok()
    }

    async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, Failure> {
        self.ask(Method::GET, path, Vec::new()).await
    }

    async fn post<B: Serialize, A: DeserializeOwned>(&self, path: &str, body: &B) -> Result<A, Failure> {
        self.ask(Method::POST, path, ENCODING.encode(body)?).await
    }

    async fn ask<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<A, Failure> {
        let answer = collect(self.send(method, path, body).await?).await?;
        ENCODING.decode(&answer).map_err(|failure| broken(failure.message))
    }

    async fn send(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Response<Incoming>, Failure> {
        let stream = UnixStream::connect(&self.socket).await.map_err(|error| self.unreachable(&error))?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|error| broken(error.to_string()))?;
        tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "master")
            .header(ACCEPT, ENCODING.media_type())
            .header(CONTENT_TYPE, ENCODING.media_type())
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| broken(error.to_string()))?;
        let response = sender.send_request(request).await.map_err(|error| broken(error.to_string()))?;
        if response.status() == StatusCode::OK {
            return Ok(response);
        }
        let status = response.status();
        let answer = collect(response).await?;
        Err(ENCODING.decode(&answer).unwrap_or_else(|_| broken(format!("it answered {status}"))))
    }

    fn unreachable(&self, error: &io::Error) -> Failure {
        let socket = self.socket.display();
        match error.kind() {
            io::ErrorKind::PermissionDenied => {
                Failure::new(Kind::Denied, format!("you may not talk to the master at {socket}"))
                    .hint("run this as root or as the user that the master runs as")
            }
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
                Failure::new(Kind::Unavailable, format!("no master listens at {socket}"))
                    .hint("start one with `halite master`, or name its configuration with `--config-dir`")
            }
            _ => Failure::new(Kind::Unavailable, format!("could not reach the master at {socket}: {error}")),
        }
    }
}

async fn collect(response: Response<Incoming>) -> Result<Bytes, Failure> {
    let body = Limited::new(response.into_body(), MAX_ANSWER).collect().await;
    body.map(|body| body.to_bytes()).map_err(|error| broken(error.to_string()))
}

pub(super) fn broken(why: String) -> Failure {
    Failure::new(Kind::Unavailable, format!("the talk with the master broke off: {why}"))
}
