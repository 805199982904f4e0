//! Ports for masters that go and come back.

use std::{
    net::TcpListener,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// A free port of 127.0.0.1 that stays free while its master is away: the kernel takes those of outgoing connections from
/// further up, and a minion that dials such a port may even reach itself.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = 10_000 + process::id() % 200 * 100;
    let mut ports = (0..100).map(|_| (first + NEXT.fetch_add(1, Ordering::Relaxed) % 100) as u16);
    ports
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("one of a hundred ports is free")
}
