//! The desk with a real store and a made-up post.

use std::{
    io,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use halite_common::{
    api::Published,
    crypto::Signer,
    failure::Failure,
    id::{Jid, MinionId},
    job::{Call, Publish, Report, Return, TargetKind, TargetSpec},
    value::{Dict, Value},
    wire::{ToMaster, ToMinion, open_job},
};
use tokio::sync::oneshot;

use super::{Desk, Order, Patience, Post};
use crate::{
    jobs::{Archive, Clock, Step},
    session::SendError,
    store::{Batch, Redb, Row, Scan, Store, StoreError, Table, Ticket},
};

#[derive(Default)]
pub(super) struct Letters(Mutex<Vec<(MinionId, ToMinion)>>);

impl Post for Letters {
    fn post(&self, id: &MinionId, message: ToMinion) -> Result<(), SendError> {
        self.0.lock().unwrap().push((id.clone(), message));
        Ok(())
    }
}

impl Letters {
    /// What was posted since the last look, as `job web1`, `ack web1` …
    pub(super) fn take(&self) -> Vec<String> {
        let name = |message: &ToMinion| match message {
            ToMinion::Job(_) => "job",
            ToMinion::Acknowledge { .. } => "ack",
            ToMinion::Find { .. } => "find",
            ToMinion::Cancel { .. } => "cancel",
            _ => "other",
        };
        std::mem::take(&mut *self.0.lock().unwrap())
            .iter()
            .map(|(id, m)| format!("{} {id}", name(m)))
            .collect()
    }
}

pub(super) struct House {
    pub(super) desk: Desk,
    pub(super) letters: Arc<Letters>,
    pub(super) store: Arc<dyn Store>,
    signer: Arc<Signer>,
    /// Microseconds since 1970.
    clock: Arc<AtomicI64>,
}

pub(super) fn house(folder: &Path) -> House {
    house_of(folder, Arc::new(Redb::open(&folder.join("store")).unwrap()))
}

fn house_of(folder: &Path, store: Arc<dyn Store>) -> House {
    let signer = Arc::new(Signer::load_or_create(&folder.join("signer")).unwrap());
    let letters = Arc::new(Letters::default());
    let patience = Patience { timeout: Duration::from_secs(5), gather: Duration::from_secs(10) };
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let clock = Arc::new(AtomicI64::new(since.as_micros() as i64));
    let told = Clock::told(Arc::clone(&clock));
    let desk = Desk::open(Arc::clone(&store), letters.clone(), Arc::clone(&signer), told, patience).unwrap();
    House { desk, letters, store, signer, clock }
}

pub(super) fn id(name: &str) -> MinionId {
    name.parse().unwrap()
}

pub(super) fn publish() -> Publish {
    Publish {
        target: TargetSpec { kind: TargetKind::Glob, expression: "*".into(), delimiter: ":".into() },
        calls: vec![Call { function: "test.ping".into(), arguments: Default::default() }],
        timeout: None,
        batch: None,
        batch_wait: None,
        failhard: false,
        subset: None,
        queue_ttl: None,
        metadata: Dict::new(),
        out: None,
    }
}

pub(super) fn result(jid: Jid, name: &str) -> Return {
    Return {
        jid,
        id: id(name),
        function: "test.ping".into(),
        value: Value::from(true),
        retcode: 0,
        success: true,
        out: None,
        failures: Vec::new(),
        lost: false,
    }
}

impl House {
    async fn publishes(&mut self, minions: &[&str]) -> Jid {
        self.orders(publish(), minions).await
    }

    pub(super) async fn orders(&mut self, publish: Publish, minions: &[&str]) -> Jid {
        let (reply, answer) = oneshot::channel::<Result<Published, Failure>>();
        let order = Order {
            publish,
            user: "root".into(),
            minions: minions.iter().map(|name| (id(name), Some(7))).collect(),
            missing: Vec::new(),
            nodegroups: Dict::new(),
            reply,
        };
        self.desk.publish(order);
        self.settles().await;
        answer.await.unwrap().unwrap().jid
    }

    pub(super) async fn passes(&mut self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
        self.desk.tick();
        self.settles().await;
    }

    pub(super) async fn settles(&mut self) {
        while self.desk.writing() > 0 {
            let written = self.desk.written().await;
            self.desk.settle(written);
        }
    }
}

#[tokio::test]
async fn a_job_is_stored_sent_returned_and_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut house = house(folder.path());
    house.desk.opened(&id("web1"), &[]);
    let jid = house.publishes(&["web1", "web2"]).await;
    let sent = house.letters.0.lock().unwrap()[0].1.clone();
    let ToMinion::Job(envelope) = sent else { panic!("{sent:?}") };
    assert_eq!(open_job(&envelope, &house.signer.key(), 0).unwrap().jid, jid);
    assert_eq!(house.letters.take(), ["job web1"]);

    let mut snapshot = house.desk.watch(jid).unwrap();
    assert_eq!(snapshot.reports[1], (id("web2"), Report::Absent { since: Some(7) }));
    house.desk.accepted(id("web1"), jid);
    house.desk.returned(&id("web1"), result(jid, "web2"));
    assert_eq!(house.letters.take(), [""; 0], "nothing is acknowledged before it is stored");
    house.settles().await;
    assert_eq!(house.letters.take(), ["ack web1"]);

    let archive = Archive::new(Arc::clone(&house.store));
    let end = archive.end(jid, &id("web1")).unwrap().unwrap();
    assert_eq!(end.result.unwrap().id, id("web1"), "who returns is known from the session");
    assert_eq!(archive.active().unwrap(), []);
    assert!(house.desk.watch(jid).is_none());
    let mut steps = Vec::new();
    while let Some(step) = snapshot.steps.recv().await {
        steps.push(match step {
            Step::Return(result) => format!("return {}", result.id),
            Step::Report(id, report) => format!("{id} {report:?}"),
            Step::Progress(..) => "progress".into(),
            Step::NotStored(id, why) => format!("{id} not stored: {}", why.message),
            Step::End => "end".into(),
        });
    }
    assert_eq!(steps, ["web1 Accepted", "return web1", "web1 Done", "end"]);
}

/// A store that stores nothing while its disk is full.
struct Disk {
    store: Arc<dyn Store>,
    full: Arc<AtomicBool>,
}

impl Store for Disk {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Row>, StoreError> {
        self.store.get(table, key)
    }

    fn scan(&self, scan: &Scan) -> Result<Vec<Row>, StoreError> {
        self.store.scan(scan)
    }

    fn commit(&self, batch: Batch) -> Ticket {
        if !self.full.load(Ordering::Relaxed) {
            return self.store.commit(batch);
        }
        let (promise, ticket) = Ticket::new();
        let error: Arc<dyn std::error::Error + Send + Sync> =
            Arc::new(io::Error::from(io::ErrorKind::StorageFull));
        promise.send(Err(StoreError::Write(error))).unwrap();
        ticket
    }
}

#[tokio::test]
async fn a_return_that_cannot_be_stored_is_told_and_taken_when_it_comes_again() {
    let folder = tempfile::tempdir().unwrap();
    let full = Arc::new(AtomicBool::new(false));
    let store: Arc<dyn Store> = Arc::new(Redb::open(&folder.path().join("store")).unwrap());
    let mut house = house_of(folder.path(), Arc::new(Disk { store, full: Arc::clone(&full) }));
    house.desk.opened(&id("web1"), &[]);
    let jid = house.publishes(&["web1"]).await;
    house.letters.take();
    let mut snapshot = house.desk.watch(jid).unwrap();
    full.store(true, Ordering::Relaxed);
    house.desk.returned(&id("web1"), result(jid, "web1"));
    house.settles().await;
    let step = snapshot.steps.recv().await.unwrap();
    assert!(
        matches!(&step, Step::NotStored(id, why) if id.as_str() == "web1" && why.message.contains("no storage space")),
        "{step:?}"
    );
    assert_eq!(house.letters.take(), [""; 0], "what is not stored is not acknowledged");
    full.store(false, Ordering::Relaxed);
    house.desk.returned(&id("web1"), result(jid, "web1"));
    house.settles().await;
    assert_eq!(house.letters.take(), ["ack web1"]);
    let archive = Archive::new(Arc::clone(&house.store));
    assert_eq!(archive.reports(jid).unwrap(), [(id("web1"), Report::Done)]);
}

#[tokio::test]
async fn an_answer_is_to_the_question_that_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut house = house(folder.path());
    house.desk.opened(&id("web1"), &[]);
    let (first, second) = (house.publishes(&["web1"]).await, house.publishes(&["web1"]).await);
    house.desk.asked.insert(id("web1"), vec![first, second]);
    let holding = |jids, asked| ToMaster::Holding { jids, asked };
    // The first question got lost on its way.
    house.desk.hear(&id("web1"), holding(vec![second], vec![second]));
    assert_eq!(house.desk.asked[&id("web1")], [first]);
    // Nobody asked.
    house.desk.hear(&id("web1"), holding(vec![], vec![second]));
    assert_eq!(house.desk.asked[&id("web1")], [first]);
    // A minion that does not say what it was asked for.
    house.desk.hear(&id("web1"), holding(vec![], vec![]));
    assert_eq!(house.desk.questions(), 0);
}

#[tokio::test]
async fn that_a_job_has_ended_is_stored_again_and_again_until_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let full = Arc::new(AtomicBool::new(false));
    let store: Arc<dyn Store> = Arc::new(Redb::open(&folder.path().join("store")).unwrap());
    let micros = Arc::new(AtomicI64::new(1_795_167_000_000_000));
    let mut house = house_of(folder.path(), Arc::new(Disk { store, full: Arc::clone(&full) }));
    house.desk.clock = Clock::told(Arc::clone(&micros));
    let archive = Archive::new(Arc::clone(&house.store));
    house.desk.opened(&id("web1"), &[]);
    let jid = house.publishes(&["web1"]).await;
    house.desk.returned(&id("web1"), result(jid, "web1"));
    let written = house.desk.written().await;
    full.store(true, Ordering::Relaxed);
    house.desk.settle(written);
    house.settles().await;
    assert_eq!((house.desk.active(), archive.active().unwrap()), (0, vec![jid]));
    assert_eq!(house.desk.wake_in(), Some(Duration::from_secs(5)));
    full.store(false, Ordering::Relaxed);
    micros.fetch_add(5_000_000, Ordering::Relaxed);
    house.desk.tick();
    house.settles().await;
    assert_eq!((archive.active().unwrap(), house.desk.wake_in()), (vec![], None));
}

#[tokio::test]
async fn a_return_for_an_ended_job_is_stored_once_and_one_for_no_job_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut house = house(folder.path());
    let jid = house.publishes(&["web1"]).await;
    assert_eq!(house.desk.active(), 0, "its only target is absent");
    for _ in 0..2 {
        house.desk.returned(&id("web1"), result(jid, "web1"));
        house.settles().await;
        assert_eq!(house.letters.take(), ["ack web1"]);
    }
    let archive = Archive::new(Arc::clone(&house.store));
    assert_eq!(archive.reports(jid).unwrap(), [(id("web1"), Report::Done)]);
    house.desk.returned(&id("web9"), result(jid, "web9"));
    house.settles().await;
    assert_eq!(house.letters.take(), ["ack web9"]);
    assert_eq!(archive.end(jid, &id("web9")).unwrap(), None);
}

#[tokio::test]
async fn jobs_outlive_the_master() {
    let folder = tempfile::tempdir().unwrap();
    let jid = {
        let mut house = house(folder.path());
        house.desk.opened(&id("web1"), &[]);
        house.desk.opened(&id("web2"), &[]);
        let jid = house.publishes(&["web1", "web2"]).await;
        house.desk.returned(&id("web1"), result(jid, "web1"));
        house.settles().await;
        jid
    };
    let mut house = house(folder.path());
    assert_eq!(house.desk.active(), 1);
    house.desk.opened(&id("web1"), &[]);
    house.desk.opened(&id("web2"), &[jid]);
    assert_eq!(house.letters.take(), [""; 0]);
    house.desk.returned(&id("web2"), result(jid, "web2"));
    house.settles().await;
    assert_eq!(house.letters.take(), ["ack web2"]);
    assert_eq!(house.desk.active(), 0);
    assert!(house.publishes(&["web3"]).await > jid);
    house.settles().await;
    assert_eq!(house.store.get(Table::ActiveJobs, jid.as_str().as_bytes()).unwrap(), None);
}

#[tokio::test]
async fn old_jobs_are_forgotten_with_their_returns() {
    let folder = tempfile::tempdir().unwrap();
    let mut house = house(folder.path());
    house.desk.opened(&id("web1"), &[]);
    let old = house.publishes(&["web2"]).await;
    let open = house.publishes(&["web1"]).await;
    let new = house.publishes(&["web2"]).await;
    let archive = Archive::new(Arc::clone(&house.store));
    let forgetting = archive.clone();
    let count =
        tokio::task::spawn_blocking(move || forgetting.forget_before(new, new).unwrap()).await.unwrap();
    assert_eq!(count, 1);
    let mut left = Vec::new();
    archive.for_each_job(|jid, _| left.push(jid)).unwrap();
    assert_eq!(left, [open, new]);
    assert_eq!(archive.reports(old).unwrap(), []);
    assert_eq!(archive.reports(new).unwrap().len(), 1);
}
