//! The executor's one loop: what happens goes to the journal, and what the journal allows is done.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::Duration,
};

use halite_common::{
    chain,
    crypto::SignerKey,
    id::Jid,
    job::{Job, Return},
    wire::{Envelope, ToMaster, ToMinion},
};
use rustix::process::Signal;

use super::{Input, Runtime, Visit, answer, owed::Owed, progress::Pace, waiting::Waiting};
use crate::journal::{Action, Event, Journal};

/// How often what could not be written is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// How long a job that was told to end may take, before its processes are killed.
const GRACE: Duration = Duration::from_secs(5);

/// Deals with everything that happens to the executor. Decides, and leaves the doing to its runtime.
pub struct Desk<R> {
    runtime: R,
    journal: Journal,
    key: Option<SignerKey>,
    /// How many seconds the master's clock is ahead of ours.
    ahead: i64,
    waiting: Waiting,
    owed: Owed,
    pace: Pace,
    /// When what could not be written is tried again.
    retry_at: Option<Duration>,
    /// Jobs that were told to end, and when they are not asked any more.
    ending: BTreeMap<Jid, Duration>,
    stopping: bool,
}

impl<R: Runtime> Desk<R> {
    /// Takes up what the journal holds.
    pub fn new(runtime: R, mut journal: Journal) -> Desk<R> {
        let actions = journal.resume(&runtime.id());
        let mut desk = Desk {
            runtime,
            journal,
            key: None,
            ahead: 0,
            waiting: Waiting::default(),
            owed: Owed::default(),
            pace: Pace::default(),
            retry_at: None,
            ending: BTreeMap::new(),
            stopping: false,
        };
        desk.carry_out(actions);
        desk
    }

    /// Runs until it is told to stop.
    pub(super) fn run(mut self, inputs: &Receiver<Input>) {
        loop {
            self.turn();
            let wait = self.wake_at().map_or(Duration::MAX, |at| at.saturating_sub(self.now()));
            match inputs.recv_timeout(wait.min(Duration::from_secs(3600))) {
                Ok(Input::Stop(done)) => {
                    self.take_the_rest(inputs);
                    // Whoever asked may be gone.
                    let _ = done.send(());
                    return;
                }
                Ok(input) => self.hear(input),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Does what is due: begins jobs, insists on ends, says what is to be said.
    pub fn turn(&mut self) {
        self.begin();
        self.insist();
        self.speak();
        self.runtime.show(self.journal.holding(), &mut self.waiting.jobs());
    }

    /// What surrounds it.
    pub fn runtime(&self) -> &R {
        &self.runtime
    }

    /// Whether a result waits to be kept: until then, only memory has it.
    pub fn is_behind(&self) -> bool {
        self.journal.is_behind()
    }

    fn now(&self) -> Duration {
        self.runtime.now()
    }

    /// The master's time in seconds since 1970.
    fn master_time(&self) -> u64 {
        self.runtime.time().saturating_add_signed(self.ahead)
    }

    /// When [`Desk::turn`] is wanted next, by the runtime's clock.
    pub fn wake_at(&self) -> Option<Duration> {
        let ending = self.ending.values().min().copied();
        [self.owed.wake_at(), self.pace.wake_at(), self.retry_at, ending].into_iter().flatten().min()
    }

    /// Keeps what has ended meanwhile.
    fn take_the_rest(&mut self, inputs: &Receiver<Input>) {
        self.stopping = true;
        while let Ok(input) = inputs.try_recv() {
            if matches!(input, Input::Ended(_) | Input::Message(ToMinion::Acknowledge { .. })) {
                self.hear(input);
            }
        }
        self.speak();
    }

    /// Takes in what happened; [`Desk::turn`] is to follow.
    pub fn hear(&mut self, input: Input) {
        match input {
            Input::Message(message) => self.listen(message),
            Input::Offline => self.owed.offline(),
            Input::Looked { job, bytes, verdict } => self.looked(job, bytes, verdict),
            Input::Progress(jid) => self.pace.moved(self.now(), jid),
            Input::Ended(result) => self.ended(result),
            Input::Signal { jid, signal } => self.cancel(jid, signal),
            Input::Ending(jid) => self.expect_end(jid),
            Input::Stop(_) => {}
        }
    }

    fn listen(&mut self, message: ToMinion) {
        match message {
            ToMinion::Welcome { signing_key, time, .. } => self.welcome(&signing_key, time),
            ToMinion::Job(envelope) => self.visit(envelope),
            ToMinion::Acknowledge { jid } => self.take(Event::Acknowledged { jid }),
            ToMinion::Find { jids } => {
                let held = self.journal.holding();
                let (asked, jids) =
                    (jids.clone(), jids.into_iter().filter(|jid| held.contains(jid)).collect());
                self.runtime.say(ToMaster::Holding { jids, asked });
            }
            ToMinion::Cancel { jid } => {
                self.cancel(jid, Signal::TERM.as_raw());
                self.expect_end(jid);
            }
            _ => {}
        }
    }

    fn welcome(&mut self, signing_key: &[u8], time: u64) {
        match SignerKey::try_from(signing_key) {
            Ok(key) => self.key = Some(key),
            Err(error) => tracing::error!(error = chain::print(&error), "the master's signing key is none"),
        }
        self.ahead = time.cast_signed().saturating_sub(self.runtime.time().cast_signed());
        self.runtime.online();
        self.owed.online(self.now());
    }

    fn visit(&mut self, envelope: Envelope) {
        let Some(key) = self.key.clone() else {
            tracing::warn!("a job came before the master's signing key and is passed over");
            return;
        };
        let now = self.master_time();
        if !self.runtime.look(Visit { envelope, key, now }) {
            tracing::warn!("too many jobs at once: one is passed over until the master sends it again");
        }
    }

    fn looked(&mut self, job: Arc<Job>, bytes: u64, verdict: Result<(), String>) {
        match verdict {
            Err(reason) if !self.journal.knows(job.jid) => self.refuse(job.jid, reason),
            _ => self.take(Event::Offered { job, bytes, now: self.master_time() }),
        }
    }

    fn refuse(&mut self, jid: Jid, reason: String) {
        tracing::warn!(%jid, reason, "a job is refused");
        self.runtime.say(ToMaster::Refused { jid, reason });
    }

    fn take(&mut self, event: Event) {
        let actions = self.journal.take(event);
        self.carry_out(actions);
    }

    fn carry_out(&mut self, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Accept(jid) => drop(self.runtime.say(ToMaster::Accepted { jid })),
                Action::Refuse(jid, reason) => self.refuse(jid, reason),
                Action::Queue(job) => self.waiting.push(job),
                Action::Run(job) => self.start(job),
                Action::Wait(job) => {
                    self.waiting.put_back(job);
                    self.retry_at = Some(self.now() + RETRY);
                }
                Action::Owe(result) => self.owed.add(self.now(), result),
                Action::Settled(jid) => self.owed.settle(jid),
            }
        }
    }

    /// Begins what may begin.
    fn begin(&mut self) {
        if self.retry_at.is_some_and(|at| at <= self.now()) {
            self.retry_at = None;
            self.take(Event::Tick);
        }
        while self.retry_at.is_none()
            && !self.stopping
            && let Some(job) = self.waiting.next()
        {
            if job.expires < self.master_time() {
                self.waiting.ended(&job);
                let why = "The job expired before it could start";
                self.take(Event::Ended { result: Arc::new(answer::without(&job, &self.runtime.id(), why)) });
            } else {
                self.take(Event::Due { jid: job.jid });
            }
        }
        if self.journal.is_behind() && self.retry_at.is_none() {
            self.retry_at = Some(self.now() + RETRY);
        }
    }

    fn start(&mut self, job: Arc<Job>) {
        let jid = job.jid;
        self.runtime.say(ToMaster::Started { jid });
        if let Err(error) = self.runtime.start(Arc::clone(&job)) {
            let why = format!("ERROR: the minion could not start a thread: {error}");
            self.ended(Arc::new(answer::without(&job, &self.runtime.id(), &why)));
        }
    }

    fn ended(&mut self, result: Arc<Return>) {
        let jid = result.jid;
        if let Some(job) = self.runtime.ended(jid) {
            self.waiting.ended(&job);
        }
        self.pace.ended(jid);
        self.ending.remove(&jid);
        self.take(Event::Ended { result });
    }

    fn cancel(&mut self, jid: Jid, signal: i32) {
        if self.runtime.signal(jid, signal) {
            // Its end is told by what it returns.
        } else if let Some(job) = self.waiting.withdraw(jid) {
            let why = "The job was ended before it began";
            self.take(Event::Ended { result: Arc::new(answer::without(&job, &self.runtime.id(), why)) });
        }
    }

    fn expect_end(&mut self, jid: Jid) {
        if self.runtime.runs(jid) {
            let at = self.now() + GRACE;
            self.ending.entry(jid).or_insert(at);
        }
    }

    /// Kills what did not end when it was told to.
    fn insist(&mut self) {
        let now = self.now();
        let late: Vec<Jid> = self.ending.extract_if(.., |_, at| *at <= now).map(|(jid, _)| jid).collect();
        for jid in late {
            self.cancel(jid, Signal::KILL.as_raw());
        }
    }

    /// Says what is due.
    fn speak(&mut self) {
        let now = self.now();
        let runtime = &mut self.runtime;
        self.owed.send(now, |result| runtime.say(ToMaster::Return(result.clone())));
        while let Some(jid) = self.pace.take(now) {
            if let Some(progress) = runtime.progress(jid) {
                runtime.say(ToMaster::Progress { jid, progress });
            }
        }
    }
}
