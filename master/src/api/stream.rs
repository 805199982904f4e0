//! A job's events, from its beginning to its end.

use std::{collections::HashMap, sync::Arc};

use axum::body::Body;
use halite_common::{
    api::{Encoding, Frames, JobEvent, Published},
    failure::{Failure, Kind},
    id::{Jid, MinionId},
    job::Report,
};
use tokio::sync::mpsc;

use super::{asker::Publisher, jobs::parse};
use crate::{
    house::House,
    jobs::{JobRecord, Snapshot, Step},
    keys::trouble,
};

/// Events that wait for the operator's connection.
const AHEAD: usize = 64;

/// Follows a job; the body ends with the job.
pub(super) async fn follow(house: Arc<House>, jid: &str, asker: &Publisher) -> Result<Body, Failure> {
    let jid = parse(jid)?;
    let encoding = asker.answer;
    let first = look(&house, jid).await?;
    own(asker, jid, first.record())?;
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let mut teller = Teller { house, jid, sender, encoding, told: HashMap::new() };
        if let Err(Stop::Failed(failure)) = teller.tell_all(first).await {
            let _ = teller.sender.send(Err(failure)).await;
        }
    });
    Ok(Body::new(Frames(receiver)))
}

/// Refuses a job of somebody else to who is not root.
pub(super) async fn may_see(house: &House, jid: Jid, asker: &Publisher) -> Result<(), Failure> {
    if asker.is_master {
        return Ok(());
    }
    own(asker, jid, look(house, jid).await?.record())
}

/// Jobs of others are as if they were not: even that they are is none of a user's business.
fn own(asker: &Publisher, jid: Jid, record: &JobRecord) -> Result<(), Failure> {
    if asker.is_master || record.user == asker.name { Ok(()) } else { Err(unknown(jid)) }
}

fn unknown(jid: Jid) -> Failure {
    Failure::new(Kind::Usage, format!("there is no job {jid}"))
        .hint("`halite run jobs.list_jobs` lists those that are stored")
}

/// Why nothing more is told.
enum Stop {
    /// The operator has gone.
    Gone,
    /// The job cannot be followed.
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}

/// A job as it stands: at the desk, or in the archive.
enum Look {
    Active(Snapshot),
    Ended(Arc<JobRecord>),
}

impl Look {
    fn record(&self) -> &JobRecord {
        match self {
            Look::Active(snapshot) => &snapshot.record,
            Look::Ended(record) => record,
        }
    }
}

async fn look(house: &House, jid: Jid) -> Result<Look, Failure> {
    if let Some(snapshot) = house.watch(jid).await? {
        return Ok(Look::Active(snapshot));
    }
    match house.archive.job(jid).map_err(|error| trouble(&error))? {
        Some(record) => Ok(Look::Ended(Arc::new(record))),
        None => Err(unknown(jid)),
    }
}

struct Teller {
    house: Arc<House>,
    jid: Jid,
    sender: mpsc::Sender<Result<Vec<u8>, Failure>>,
    encoding: Encoding,
    /// What was told of each target.
    told: HashMap<MinionId, Report>,
}

impl Teller {
    /// Looks again whenever it has fallen behind, and tells what is new.
    async fn tell_all(&mut self, mut look: Look) -> Result<(), Stop> {
        self.tell(&JobEvent::Published(published(self.jid, look.record()))).await?;
        loop {
            match &mut look {
                Look::Active(snapshot) => {
                    if self.tell_active(snapshot).await? {
                        return self.tell_end(look.record()).await;
                    }
                }
                Look::Ended(record) => {
                    let ends = self.house.archive.reports(self.jid).map_err(|error| trouble(&error))?;
                    for (id, report) in ends {
                        self.tell_state(id, report).await?;
                    }
                    return self.tell_end(record).await;
                }
            }
            look = self::look(&self.house, self.jid).await?;
        }
    }

    /// Tells what a snapshot has, then each step; gives whether the job has ended.
    async fn tell_active(&mut self, snapshot: &mut Snapshot) -> Result<bool, Stop> {
        for (id, report) in std::mem::take(&mut snapshot.reports) {
            self.tell_state(id, report).await?;
        }
        while let Some(step) = snapshot.steps.recv().await {
            let event = match step {
                Step::Return(result) => JobEvent::Return(Arc::unwrap_or_clone(result)),
                Step::Progress(id, progress) => JobEvent::Progress { id, progress },
                Step::Report(id, report) => {
                    self.told.insert(id.clone(), report.clone());
                    JobEvent::Report { id, report }
                }
                Step::NotStored(id, why) => JobEvent::NotStored { id, why },
                Step::End => return Ok(true),
            };
            self.tell(&event).await?;
        }
        Ok(false)
    }

    /// Tells where a target stands, with its return if it has one, unless that was told before.
    async fn tell_state(&mut self, id: MinionId, report: Report) -> Result<(), Stop> {
        if report == Report::Queued || self.told.get(&id) == Some(&report) {
            return Ok(());
        }
        if report.is_final() {
            let end = self.house.archive.end(self.jid, &id).map_err(|error| trouble(&error))?;
            if let Some(result) = end.and_then(|end| end.result) {
                self.tell(&JobEvent::Return(result)).await?;
            }
        }
        self.told.insert(id.clone(), report.clone());
        self.tell(&JobEvent::Report { id, report }).await
    }

    async fn tell_end(&mut self, record: &JobRecord) -> Result<(), Stop> {
        let state = |id: &MinionId| (id.clone(), self.told.get(id).cloned().unwrap_or(Report::Silent));
        let reports = record.minions.iter().map(state).collect();
        self.tell(&JobEvent::Ended { reports }).await
    }

    async fn tell(&self, event: &JobEvent) -> Result<(), Stop> {
        let frame = self.encoding.frame(event)?;
        self.sender.send(Ok(frame)).await.map_err(|_| Stop::Gone)
    }
}

fn published(jid: Jid, record: &JobRecord) -> Published {
    Published {
        jid,
        functions: record.functions(),
        minions: record.minions.clone(),
        missing: record.missing.clone(),
    }
}
