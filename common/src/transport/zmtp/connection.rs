//! One connection: its greeting, then frames both ways at once.

use std::{
    io,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use thiserror::Error;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{Semaphore, mpsc, watch},
    time::{Instant, sleep, timeout, timeout_at},
};

use super::{
    buffer::{Buffer, Taken},
    frame::{self, Malformed},
    greeting,
    strangers::Place,
};
use crate::transport::{Arrival, INCOMING, Incoming, Outgoing, Peer};

/// Time for a stranger to greet, and to send its first frame.
const GREETING: Duration = Duration::from_secs(5);

/// Bytes of the largest first frame: what begins a handshake has about forty.
pub(super) const FIRST: usize = 512;

/// Bytes of the largest frame before a key is proved: a claim has 4096 at most.
pub(super) const UNPROVED: usize = 4608;

/// Time for what is queued to go out after the connection has been given up.
const GOODBYE: Duration = Duration::from_secs(1);

/// Bytes that are written in one go, if there are so many.
const BATCH: usize = 64 << 10;

/// Answers to pings that wait to be written; those beyond are not sent.
pub(super) const PONGS: usize = 4;

/// Why a connection is over.
#[derive(Debug, Error)]
pub(super) enum Over {
    #[error("the connection was closed")]
    Closed,
    #[error("the connection broke")]
    Broken(#[from] io::Error),
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("it said nothing in time")]
    Silent,
    #[error("it was given up")]
    GivenUp,
}

/// One connection and its channels.
pub(super) struct Connection {
    pub(super) peer: Peer,
    pub(super) address: IpAddr,
    pub(super) arrivals: mpsc::Sender<Arrival>,
    /// Bounded by the peer's window. Closed when the connection is to be given up.
    pub(super) outgoing: mpsc::UnboundedReceiver<Outgoing>,
    /// Bytes of the largest frame that is taken after the first.
    pub(super) largest: Arc<AtomicUsize>,
    /// Changes when the connection is to be given up.
    pub(super) given_up: watch::Receiver<bool>,
    pub(super) place: Place,
}

impl Connection {
    /// Serves the connection to its end; tells why it ended, and whether a frame ever came.
    pub(super) async fn serve(self, mut stream: TcpStream) -> (Over, bool) {
        match timeout(GREETING, greet(&mut stream)).await {
            Err(_) => return (Over::Silent, false),
            Ok(Err(over)) => return (over, false),
            Ok(Ok(())) => {}
        }
        let Connection { peer, address, arrivals, outgoing, largest, given_up, place } = self;
        let (reading, writing) = stream.into_split();
        let (pongs, ponged) = mpsc::channel(PONGS);
        let mut place = Some(place);
        let over = tokio::select! {
            over = Reader { peer, address, arrivals: &arrivals, pongs: &pongs, largest: &largest }
                .read(reading, &mut place) => over,
            over = write(writing, outgoing, ponged) => over,
            () = given_up_for_good(given_up) => Over::GivenUp,
        };
        (over, place.is_none())
    }
}

async fn given_up_for_good(mut given_up: watch::Receiver<bool>) {
    // An error means that the listener is gone.
    let _ = given_up.wait_for(|given_up| *given_up).await;
    sleep(GOODBYE).await;
}

async fn greet(stream: &mut TcpStream) -> Result<(), Over> {
    stream.write_all(&greeting::ours()).await?;
    let mut theirs = [0; greeting::LEN];
    // The signature first: who speaks another protocol is not waited for.
    stream.read_exact(&mut theirs[..1]).await.map_err(closed)?;
    if theirs[0] != 0xff {
        return Err(Malformed("it does not speak ZeroMQ").into());
    }
    stream.read_exact(&mut theirs[1..]).await.map_err(closed)?;
    greeting::check(&theirs)?;
    stream.write_all(&greeting::ready()).await?;
    Ok(())
}

fn closed(error: io::Error) -> Over {
    if error.kind() == io::ErrorKind::UnexpectedEof { Over::Closed } else { error.into() }
}

/// The reading half of a connection.
struct Reader<'a> {
    peer: Peer,
    address: IpAddr,
    arrivals: &'a mpsc::Sender<Arrival>,
    pongs: &'a mpsc::Sender<Vec<u8>>,
    largest: &'a AtomicUsize,
}

impl Reader<'_> {
    /// Reads frames; while too many of this peer wait to be opened, nothing is read, and TCP pushes back on it alone.
    async fn read(self, mut stream: OwnedReadHalf, place: &mut Option<Place>) -> Over {
        let mut buffer = Buffer::default();
        let mut ready = false;
        // However slowly it speaks, its first frame is there by then.
        let deadline = Instant::now() + GREETING;
        let rooms = Arc::new(Semaphore::new(INCOMING));
        loop {
            let largest = if place.is_some() { FIRST } else { self.largest.load(Ordering::Relaxed) };
            match buffer.take(largest) {
                Err(malformed) => return malformed.into(),
                Ok(Some(Taken::Command(command))) if !ready => match greeting::check_ready(&command) {
                    Ok(()) => ready = true,
                    Err(malformed) => return malformed.into(),
                },
                Ok(Some(_)) if !ready => return Malformed("it sent a message before READY").into(),
                Ok(Some(Taken::Command(command))) => {
                    // A full queue means that the peer does not read its answers.
                    greeting::pong(&command).map(|pong| self.pongs.try_send(pong));
                }
                Ok(Some(Taken::Message(bytes))) => {
                    *place = None;
                    let room = Arc::clone(&rooms).acquire_owned().await.ok();
                    let (peer, address) = (self.peer, Some(self.address));
                    let arrival = Arrival::Frame { peer, address, frame: Incoming::new(bytes, room) };
                    if self.arrivals.send(arrival).await.is_err() {
                        return Over::GivenUp;
                    }
                }
                Ok(None) => {
                    let more = stream.read_buf(buffer.room(largest));
                    let read = match place {
                        Some(_) => match timeout_at(deadline, more).await {
                            Ok(read) => read,
                            Err(_) => return Over::Silent,
                        },
                        None => more.await,
                    };
                    match read {
                        Ok(0) => return Over::Closed,
                        Ok(_) => {}
                        Err(error) => return error.into(),
                    }
                }
            }
        }
    }
}

/// Writes frames, several in one go where there are several; their room is free again once the kernel has them.
async fn write(
    mut stream: OwnedWriteHalf,
    mut outgoing: mpsc::UnboundedReceiver<Outgoing>,
    mut pongs: mpsc::Receiver<Vec<u8>>,
) -> Over {
    loop {
        let (mut batch, mut rooms) = (Vec::new(), Vec::new());
        tokio::select! {
            Some(pong) = pongs.recv() => batch = pong,
            frame = outgoing.recv() => match frame {
                Some(frame) => {
                    frame::append(&mut batch, &frame.bytes);
                    rooms.push(frame.room);
                }
                None => {
                    // Failing means that the peer was faster.
                    let _ = stream.shutdown().await;
                    return Over::GivenUp;
                }
            }
        }
        while batch.len() < BATCH
            && let Ok(frame) = outgoing.try_recv()
        {
            frame::append(&mut batch, &frame.bytes);
            rooms.push(frame.room);
        }
        if let Err(error) = stream.write_all(&batch).await {
            return error.into();
        }
    }
}
