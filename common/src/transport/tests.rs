//! Both ends over loopback, and strangers that do not speak as they should.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Semaphore, time::timeout};

use super::{Arrival, Arrivals, Outgoing, Peer, Transport, WINDOW, dial, listen};

struct End {
    transport: Box<dyn Transport>,
    arrivals: Arrivals,
    window: Arc<Semaphore>,
}

impl End {
    async fn listen() -> (End, SocketAddr) {
        let (transport, arrivals, address) = listen("127.0.0.1", 0).unwrap();
        (End { transport, arrivals, window: Arc::new(Semaphore::new(WINDOW)) }, address)
    }

    async fn dial(address: SocketAddr) -> End {
        let (transport, arrivals) = dial(address).unwrap();
        End { transport, arrivals, window: Arc::new(Semaphore::new(WINDOW)) }
    }

    async fn send(&self, peer: Peer, bytes: Vec<u8>) {
        let room = self.window.clone().acquire_owned().await.unwrap();
        self.transport.send(Outgoing { peer, bytes, room });
    }

    async fn next(&mut self) -> Arrival {
        timeout(Duration::from_secs(20), self.arrivals.recv()).await.expect("in time").expect("open")
    }

    async fn frame(&mut self) -> (Peer, Vec<u8>) {
        match self.next().await {
            Arrival::Frame { peer, address, frame } => {
                assert!(address.is_none_or(|address| address.is_loopback()));
                self.transport.trust(peer);
                (peer, frame.into_bytes())
            }
            other => panic!("{other:?} instead of a frame"),
        }
    }
}

/// What a DEALER sends: a ZMTP 3 greeting with NULL security, READY, and short frames.
fn dealer(bodies: &[&[u8]]) -> Vec<u8> {
    let mut bytes = [&[0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0][..], b"NULL"].concat();
    bytes.resize(64, 0);
    bytes.extend_from_slice(b"\x04\x1c\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER");
    for body in bodies {
        bytes.extend_from_slice(&[0, u8::try_from(body.len()).unwrap()]);
        bytes.extend_from_slice(body);
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_pass_both_ways_in_order_and_a_peer_that_leaves_is_reported() {
    let (mut master, address) = End::listen().await;
    let mut minion = End::dial(address).await;
    assert!(matches!(minion.next().await, Arrival::Up));
    minion.send(Peer::dialled(), vec![0]).await;
    let mut peer = Some(master.frame().await.0);
    for n in 1..200_u8 {
        minion.send(Peer::dialled(), vec![n; 1 + usize::from(n) * 300]).await;
    }
    for n in 1..200_u8 {
        let (from, bytes) = master.frame().await;
        assert_eq!(bytes, vec![n; 1 + usize::from(n) * 300]);
        peer = Some(from);
    }
    let peer = peer.unwrap();
    master.send(peer, b"hello".to_vec()).await;
    assert_eq!(minion.frame().await.1, b"hello");

    drop(minion);
    assert!(matches!(master.next().await, Arrival::Gone { peer: gone, .. } if gone == peer));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_that_leaves_or_is_not_there_is_reported() {
    let (master, address) = End::listen().await;
    let mut minion = End::dial(address).await;
    assert!(matches!(minion.next().await, Arrival::Up));
    drop(master);
    assert!(matches!(minion.next().await, Arrival::Gone { .. }));
    assert!(minion.arrivals.recv().await.is_none());

    let mut minion = End::dial(address).await;
    assert!(matches!(minion.next().await, Arrival::Gone { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_slow_loses_nothing() {
    const MANY: u32 = 5000;
    let (mut master, address) = End::listen().await;
    let minion = End::dial(address).await;
    minion.send(Peer::dialled(), vec![0]).await;
    master.frame().await;
    let progress = Arc::new(AtomicU32::new(0));
    let sender_progress = progress.clone();
    let sender = tokio::spawn(async move {
        for n in 0..MANY {
            minion.send(Peer::dialled(), n.to_be_bytes().repeat(2000)).await;
            sender_progress.store(n, Ordering::Relaxed);
        }
        minion
    });
    // Nothing is received until the sender waits: window, both queues of libzmq and the channel are full.
    let mut sent = 0;
    while progress.load(Ordering::Relaxed) != sent || sent == 0 {
        sent = progress.load(Ordering::Relaxed);
        let _ = timeout(Duration::from_millis(50), std::future::pending::<()>()).await;
    }
    assert!(sent < MANY, "something pushes back");
    for n in 0..MANY {
        assert_eq!(master.frame().await.1, n.to_be_bytes().repeat(2000));
    }
    sender.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_that_speak_nonsense_do_not_disturb_others() {
    let (mut master, address) = End::listen().await;
    let mut nonsense: Vec<Vec<u8>> =
        vec![b"GET / HTTP/1.1\r\n\r\n".to_vec(), vec![0; 4096], vec![0xff; 4096]];
    let announced = |len: u64| [&[2][..], &len.to_be_bytes(), &vec![7; 100_000]].concat();
    nonsense.push([dealer(&[]), announced(2 << 30)].concat());
    nonsense.push([dealer(&[]), announced(90_000)].concat());
    // A message of two frames, and one whose end never comes.
    nonsense.push([dealer(&[]), b"\x01\x01a\x00\x01b".to_vec()].concat());
    nonsense.push([dealer(&[]), b"\x01\xff".repeat(200)].concat());
    let strangers: Vec<_> = nonsense
        .iter()
        .map(|bytes| {
            let mut stream = TcpStream::connect(address).unwrap();
            // The master may cut the connection while we still write.
            let _ = stream.write_all(bytes);
            stream
        })
        .collect();
    let mut minion = End::dial(address).await;
    assert!(matches!(minion.next().await, Arrival::Up));
    minion.send(Peer::dialled(), b"a sane frame".to_vec()).await;
    assert_eq!(master.frame().await.1, b"a sane frame");
    for mut stream in strangers {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let end = stream.read_to_end(&mut Vec::new());
        assert!(!end.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock), "it is cut off");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn large_frames_are_for_those_who_are_trusted() {
    let (mut master, address) = End::listen().await;
    let mut first = TcpStream::connect(address).unwrap();
    first.write_all(&dealer(&[])).unwrap();
    first.write_all(&[2, 0, 0, 0, 0, 0, 0, 2, 1]).unwrap();
    let mut second = TcpStream::connect(address).unwrap();
    second.write_all(&dealer(&[b"hello"])).unwrap();
    second.write_all(&[2, 0, 0, 0, 0, 0, 0, 0x12, 1]).unwrap();
    for stream in [&mut first, &mut second] {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let end = stream.read_to_end(&mut Vec::new());
        assert!(!end.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock), "it is cut off");
    }
    let Arrival::Frame { frame, .. } = master.next().await else { panic!("the first frame came whole") };
    assert_eq!(frame.bytes(), b"hello");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_is_given_up_hears_the_last_frames_and_is_cut_off() {
    let (mut master, address) = End::listen().await;
    let mut minion = End::dial(address).await;
    assert!(matches!(minion.next().await, Arrival::Up));
    minion.send(Peer::dialled(), b"hello".to_vec()).await;
    let (peer, _) = master.frame().await;
    for n in 0..20 {
        master.send(peer, vec![n; 60_000]).await;
    }
    master.transport.forget(peer);
    for n in 0..20 {
        assert_eq!(minion.frame().await.1, vec![n; 60_000]);
    }
    assert!(matches!(minion.next().await, Arrival::Gone { .. }));
    assert!(matches!(master.next().await, Arrival::Gone { peer: gone, .. } if gone == peer));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_does_not_read_is_cut_off_all_the_same() {
    let (mut master, address) = End::listen().await;
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(&dealer(&[b"hello"])).unwrap();
    let (peer, _) = master.frame().await;
    let mut busy = false;
    while !busy {
        let room = timeout(Duration::from_millis(200), master.window.clone().acquire_owned()).await;
        match room {
            Ok(room) => master.transport.send(Outgoing { peer, bytes: vec![0; 60_000], room: room.unwrap() }),
            Err(_) => busy = true,
        }
    }
    master.transport.forget(peer);
    assert!(matches!(master.next().await, Arrival::Gone { peer: gone, .. } if gone == peer));
    assert_eq!(master.window.available_permits(), WINDOW, "its frames are forgotten");
}
