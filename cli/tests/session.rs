//! Sessions of a real master's end and a real minion's end over loopback.
#![expect(clippy::unwrap_used, reason = "what a story cannot go on without may panic")]

use std::{
    collections::HashMap,
    io::Write,
    net::TcpStream,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use halite_common::{
    crypto::{NodeKey, PublicKey},
    failure::Failure,
    id::MinionId,
    value::Value,
    wire::{ToMaster, ToMinion},
};
use halite_master::session as master;
use halite_minion::session as minion;
use tokio::{sync::mpsc, time::timeout};

const LONG: Duration = Duration::from_secs(30);

/// A key store in memory.
#[derive(Default)]
struct Keys {
    accept_all: bool,
    accepted: Mutex<HashMap<MinionId, PublicKey>>,
}

impl master::Doorkeeper for Keys {
    fn admit(&self, claim: &master::Claim) -> Result<master::Verdict, Failure> {
        let mut accepted = self.accepted.lock().unwrap();
        if self.accept_all {
            accepted.entry(claim.id.clone()).or_insert(claim.key);
        }
        Ok(match accepted.get(&claim.id) {
            Some(key) if *key == claim.key => master::Verdict::Accepted,
            Some(_) => master::Verdict::Denied,
            None => master::Verdict::Pending { token: None },
        })
    }
}

struct Master {
    sessions: master::Sessions,
    events: mpsc::Receiver<master::SessionEvent>,
}

impl Master {
    fn start(key: &NodeKey, port: u16, keys: Arc<Keys>) -> Master {
        let mut settings = master::Settings::new(key.clone());
        settings.interface = "127.0.0.1".to_owned();
        settings.port = port;
        settings.handshake_timeout = Duration::from_secs(2);
        let (sessions, events) = master::Sessions::start(settings, keys).unwrap();
        Master { sessions, events }
    }

    fn accepting() -> Master {
        Master::start(
            &NodeKey::generate().unwrap(),
            halite_tests::free_port(),
            Arc::new(Keys { accept_all: true, ..Keys::default() }),
        )
    }

    fn port(&self) -> u16 {
        self.sessions.address().port()
    }

    async fn next(&mut self) -> master::SessionEvent {
        timeout(LONG, self.events.recv()).await.expect("in time").expect("running")
    }

    async fn connected(&mut self, id: &str) {
        match self.next().await {
            master::SessionEvent::Connected { who, .. } => assert_eq!(who.id.as_str(), id),
            other => panic!("{other:?} instead of a connection"),
        }
    }

    async fn message(&mut self) -> (MinionId, ToMaster) {
        match self.next().await {
            master::SessionEvent::Message { who, message, .. } => (who.id, message),
            other => panic!("{other:?} instead of a message"),
        }
    }

    async fn disconnected(&mut self) -> String {
        match self.next().await {
            master::SessionEvent::Disconnected { reason, .. } => reason,
            other => panic!("{other:?} instead of a goodbye"),
        }
    }
}

struct Minion {
    session: minion::Session,
    events: mpsc::Receiver<minion::SessionEvent>,
    folder: Arc<tempfile::TempDir>,
}

fn settings(id: &str, port: u16, pin: PathBuf) -> minion::Settings {
    let address = minion::MasterAddress { host: "127.0.0.1".to_owned(), port };
    let key = NodeKey::generate().unwrap();
    let mut settings = minion::Settings::new(id.parse().unwrap(), key, vec![address], pin);
    settings.reconnect = Duration::from_millis(20);
    settings.reconnect_max = Duration::from_millis(200);
    settings
}

impl Minion {
    fn start(id: &str, port: u16) -> Minion {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let settings = settings(id, port, folder.path().join("master.pub"));
        Minion::with(settings, folder)
    }

    fn with(settings: minion::Settings, folder: Arc<tempfile::TempDir>) -> Minion {
        let (session, events) = minion::Session::start(settings);
        Minion { session, events, folder }
    }

    /// The next event; attempts that reached no master are passed over.
    async fn next(&mut self) -> minion::SessionEvent {
        loop {
            let event = timeout(LONG, self.events.recv()).await.expect("in time").expect("running");
            if !matches!(event, minion::SessionEvent::Unreachable(_)) {
                return event;
            }
        }
    }

    async fn connected(&mut self) -> PublicKey {
        match self.next().await {
            minion::SessionEvent::Connected { master } => master,
            other => panic!("{other:?} instead of a connection"),
        }
    }

    async fn message(&mut self) -> ToMinion {
        match self.next().await {
            minion::SessionEvent::Message(message) => message,
            other => panic!("{other:?} instead of a message"),
        }
    }

    async fn refused(&mut self) -> Failure {
        match self.next().await {
            minion::SessionEvent::Refused(failure) => failure,
            other => panic!("{other:?} instead of a refusal"),
        }
    }
}

fn event(size: usize) -> ToMaster {
    let data = (0..size).map(|n| n as u8).collect();
    ToMaster::Event { tag: format!("size/{size}"), data: Value::Bytes(data) }
}

fn pillar(size: usize) -> ToMinion {
    ToMinion::Environments { request: size as u64, names: vec!["x".repeat(size)] }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_all_sizes_pass_both_ways_and_outlive_a_restart() {
    let key = NodeKey::generate().unwrap();
    let keys = Arc::new(Keys { accept_all: true, ..Keys::default() });
    let mut master = Master::start(&key, halite_tests::free_port(), keys.clone());
    let mut minion = Minion::start("web1", master.port());
    assert_eq!(minion.connected().await, key.public());
    master.connected("web1").await;
    let id: MinionId = "web1".parse().unwrap();
    for size in [1, 1000, 65_000, 66_000, 1 << 20, 5 << 20] {
        minion.session.send(&event(size)).await.unwrap();
        master.sessions.send(&master::Speaker::daemon(id.clone()), &pillar(size)).await.unwrap();
        assert_eq!(master.message().await, (id.clone(), event(size)));
        assert_eq!(minion.message().await, pillar(size));
    }

    let port = master.port();
    master.sessions.stop().await;
    assert_eq!(master.disconnected().await, "ended on purpose: the master stops");
    assert!(matches!(minion.next().await, minion::SessionEvent::Disconnected { .. }));
    assert_eq!(minion.session.send(&event(1)).await, Err(minion::SendError::Offline));
    let mut master = Master::start(&key, port, keys);
    minion.connected().await;
    master.connected("web1").await;
    minion.session.send(&event(70_000)).await.unwrap();
    assert_eq!(master.message().await.1, event(70_000));
    minion.session.stop().await;
    assert_eq!(
        master.disconnected().await,
        "the other side ended the session: ended on purpose: the minion leaves"
    );
    assert!(!master.sessions.is_connected(&id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_master_key_is_refused_until_an_operator_agrees() {
    let mut master = Master::accepting();
    let mut minion = Minion::start("web1", master.port());
    minion.connected().await;
    master.connected("web1").await;
    let port = master.port();
    master.sessions.stop().await;
    assert!(matches!(minion.next().await, minion::SessionEvent::Disconnected { .. }));

    let impostor = NodeKey::generate().unwrap();
    let keys = Arc::new(Keys { accept_all: true, ..Keys::default() });
    let mut impostor_master = Master::start(&impostor, port, keys);
    let failure = minion.refused().await;
    let found = impostor.public().fingerprint();
    assert!(failure.message.contains(&format!("has the key {found}, but")), "{failure}");
    assert!(impostor_master.events.try_recv().is_err(), "the impostor has not learnt who was there");

    std::fs::remove_file(minion.folder.path().join("master.pub")).unwrap();
    while !matches!(minion.next().await, minion::SessionEvent::Connected { .. }) {}
    impostor_master.connected("web1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_finger_decides_at_first_contact() {
    let key = NodeKey::generate().unwrap();
    let keys = Arc::new(Keys { accept_all: true, ..Keys::default() });
    let mut master = Master::start(&key, halite_tests::free_port(), keys);
    for (finger, fits) in [(NodeKey::generate().unwrap(), false), (key, true)] {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut settings = settings("web1", master.port(), folder.path().join("master.pub"));
        settings.master_fingers = vec![finger.public().fingerprint()];
        let mut minion = Minion::with(settings, folder);
        if fits {
            minion.connected().await;
            master.connected("web1").await;
        } else {
            minion.refused().await;
        }
        assert_eq!(minion.folder.path().join("master.pub").exists(), fits);
        minion.session.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_whose_key_cannot_be_kept_gets_no_session() {
    let mut master = Master::accepting();
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let in_the_way = folder.path().join("master.new");
    std::fs::create_dir(&in_the_way).unwrap();
    let settings = settings("web1", master.port(), folder.path().join("master.pub"));
    let mut minion = Minion::with(settings, folder);
    let failure = minion.refused().await;
    assert!(failure.message.contains("could not be kept: could not write"), "{failure}");
    std::fs::remove_dir(&in_the_way).unwrap();
    while !matches!(minion.next().await, minion::SessionEvent::Connected { .. }) {}
    while !matches!(master.next().await, master::SessionEvent::Connected { .. }) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_minion_waits_for_its_key_and_comes_in_when_it_is_accepted() {
    let key = NodeKey::generate().unwrap();
    let keys = Arc::new(Keys::default());
    let mut master = Master::start(&key, halite_tests::free_port(), keys.clone());
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let settings = settings("web1", master.port(), folder.path().join("master.pub"));
    let public = settings.key.public();
    let id: MinionId = "web1".parse().unwrap();
    let mut minion = Minion::with(settings, folder);
    assert!(matches!(minion.next().await, minion::SessionEvent::Pending));
    assert_eq!(minion.session.send(&event(1)).await, Err(minion::SendError::Offline));
    assert_eq!(
        master.sessions.try_send(&master::Speaker::daemon(id.clone()), &pillar(1)),
        Err(master::SendError::Absent)
    );

    keys.accepted.lock().unwrap().insert(id.clone(), public);
    master.sessions.reconsider(&id);
    minion.connected().await;
    master.connected("web1").await;
    assert_eq!(master.sessions.connected(), std::slice::from_ref(&id));

    let mut thief = Minion::start("web1", master.port());
    let failure = thief.refused().await;
    assert!(failure.message.contains("knows this minion's id with another key"), "{failure}");
    minion.session.send(&event(3)).await.unwrap();
    assert_eq!(master.message().await.1, event(3), "the owner of the id is not disturbed");
    thief.session.stop().await;

    keys.accepted.lock().unwrap().remove(&id);
    master.sessions.dismiss(&id, "the key was deleted");
    assert_eq!(master.disconnected().await, "ended on purpose: the key was deleted");
    assert!(matches!(minion.next().await, minion::SessionEvent::Disconnected { .. }));
    assert!(matches!(minion.next().await, minion::SessionEvent::Pending));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_session_of_a_minion_replaces_the_first() {
    let mut master = Master::accepting();
    let key = NodeKey::generate().unwrap();
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut minions = Vec::new();
    for first in [true, false] {
        let mut settings = settings("web1", master.port(), folder.path().join("master.pub"));
        settings.key = key.clone();
        settings.reconnect = LONG;
        settings.reconnect_max = LONG;
        let mut minion = Minion::with(settings, folder.clone());
        minion.connected().await;
        if !first {
            let reason = master.disconnected().await;
            assert_eq!(reason, "ended on purpose: the minion opened another session");
        }
        master.connected("web1").await;
        minions.push(minion);
    }
    minions[1].session.send(&event(9)).await.unwrap();
    assert_eq!(master.message().await.1, event(9));
    assert!(matches!(minions[0].next().await, minion::SessionEvent::Disconnected { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_with_garbage_and_half_open_handshakes_disturb_nobody() {
    let mut master = Master::accepting();
    let mut minion = Minion::start("web1", master.port());
    minion.connected().await;
    master.connected("web1").await;
    let mut greeting = [&[0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0][..], b"NULL"].concat();
    greeting.resize(64, 0);
    let ready = b"\x04\x1c\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER";
    // An offer of protocol 1 with the suite AES, and 32 bytes that could be a key.
    let open = [&b"\x96\x01\x01\x01\x01\x01\xc4\x20"[..], &[9; 32]].concat();
    let frame = |body: &[u8]| [&[0, u8::try_from(body.len()).unwrap()][..], body].concat();
    let zmtp = |bodies: &[&[u8]]| {
        let frames: Vec<u8> = bodies.iter().flat_map(|body| frame(body)).collect();
        [&greeting[..], ready, &frames].concat()
    };
    let strangers: Vec<TcpStream> = [
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        vec![0xff; 100_000],
        zmtp(&[b"garbage"]),
        zmtp(&[&open]),
        zmtp(&[&open, &open]),
        zmtp(&[&open, b"\x92\x03\xc4\x01\x00"]),
        zmtp(&[&open, b"\x92\x04\xc4\x01\x00"]),
        [&greeting[..], ready, b"\x01\x01a\x01\x01b"].concat(),
    ]
    .iter()
    .map(|bytes| {
        let mut stream = TcpStream::connect(master.sessions.address()).unwrap();
        // The master may cut the connection while we still write.
        let _ = stream.write_all(bytes);
        stream
    })
    .collect();
    for round in 0..20 {
        minion.session.send(&event(round)).await.unwrap();
        assert_eq!(master.message().await.1, event(round));
        // Long enough in all for the half-open handshakes to time out.
        let _ = timeout(Duration::from_millis(50), std::future::pending::<()>()).await;
    }
    assert_eq!(master.sessions.connected().len(), 1);
    drop(strangers);
}
