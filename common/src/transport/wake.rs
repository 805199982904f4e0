//! An eventfd that gets the I/O thread out of its poll.

use std::{
    io,
    os::fd::{AsRawFd, OwnedFd, RawFd},
    sync::Arc,
};

use rustix::event::{EventfdFlags, eventfd};

/// Wakes the I/O thread; clones wake the same one.
#[derive(Clone)]
pub(super) struct Waker(Arc<OwnedFd>);

impl Waker {
    pub(super) fn new() -> io::Result<Waker> {
        Ok(Waker(Arc::new(eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?)))
    }

    pub(super) fn wake(&self) {
        // It can only fail when the counter is at its top: then the thread has been woken already.
        let _ = rustix::io::write(&*self.0, &1_u64.to_ne_bytes());
    }

    /// Takes back all wakings so far.
    pub(super) fn rest(&self) {
        // It can only fail when there was none.
        let _ = rustix::io::read(&*self.0, &mut [0; 8]);
    }

    pub(super) fn fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}
