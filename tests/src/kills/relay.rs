//! A relay between minions and their master, whose connections can be cut.

use std::{
    io,
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// A relay on a port of its own.
pub(crate) struct Relay {
    port: u16,
    wires: Arc<Mutex<Vec<TcpStream>>>,
    closed: Arc<AtomicBool>,
}

impl Relay {
    /// Passes on what comes to `port` to the master's port.
    pub(crate) fn start(port: u16, master: u16) -> Relay {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("the relay's port is free");
        let relay = Relay { port, wires: Arc::default(), closed: Arc::default() };
        let (wires, closed) = (Arc::clone(&relay.wires), Arc::clone(&relay.closed));
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let there =
                    TcpStream::connect_timeout(&([127, 0, 0, 1], master).into(), Duration::from_millis(500));
                match there {
                    Ok(there) if !closed.load(Ordering::Relaxed) => couple(&wires, stream, there),
                    _ => drop(stream),
                }
            }
        });
        relay
    }

    /// The port that minions dial.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Cuts every connection that is open.
    pub(crate) fn cut(&self) {
        let wires = std::mem::take(&mut *self.wires.lock().unwrap_or_else(PoisonError::into_inner));
        for wire in wires {
            // It may be closed already.
            let _ = wire.shutdown(Shutdown::Both);
        }
    }

    /// Lets nobody through, or lets them through again.
    pub(crate) fn close(&self, closed: bool) {
        self.closed.store(closed, Ordering::Relaxed);
    }
}

fn couple(wires: &Mutex<Vec<TcpStream>>, here: TcpStream, there: TcpStream) {
    let copy = |stream: &TcpStream| stream.try_clone();
    let (Ok(from_here), Ok(from_there), Ok(kept)) = (copy(&here), copy(&there), copy(&here)) else { return };
    wires.lock().unwrap_or_else(PoisonError::into_inner).push(kept);
    for (mut from, mut to) in [(from_here, there), (from_there, here)] {
        thread::spawn(move || {
            // Broken off on purpose, more often than not.
            let _ = io::copy(&mut from, &mut to);
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
        });
    }
}
