//! The I/O thread: owns the socket, and meets the rest of the program through channels.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, TryRecvError},
    },
};

use tokio::sync::mpsc::{Sender, error::TrySendError};
use zmq::{DONTWAIT, Error, POLLIN, POLLOUT, PollItem, Socket};

use super::monitor::{self, News};
use crate::transport::{Arrival, Incoming, Outgoing, Peer, wake::Waker};

/// Frames read in a row before frames to be sent get their turn.
const BATCH: usize = 256;

/// Milliseconds that a goodbye may take after the socket is closed.
const GOODBYE: i32 = 200;

/// What the thread is told.
pub(super) enum Command {
    Send(Outgoing),
    Close,
}

/// How the connection stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Standing,
    Lost(&'static str),
    Reported,
}

/// All that the thread owns.
pub(super) struct Io {
    pub(super) socket: Socket,
    /// Where libzmq tells about the connection.
    pub(super) watch: Socket,
    pub(super) waker: Waker,
    /// Bounded by the window.
    pub(super) commands: Receiver<Command>,
    pub(super) arrivals: Sender<Arrival>,
    /// Tells whoever receives that the thread waits for room.
    pub(super) stalled: Arc<AtomicBool>,
    /// What did not fit into `arrivals`. While there is any, nothing is read.
    pub(super) held: VecDeque<Arrival>,
    /// Frames that libzmq has no room for: the master is busy. At most a window's worth.
    pub(super) parked: VecDeque<Outgoing>,
    /// Whether the connection is lost, and why; what had come before is still passed on.
    pub(super) state: State,
}

impl Io {
    /// Works until told to close, until nobody listens, or until the connection is lost.
    pub(super) fn run(mut self) {
        while self.obey() {
            self.send_parked();
            let reading = self.report_held();
            if self.arrivals.is_closed() || self.wait(reading).is_err() {
                return;
            }
            self.listen_for_news();
            let all = reading && self.read();
            match self.state {
                // All has been passed on, the loss too.
                State::Reported if reading => return,
                State::Lost(reason) if all => {
                    self.state = State::Reported;
                    self.report(Arrival::Gone { peer: Peer::dialled(), reason });
                }
                _ => {}
            }
        }
        // Failing only means that the goodbye is not waited for.
        let _ = self.socket.set_linger(GOODBYE);
    }

    /// Carries out what is asked; false when it is to close.
    fn obey(&mut self) -> bool {
        loop {
            match self.commands.try_recv() {
                Ok(Command::Send(frame)) => self.parked.push_back(frame),
                Ok(Command::Close) => {
                    self.send_parked();
                    return false;
                }
                Err(TryRecvError::Disconnected) => return false,
                Err(TryRecvError::Empty) => return true,
            }
        }
    }

    /// Gives libzmq frames in order, as long as it has room.
    fn send_parked(&mut self) {
        while let Some(frame) = self.parked.front() {
            if self.socket.send(frame.bytes.as_slice(), DONTWAIT) == Err(Error::EAGAIN) {
                return;
            }
            self.parked.pop_front();
        }
    }

    /// Waits for something to do.
    fn wait(&self, reading: bool) -> zmq::Result<()> {
        let mut items = vec![PollItem::from_fd(self.waker.fd(), POLLIN), self.watch.as_poll_item(POLLIN)];
        let mut events = zmq::PollEvents::empty();
        events.set(POLLIN, reading);
        events.set(POLLOUT, !self.parked.is_empty());
        items.push(self.socket.as_poll_item(events));
        // What came before the loss is there already, so there is nothing to wait for.
        let timeout = if self.state != State::Standing && reading { 0 } else { -1 };
        match zmq::poll(&mut items, timeout) {
            Ok(_) | Err(Error::EINTR) => {
                self.waker.rest();
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn listen_for_news(&mut self) {
        match monitor::read(&self.watch) {
            Some(News::Up) => self.report(Arrival::Up),
            Some(News::Lost(reason)) if self.state == State::Standing => self.state = State::Lost(reason),
            Some(News::Lost(_)) | None => {}
        }
    }

    /// Reads what there is; tells whether that was all.
    fn read(&mut self) -> bool {
        for _ in 0..BATCH {
            let Some(arrival) = self.read_one() else { return true };
            self.report(arrival);
            if !self.held.is_empty() {
                return false;
            }
        }
        false
    }

    /// Reads one message of libzmq's, which must be a single frame.
    fn read_one(&self) -> Option<Arrival> {
        let frame = self.socket.recv_msg(DONTWAIT).ok()?;
        let peer = Peer::dialled();
        if !frame.get_more() {
            return Some(Arrival::Frame { peer, address: None, frame: Incoming::new(frame.to_vec(), None) });
        }
        while self.socket.get_rcvmore().unwrap_or(false) && self.socket.recv_msg(DONTWAIT).is_ok() {}
        Some(Arrival::Malformed { peer })
    }

    fn report(&mut self, arrival: Arrival) {
        self.held.push_back(arrival);
        self.report_held();
    }

    /// Passes on what is held; tells whether all of it went.
    fn report_held(&mut self) -> bool {
        while let Some(arrival) = self.held.pop_front() {
            let Err(TrySendError::Full(back)) = self.arrivals.try_send(arrival) else { continue };
            // Whoever makes room from now on sees the flag; room made just before is found by the second try.
            self.stalled.store(true, Ordering::SeqCst);
            if let Err(TrySendError::Full(back)) = self.arrivals.try_send(back) {
                self.held.push_front(back);
                return false;
            }
        }
        true
    }
}
