//! The socket and its routes.

use std::{
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{delete, get, post},
};
use halite_common::api::route;
use thiserror::Error;
use tokio::net::{UnixListener, UnixStream};

use super::{asker::Peer, health, jobs, keys, place::Places, run};
use crate::{acl::Acl, house::House};

/// Bytes of the largest body that an operator may send.
const MAX_BODY: usize = 64 << 20;

/// The socket could not be listened on.
#[derive(Debug, Error)]
pub(crate) enum ListenError {
    /// Another master listens there.
    #[error("another master listens at {}", .0.display())]
    Taken(PathBuf),
    /// The file system said no.
    #[error("could not listen at {}", path.display())]
    Io {
        /// The socket.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// A socket for operators, not yet served.
pub(crate) struct Listener {
    socket: UnixListener,
    path: PathBuf,
}

impl Listener {
    /// Listens at a path that only this user and root can reach.
    pub(crate) async fn bind(path: &Path) -> Result<Listener, ListenError> {
        let wrong = |source| ListenError::Io { path: path.to_owned(), source };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(wrong)?;
        }
        if UnixStream::connect(path).await.is_ok() {
            return Err(ListenError::Taken(path.to_owned()));
        }
        // What a master that was killed has left.
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(wrong(error)),
            _ => {}
        }
        let socket = UnixListener::bind(path).map_err(wrong)?;
        // Until here others could connect; each request is checked all the same.
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(wrong)?;
        Ok(Listener { socket, path: path.to_owned() })
    }

    /// Serves operators until `stop`.
    pub(crate) async fn serve(
        self,
        house: Arc<House>,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let service = routes(house).into_make_service_with_connect_info::<Peer>();
        let served = axum::serve(Places::new(self.socket), service).with_graceful_shutdown(stop).await;
        let _ = std::fs::remove_file(&self.path);
        served
    }
}

/// Lets everybody reach the socket if others than root have a rule: who asks, and for what, is looked at with each request.
pub(crate) fn set_reach(path: &Path, acl: &Acl) -> io::Result<()> {
    let mode = if acl.is_empty() { 0o600 } else { 0o666 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

fn routes(house: Arc<House>) -> Router {
    Router::new()
        .route(route::JOBS, post(jobs::publish))
        .route(route::EVENTS, get(jobs::events))
        .route(route::CANCEL, post(jobs::cancel))
        .route(route::PREVIEW, post(jobs::preview))
        .route(route::KEYS, get(keys::list).post(keys::change))
        .route(route::TOKENS, get(keys::tokens).post(keys::create_token))
        .route(route::TOKEN, delete(keys::revoke_token))
        .route(route::RUN, get(run::list).post(run::call))
        .route(route::LIVE, get(health::live))
        .route(route::READY, get(health::ready))
        .route(route::METRICS, get(health::metrics))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(house)
}
