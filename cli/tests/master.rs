//! A whole master in a temporary folder, with minions that do what the story says.
#![expect(clippy::unwrap_used, reason = "what a story cannot go on without may panic")]

use std::{fs, path::Path, time::Duration};

use halite_common::{
    api::{Client, Events, JobEvent, KeyAction, KeyChange, NewToken, Published},
    config::{Config, Role},
    crypto::{NodeKey, Secret, SignerKey, sha256},
    failure::{Failure, Kind},
    id::Jid,
    job::{Batch, Call, Job, Progress, Publish, Report, Return, TargetKind, TargetSpec},
    value::{Dict, Value},
    wire::{ToMaster, ToMinion, open_job},
};
use halite_minion::session::{MasterAddress, Session, SessionEvent, Settings};
use tokio::{sync::mpsc, sync::oneshot, task::JoinHandle, time::timeout};

const LONG: Duration = Duration::from_secs(30);

struct House {
    folder: tempfile::TempDir,
    port: u16,
}

struct Running {
    client: Client,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), Failure>>,
}

impl House {
    fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let port = halite_tests::free_port();
        let at = |path: &str| folder.path().join(path);
        for dir in ["etc", "files/sub", "pillar"] {
            fs::create_dir_all(at(dir)).unwrap();
        }
        fs::write(at("files/sub/a.txt"), "content of a").unwrap();
        fs::write(at("pillar/top.sls"), "base:\n  web1: [web]\n  db1: [db]\n").unwrap();
        fs::write(at("pillar/web.sls"), "role: web\nos: {{ grains['os'] }}\n").unwrap();
        fs::write(at("pillar/db.sls"), "role: db\nsecret: canary\n").unwrap();
        let root = folder.path().display();
        let text = format!(
            "interface: 127.0.0.1\nret_port: {port}\nroot_dir: {root}/root\napi_socket: {root}/api.sock\ntimeout: 1\n\
             gather_job_timeout: 1\nfile_roots: {{base: [{root}/files]}}\npillar_roots: {{base: [{root}/pillar]}}\n\
             nodegroups: {{webs: 'web* and G@os:Debian'}}\n"
        );
        fs::write(at("etc/master"), text).unwrap();
        House { folder, port }
    }

    async fn opens(&self) -> Running {
        let config = Config::load(Role::Master, &self.folder.path().join("etc"), Vec::new()).unwrap();
        let client = Client::new(config.path("api_socket"));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            halite_master::run(config, stopped, mpsc::channel(1).1).await
        });
        let ready = async {
            while !client.is_ready().await {
                tokio::task::yield_now().await;
            }
        };
        timeout(LONG, ready).await.expect("the master opens in time");
        Running { client, stop, task }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Running {
    async fn closes(self) {
        self.stop.send(()).unwrap();
        timeout(LONG, self.task).await.expect("the master closes in time").unwrap().unwrap();
    }

    async fn publishes(&self, publish: Publish) -> (Published, Vec<String>) {
        let published = self.client.publish(&publish).await.unwrap();
        let told = self.follows(published.jid).await;
        (published, told)
    }

    async fn follows(&self, jid: Jid) -> Vec<String> {
        words(self.client.events(jid).await.unwrap()).await
    }

    async fn asks(&self, function: &str, arguments: &[&str]) -> Value {
        let positional = arguments.iter().map(|argument| Value::from(*argument)).collect();
        let arguments = halite_common::declare::Arguments::positional(positional);
        self.client.run(&Call { function: function.into(), arguments }).await.unwrap()
    }
}

/// A job's events as words: `web1 accepted`, `web1 returns True`, `ended: …`.
async fn words(mut events: Events) -> Vec<String> {
    let mut told = Vec::new();
    while let Some(event) = timeout(LONG, events.next()).await.expect("in time").unwrap() {
        told.push(match event {
            JobEvent::Published(published) => format!("published {}", published.functions.join(",")),
            JobEvent::Report { id, report } => format!("{id} {}", name(&report)),
            JobEvent::Progress { id, progress } => format!("{id} {}/{}", progress.done, progress.total),
            JobEvent::Return(result) => format!("{} returns {}", result.id, result.value),
            JobEvent::NotStored { id, why } => format!("{id} not stored: {}", why.message),
            JobEvent::Ended { reports } => {
                let all: Vec<_> =
                    reports.iter().map(|(id, report)| format!("{id} {}", name(report))).collect();
                format!("ended: {}", all.join(", "))
            }
        });
    }
    told
}

fn name(report: &Report) -> String {
    serde_json::to_value(report).unwrap()["state"].as_str().unwrap().to_owned()
}

fn on(kind: TargetKind, expression: &str) -> Publish {
    Publish {
        target: TargetSpec { kind, expression: expression.into(), delimiter: ":".into() },
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

/// A minion that says what the story wants.
struct Minion {
    id: String,
    session: Session,
    events: mpsc::Receiver<SessionEvent>,
    signer: Option<SignerKey>,
    folder: tempfile::TempDir,
}

impl Minion {
    fn new(house: &House, id: &str, token: Option<String>) -> Minion {
        let folder = tempfile::tempdir().unwrap();
        let address = MasterAddress { host: "127.0.0.1".into(), port: house.port };
        let key = NodeKey::load_or_create(&folder.path().join("key")).unwrap();
        let pin = folder.path().join("master.pub");
        let mut settings = Settings::new(id.parse().unwrap(), key, vec![address], pin);
        settings.token = token.map(|token| Secret::new(token.into_bytes()));
        settings.reconnect = Duration::from_millis(20);
        settings.reconnect_max = Duration::from_millis(100);
        let (session, events) = Session::start(settings);
        Minion { id: id.into(), session, events, signer: None, folder }
    }

    async fn enrolled(house: &House, master: &Running, id: &str) -> Minion {
        let token = master.client.create_token(&NewToken { glob: id.into(), ttl: 60 }).await.unwrap();
        let mut minion = Minion::new(house, id, Some(token.token));
        minion.greets(Vec::new()).await;
        minion
    }

    async fn greets(&mut self, holding: Vec<Jid>) {
        loop {
            match timeout(LONG, self.events.recv()).await.expect("in time").expect("running") {
                SessionEvent::Connected { .. } => break,
                _ => continue,
            }
        }
        let grains = Dict::from([("os", "Debian"), ("id", self.id.as_str())]);
        self.says(ToMaster::Hello { version: "0".into(), grains, holding }).await;
        match self.hears().await {
            ToMinion::Welcome { signing_key, .. } => {
                self.signer = Some(SignerKey::try_from(&signing_key[..]).unwrap());
            }
            other => panic!("{other:?} instead of a welcome"),
        }
    }

    async fn says(&self, message: ToMaster) {
        self.session.send(&message).await.unwrap();
    }

    async fn hears(&mut self) -> ToMinion {
        match timeout(LONG, self.events.recv()).await.expect("in time").expect("running") {
            SessionEvent::Message(message) => message,
            other => panic!("{other:?} instead of a message"),
        }
    }

    async fn is_given_a_job(&mut self) -> Job {
        match self.hears().await {
            ToMinion::Job(envelope) => open_job(&envelope, self.signer.as_ref().unwrap(), 0).unwrap(),
            other => panic!("{other:?} instead of a job"),
        }
    }

    async fn returns(&mut self, jid: Jid, retcode: i32) {
        let result = Return {
            jid,
            id: "somebody-else".parse().unwrap(),
            function: "test.ping".into(),
            value: Value::from(retcode == 0),
            retcode,
            success: retcode == 0,
            out: None,
            failures: Vec::new(),
            lost: false,
        };
        self.says(ToMaster::Return(result)).await;
        match self.hears().await {
            ToMinion::Acknowledge { jid: acknowledged } => assert_eq!(acknowledged, jid),
            other => panic!("{other:?} instead of an acknowledgement"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_goes_out_and_its_returns_come_back() {
    let house = House::new();
    let master = house.opens().await;
    let mut web = Minion::enrolled(&house, &master, "web1").await;
    let mut db = Minion::enrolled(&house, &master, "db1").await;
    let published = master.client.publish(&on(TargetKind::Nodegroup, "webs")).await.unwrap();
    let events = master.client.events(published.jid).await.unwrap();
    let job = web.is_given_a_job().await;
    web.says(ToMaster::Accepted { jid: job.jid }).await;
    web.says(ToMaster::Started { jid: job.jid }).await;
    let progress = Progress { done: 1, total: 2, current: String::new() };
    web.says(ToMaster::Progress { jid: job.jid, progress }).await;
    web.returns(job.jid, 0).await;
    let told = words(events).await;
    assert_eq!(job.jid, published.jid);
    assert!(job.nodegroups.contains("webs"), "the minion can check the target again");
    assert_eq!(
        told,
        [
            "published test.ping",
            "web1 sent",
            "web1 accepted",
            "web1 running",
            "web1 1/2",
            "web1 returns True",
            "web1 done",
            "ended: web1 done"
        ]
    );
    let again = master.follows(published.jid).await;
    assert_eq!(again, ["published test.ping", "web1 returns True", "web1 done", "ended: web1 done"]);
    let jid = published.jid.to_string();
    let looked_up = master.asks("jobs.lookup_jid", &[&jid]).await;
    assert_eq!(looked_up, Value::from(Dict::from([("web1", true)])));
    let listed = master.asks("jobs.list_jobs", &[]).await;
    assert_eq!(listed.get(&jid).unwrap().get("Target-type").unwrap().as_str(), Some("nodegroup"));
    let printed = master.asks("jobs.print_job", &[&jid]).await;
    let result = printed.traverse(&format!("{jid}:Result:web1:return"), ":");
    assert_eq!(result, Some(&Value::from(true)));
    assert_eq!(master.asks("jobs.active", &[]).await, Value::Dict(Dict::new()));

    // Nothing of that job went to the other minion: the next that it hears is its own.
    let (job, (_, told)) = tokio::join!(
        async {
            let job = db.is_given_a_job().await;
            db.returns(job.jid, 1).await;
            job
        },
        master.publishes(on(TargetKind::Pillar, "secret:can*"))
    );
    assert_eq!(job.target.expression, "secret:can*");
    assert_eq!(told.last().unwrap(), "ended: db1 failed");
    master.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn minions_get_their_own_pillar_and_the_files() {
    let house = House::new();
    let master = house.opens().await;
    let mut web = Minion::enrolled(&house, &master, "web1").await;
    let overrides = Dict::from([("role", "other")]);
    web.says(ToMaster::PillarRequest { request: 7, saltenv: None, pillarenv: None, overrides }).await;
    let ToMinion::Pillar { request: 7, pillar: Ok(pillar) } = web.hears().await else { panic!("no pillar") };
    assert_eq!(Value::from(pillar).repr(), "{'role': 'other', 'os': 'Debian'}");

    let ask = |known: Vec<u8>| ToMaster::ManifestRequest { request: 8, saltenv: "base".into(), known };
    web.says(ask(Vec::new())).await;
    let ToMinion::Manifest { hash, manifest: Some(manifest), .. } = web.hears().await else { panic!() };
    assert_eq!(manifest.files[0].path, "sub/a.txt");
    web.says(ask(hash)).await;
    assert!(matches!(web.hears().await, ToMinion::Manifest { manifest: None, .. }));

    let wanted = vec![(manifest.files[0].sha256.clone().into(), 3), (vec![0; 32].into(), 0)];
    web.says(ToMaster::BlobRequest { request: 9, saltenv: "base".into(), wanted }).await;
    let ToMinion::Blob { part, .. } = web.hears().await else { panic!("no blob") };
    assert_eq!((part.unpack().unwrap(), part.offset), (b"tent of a".to_vec(), 3));
    assert_eq!(part.sha256, sha256(b"content of a"));
    assert!(matches!(web.hears().await, ToMinion::BlobGone { .. }));

    web.says(ToMaster::EnvironmentsRequest { request: 10 }).await;
    let ToMinion::Environments { names, .. } = web.hears().await else { panic!("no environments") };
    assert_eq!(names, ["base"]);
    master.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_outlives_the_master() {
    let house = House::new();
    let master = house.opens().await;
    let mut web = Minion::enrolled(&house, &master, "web1").await;
    let published = master.client.publish(&on(TargetKind::Glob, "*")).await.unwrap();
    let jid = web.is_given_a_job().await.jid;
    web.says(ToMaster::Accepted { jid }).await;
    master.closes().await;
    let master = house.opens().await;
    web.greets(vec![jid]).await;
    let (told, ()) = tokio::join!(master.follows(jid), web.returns(jid, 0));
    assert_eq!(published.jid, jid);
    assert_eq!(told.last().unwrap(), "ended: web1 done");
    web.returns(jid, 0).await;
    master.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_target_ends_in_a_named_state() {
    let house = House::new();
    let master = house.opens().await;
    let away = Minion::enrolled(&house, &master, "away1").await;
    away.session.stop().await;
    let mut silent = Minion::enrolled(&house, &master, "silent1").await;
    let mut here = Minion::enrolled(&house, &master, "web1").await;
    let mut refusing = Minion::enrolled(&house, &master, "web2").await;
    let gone = async {
        while master.asks("manage.down", &[]).await != Value::from(vec!["away1"]) {
            tokio::task::yield_now().await;
        }
    };
    timeout(LONG, gone).await.expect("the master sees who leaves");
    let publish = Publish { batch: Some(Batch::Count(2)), ..on(TargetKind::Glob, "*") };
    let (_, _, asked, (published, told)) = tokio::join!(
        async {
            let jid = here.is_given_a_job().await.jid;
            here.returns(jid, 0).await;
        },
        async {
            let jid = refusing.is_given_a_job().await.jid;
            refusing.says(ToMaster::Refused { jid, reason: "no".into() }).await;
        },
        async {
            silent.is_given_a_job().await;
            silent.hears().await
        },
        master.publishes(publish)
    );
    assert_eq!(asked, ToMinion::Find { jids: vec![published.jid] });
    assert_eq!(told.last().unwrap(), "ended: away1 absent, silent1 silent, web1 done, web2 refused");
    let nobody = master.client.publish(&on(TargetKind::Glob, "nobody*")).await.unwrap_err();
    assert_eq!(nobody.kind, Kind::NoReturn);
    let preview =
        TargetSpec { kind: TargetKind::Compound, expression: "web* and".into(), delimiter: ":".into() };
    assert_eq!(master.client.preview(&preview).await.unwrap_err().kind, Kind::Usage);
    master.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_minion_waits_for_its_key_and_leaves_without_it() {
    let house = House::new();
    let master = house.opens().await;
    let mut web = Minion::new(&house, "web1", None);
    let waits = async { while master.client.keys().await.unwrap().pending.is_empty() {} };
    timeout(LONG, waits).await.expect("the key is seen in time");
    let change = |action| KeyChange {
        action,
        glob: Some("web*".into()),
        include_accepted: false,
        include_rejected: false,
        include_denied: false,
        dry_run: false,
    };
    let accepted = master.client.change_keys(&change(KeyAction::Accept)).await.unwrap();
    assert_eq!(accepted.pending.len(), 1);
    web.greets(Vec::new()).await;
    assert_eq!(master.asks("manage.up", &[]).await, Value::from(vec!["web1"]));
    master.client.change_keys(&change(KeyAction::Delete)).await.unwrap();
    let leaves =
        async { while !matches!(web.events.recv().await, Some(SessionEvent::Disconnected { .. })) {} };
    timeout(LONG, leaves).await.expect("a deleted key ends the session");
    master.closes().await;
    assert!(web.folder.path().join("key").exists());
    assert!(!house.path().join("api.sock").exists());
}
