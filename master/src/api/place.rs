//! Connections of local users, of whom each has so many places: nobody can take those of the others.

use std::{
    collections::HashMap,
    io::{self, IoSlice},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{UnixListener, UnixStream, unix::UCred},
};

/// Connections of one user at a time. Root and the master's own user have no bound.
const PLACES: usize = 64;

/// Who is at the other end, as the kernel tells it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Credentials {
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) pid: Option<u32>,
}

impl From<UCred> for Credentials {
    fn from(peer: UCred) -> Credentials {
        let pid = peer.pid().and_then(|pid| u32::try_from(pid).ok());
        Credentials { uid: peer.uid(), gid: peer.gid(), pid }
    }
}

/// Takes connections.
pub(super) struct Places {
    listener: UnixListener,
    taken: Arc<Mutex<HashMap<u32, usize>>>,
}

/// A connection, with its place.
pub(super) struct Placed {
    stream: UnixStream,
    _place: Option<Place>,
}

struct Place {
    taken: Arc<Mutex<HashMap<u32, usize>>>,
    uid: u32,
}

impl Places {
    pub(super) fn new(listener: UnixListener) -> Places {
        Places { listener, taken: Arc::default() }
    }

    fn place(&self, uid: u32) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(uid).or_default();
        if *count >= PLACES {
            return None;
        }
        *count += 1;
        Some(Place { taken: Arc::clone(&self.taken), uid })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.uid) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.uid);
            }
        }
    }
}

/// Tells whether a user is root, or the one that the master runs as.
pub(super) fn is_master(uid: u32) -> bool {
    uid == 0 || uid == rustix::process::geteuid().as_raw()
}

impl axum::serve::Listener for Places {
    type Io = Placed;
    type Addr = Option<Credentials>;

    async fn accept(&mut self) -> (Placed, Option<Credentials>) {
        loop {
            let (stream, _) = axum::serve::Listener::accept(&mut self.listener).await;
            // A peer that the kernel does not tell is let in here, and refused with its first request.
            let peer = stream.peer_cred().ok().map(Credentials::from);
            let place = match peer.map(|peer| peer.uid).filter(|uid| !is_master(*uid)) {
                None => None,
                Some(uid) => match self.place(uid) {
                    None => continue,
                    place => place,
                },
            };
            return (Placed { stream, _place: place }, peer);
        }
    }

    fn local_addr(&self) -> io::Result<Option<Credentials>> {
        Ok(None)
    }
}

impl AsyncRead for Placed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Placed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, data)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::{PLACES, Places};

    #[tokio::test]
    async fn each_user_has_so_many_places() {
        let folder = tempfile::tempdir().unwrap();
        let listener = tokio::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        let places = Places::new(listener);
        let mut taken: Vec<_> = (0..PLACES).map(|_| places.place(1000)).collect();
        assert!(taken.iter().all(Option::is_some));
        assert!(places.place(1000).is_none() && places.place(1001).is_some());
        taken.pop();
        assert!(places.place(1000).is_some());
    }
}
