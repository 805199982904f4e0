//! An executor on a journal on disk, as a master sees it.

use std::{fs, path::Path, sync::Arc};

use halite_common::{
    config::{Config, Origin, Role},
    crypto::Signer,
    declare::Arguments,
    id::Jid,
    job::{Call, Job, TargetKind, TargetSpec},
    value::{Dict, Value},
    wire::{ToMaster, ToMinion, sign_job},
};
use tokio::sync::mpsc;

use super::Executor;
use crate::{
    context::{Home, LocalFiles, LocalPillar},
    journal::Journal,
};

/// A master's view of an executor.
struct Stage {
    executor: Executor,
    said: mpsc::Receiver<ToMaster>,
    signer: Signer,
}

impl Stage {
    fn open(folder: &Path) -> Stage {
        let mut config = Config::defaults(Role::Minion);
        config.set("cachedir", folder.display().to_string(), Origin::Default);
        let files = LocalFiles::of(&config);
        let pillar = LocalPillar::of(&config);
        let home = Home::new("web1".parse().unwrap(), config, Arc::new(files), Arc::new(pillar));
        let (outbox, said) = mpsc::channel(64);
        let journal = Journal::open(folder, 1 << 20).unwrap();
        let executor = Executor::start(Arc::new(home), journal, outbox).unwrap();
        let signer = Signer::load_or_create(&folder.join("master.key")).unwrap();
        let stage = Stage { executor, said, signer };
        stage.welcome();
        stage
    }

    fn welcome(&self) {
        let signing_key = self.signer.key().as_bytes().to_vec();
        self.executor.on_message(ToMinion::Welcome { version: "1".into(), signing_key, time: 1000 });
    }

    fn send(&self, job: &Job) {
        self.executor.on_message(ToMinion::Job(sign_job(job, &self.signer).unwrap()));
    }

    /// Waits for the next words of the minion.
    fn hears(&mut self, expected: &str) {
        let said = match self.said.blocking_recv().unwrap() {
            ToMaster::Accepted { .. } => "accepted".to_owned(),
            ToMaster::Started { .. } => "started".into(),
            ToMaster::Refused { reason, .. } => format!("refused: {reason}"),
            ToMaster::Holding { jids, asked } => format!("holding {} of {}", jids.len(), asked.len()),
            ToMaster::Return(result) => {
                let lost = if result.lost { " lost" } else { "" };
                format!("return{lost} {} {}: {}", result.function, result.retcode, result.value)
            }
            other => format!("{other:?}"),
        };
        assert_eq!(said, expected);
    }
}

fn jid(number: u32) -> Jid {
    format!("2026112009300{number:07}").parse().unwrap()
}

fn job(number: u32, target: &str, calls: &[(&str, &[&str])]) -> Job {
    let call = |(function, arguments): &(&str, &[&str])| Call {
        function: (*function).into(),
        arguments: Arguments::positional(arguments.iter().map(|text| Value::from(*text)).collect()),
    };
    Job {
        jid: jid(number),
        target: TargetSpec { kind: TargetKind::Glob, expression: target.into(), delimiter: ":".into() },
        calls: calls.iter().map(call).collect(),
        user: "root".into(),
        expires: 2000,
        nodegroups: Dict::new(),
    }
}

#[test]
fn a_job_is_taken_run_and_owed_until_it_is_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open(folder.path());
    let ping = job(1, "web*", &[("test.ping", &[])]);
    stage.send(&ping);
    ["accepted", "started", "return test.ping 0: True"].iter().for_each(|words| stage.hears(words));
    stage.send(&ping);
    stage.hears("return test.ping 0: True");
    stage.executor.on_disconnected();
    stage.welcome();
    stage.hears("return test.ping 0: True");
    stage.executor.on_message(ToMinion::Find { jids: vec![jid(1), jid(9)] });
    stage.hears("holding 1 of 2");
    stage.executor.on_message(ToMinion::Acknowledge { jid: jid(1) });
    stage.executor.on_message(ToMinion::Find { jids: vec![jid(1)] });
    stage.hears("holding 0 of 1");
    stage.send(&ping);
    stage.hears("refused: the job has been run and its result acknowledged");
}

#[test]
fn what_is_not_for_us_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open(folder.path());
    stage.send(&job(1, "db*", &[("test.ping", &[])]));
    stage.hears("refused: the target `db*` does not match this minion");
    stage.send(&Job { expires: 999, ..job(2, "*", &[("test.ping", &[])]) });
    stage.hears("refused: the job expired");
    let stranger = Signer::load_or_create(&folder.path().join("stranger.key")).unwrap();
    let forged = sign_job(&job(3, "*", &[("test.ping", &[])]), &stranger).unwrap();
    stage.executor.on_message(ToMinion::Job(forged));
    stage.hears("refused: the job is not signed by the master");
    assert_eq!(stage.executor.holding(), []);
}

#[test]
fn several_calls_run_one_after_another() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open(folder.path());
    stage.send(&job(1, "*", &[("test.echo", &["a"]), ("test.nothing", &[])]));
    stage.hears("accepted");
    stage.hears("started");
    let both = "{'test.echo': 'a', 'test.nothing': \"'test.nothing' is not available.\"}";
    stage.hears(&format!("return test.echo,test.nothing 1: {both}"));
}

#[test]
fn a_job_that_is_told_to_end_ends() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open(folder.path());
    // A number of its own: the processes of a job are found by it, and other tests have theirs.
    let marker = folder.path().join("runs");
    let line = format!("mkfifo {0} && cat {0}", marker.display());
    stage.send(&job(7, "*", &[("cmd.run", &[line.as_str()])]));
    stage.hears("accepted");
    stage.hears("started");
    while !marker.exists() {
        std::thread::yield_now();
    }
    stage.executor.on_message(ToMinion::Cancel { jid: jid(7) });
    stage.hears("return cmd.run 143: The job was ended by signal 15");
}

#[test]
fn a_job_that_ran_when_the_minion_stopped_is_lost_and_not_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open(folder.path());
    let ran = folder.path().join("ran");
    let (gate, copy) = (folder.path().join("gate"), folder.path().join("copy"));
    let line = format!("echo x >> {}; mkfifo {1}; cat {1}", ran.display(), gate.display());
    let lasting = job(1, "*", &[("cmd.run", &[line.as_str()])]);
    stage.send(&lasting);
    stage.hears("accepted");
    stage.hears("started");
    while !gate.exists() {
        std::thread::yield_now();
    }
    // What a crash would leave behind.
    fs::create_dir_all(copy.join("journal")).unwrap();
    fs::copy(folder.path().join("journal/journal"), copy.join("journal/journal")).unwrap();
    fs::copy(folder.path().join("master.key"), copy.join("master.key")).unwrap();
    let mut again = Stage::open(&copy);
    let lost =
        "return lost cmd.run 1: The minion stopped while the job was running. The job was not run again.";
    again.hears(lost);
    again.send(&lasting);
    again.hears(lost);
    fs::write(&gate, "").unwrap();
    stage.hears("return cmd.run 0: ");
    assert_eq!(fs::read_to_string(ran).unwrap(), "x\n");
}
