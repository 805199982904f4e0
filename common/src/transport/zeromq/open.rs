//! Opens a socket and starts its thread.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::AtomicBool,
        mpsc::{self, Sender},
    },
    thread,
};

use tokio::sync::mpsc as bounded;
use zmq::{Context, Socket};

use super::{
    io::{Command, Io, State},
    monitor, settings,
};
use crate::transport::{Arrivals, Outgoing, Peer, Transport, TransportError, arrivals::Stall, wake::Waker};

/// Frames between the I/O thread and whoever receives them. When it is full, nothing is read from the network.
const ARRIVALS: usize = 64;

/// Dials an address. The first arrival is `Up`, or the reason why not as `Gone`; after `Gone` nothing comes.
pub fn dial(address: SocketAddr) -> Result<(Box<dyn Transport>, Arrivals), TransportError> {
    let context = Context::new();
    let socket = context.socket(zmq::DEALER).map_err(setup)?;
    settings::apply(&socket).map_err(setup)?;
    let watch = monitor::watch(&context, &socket).map_err(setup)?;
    socket.connect(&format!("tcp://{address}")).map_err(setup)?;
    start(socket, watch)
}

fn setup(error: impl std::fmt::Display) -> TransportError {
    TransportError::Setup { reason: error.to_string() }
}

fn start(socket: Socket, watch: Socket) -> Result<(Box<dyn Transport>, Arrivals), TransportError> {
    let waker = Waker::new().map_err(setup)?;
    let stalled = Arc::new(AtomicBool::new(false));
    let (commands, obeyed) = mpsc::channel();
    let (arrived, arrivals) = bounded::channel(ARRIVALS);
    let io = Io {
        socket,
        watch,
        waker: waker.clone(),
        commands: obeyed,
        arrivals: arrived,
        stalled: stalled.clone(),
        held: VecDeque::new(),
        parked: VecDeque::new(),
        state: State::Standing,
    };
    thread::Builder::new().name("halite-dial".to_owned()).spawn(move || io.run()).map_err(setup)?;
    let arrivals = Arrivals::waking(arrivals, Stall { stalled, waker: waker.clone() });
    Ok((Box::new(Handle { commands: Some(commands), waker }), arrivals))
}

/// The sending half; closes the socket when it goes.
struct Handle {
    commands: Option<Sender<Command>>,
    waker: Waker,
}

impl Handle {
    fn tell(&self, command: Command) {
        // The thread is gone when the connection is: whoever receives knows, and frames are dropped.
        if self.commands.as_ref().is_some_and(|commands| commands.send(command).is_ok()) {
            self.waker.wake();
        }
    }
}

impl Transport for Handle {
    fn trust(&self, _: Peer) {
        // Who is dialled is known.
    }

    fn send(&self, frame: Outgoing) {
        self.tell(Command::Send(frame));
    }
    fn forget(&self, _peer: Peer) {
        self.close();
    }
    fn close(&self) {
        self.tell(Command::Close);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.commands = None;
        self.waker.wake();
    }
}
