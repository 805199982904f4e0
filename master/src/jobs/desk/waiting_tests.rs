//! Jobs that wait for minions, through restarts of the master.

use halite_common::{
    id::Jid,
    job::{Call, Publish, Report},
};
use tokio::sync::oneshot;

use super::tests::{House, house, id, publish, result};
use crate::jobs::Archive;

fn waits(function: &str, ttl: u32) -> Publish {
    let call = Call { function: function.into(), arguments: Default::default() };
    Publish { calls: vec![call], queue_ttl: Some(ttl), ..publish() }
}

impl House {
    fn stands(&mut self, jid: Jid) -> Vec<Report> {
        let stored = Archive::new(self.store.clone());
        let at_desk = self.desk.watch(jid).map(|snapshot| snapshot.reports);
        let reports = at_desk.unwrap_or_else(|| stored.reports(jid).unwrap());
        reports.into_iter().map(|(_, report)| report).collect()
    }

    async fn cancels(&mut self, jid: Jid) -> bool {
        let (reply, answer) = oneshot::channel();
        self.desk.cancel(jid, reply);
        self.settles().await;
        answer.await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn equal_highstates_that_wait_for_a_minion_coalesce() {
    let folder = tempfile::tempdir().unwrap();
    let (first, last, other);
    {
        let mut house = house(folder.path());
        house.desk.opened(&id("web2"), &[]);
        first = house.orders(waits("state.apply", 60), &["web1", "web2"]).await;
        other = house.orders(waits("state.highstate", 60), &["web1"]).await;
        last = house.orders(waits("state.apply", 60), &["web1"]).await;
        house.settles().await;
        assert_eq!(house.stands(first), [Report::Superseded { by: last }, Report::Sent]);
        let shorter = house.orders(waits("state.apply", 5), &["web1"]).await;
        house.settles().await;
        assert_eq!(house.stands(shorter), [Report::Superseded { by: last }]);
        assert!(matches!(house.stands(last)[..], [Report::Waiting { .. }]));
        for jid in [house.orders(waits("test.ping", 60), &["web1"]).await, other] {
            assert!(matches!(house.stands(jid)[..], [Report::Waiting { .. }]), "{jid}");
        }
    }
    let mut house = house(folder.path());
    assert!(matches!(house.stands(last)[..], [Report::Waiting { .. }]));
    house.letters.take();
    house.desk.opened(&id("web1"), &[]);
    house.settles().await;
    assert_eq!(house.letters.take().len(), 3, "all but the first and the shorter");
    assert_eq!(house.stands(last), [Report::Sent]);
    house.desk.returned(&id("web1"), result(last, "web1"));
    house.desk.opened(&id("web1"), &[]);
    house.settles().await;
    assert_eq!(house.stands(last), [Report::Done]);
}

#[tokio::test]
async fn a_master_that_stopped_too_early_coalesces_at_its_start() {
    let folder = tempfile::tempdir().unwrap();
    let (first, last);
    {
        let mut house = house(folder.path());
        first = house.orders(waits("state.apply", 60), &["web1"]).await;
        // What the store is like if the master dies before the first has ended in it.
        last = house.orders(waits("state.apply", 60), &["web1"]).await;
        let end = format!("{first}/web1");
        let unwritten = crate::store::Batch::new().delete(crate::store::Table::Returns, end);
        let open = unwritten.put(crate::store::Table::ActiveJobs, first.as_str(), &()).unwrap();
        house.settles().await;
        house.store.commit(open).done().await.unwrap();
    }
    let mut house = house(folder.path());
    house.settles().await;
    assert_eq!(house.stands(first), [Report::Superseded { by: last }]);
    assert!(matches!(house.stands(last)[..], [Report::Waiting { .. }]));
}

#[tokio::test]
async fn a_cancelled_job_stays_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let jid = {
        let mut house = house(folder.path());
        house.desk.opened(&id("web2"), &[]);
        let jid = house.orders(waits("test.ping", 60), &["web1", "web2"]).await;
        house.desk.started(id("web2"), jid);
        house.letters.take();
        assert!(house.cancels(jid).await);
        assert_eq!(house.letters.take(), ["cancel web2"]);
        house.settles().await;
        assert_eq!(house.stands(jid), [Report::Cancelled, Report::Running]);
        jid
    };
    let mut house = house(folder.path());
    house.desk.opened(&id("web1"), &[]);
    house.desk.opened(&id("web2"), &[jid]);
    assert_eq!(house.letters.take(), ["cancel web2"], "it is told again, and web1 is sent nothing");
    house.settles().await;
    house.desk.returned(&id("web2"), result(jid, "web2"));
    house.settles().await;
    assert_eq!(house.stands(jid), [Report::Cancelled, Report::Done]);
    assert!(!house.cancels(jid).await, "it has ended");
    house.desk.opened(&id("web1"), &[jid]);
    assert_eq!(
        house.letters.take(),
        ["ack web2", "cancel web1"],
        "whoever has it all the same is told to end it"
    );
}

#[tokio::test]
async fn what_a_minion_finished_while_the_master_was_away_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let forgets = async |house: &House| {
        let (archive, later) =
            (Archive::new(house.store.clone()), Jid::at_micros(4_102_444_800_000_000).unwrap());
        let owed = Jid::at_micros(0).unwrap();
        tokio::task::spawn_blocking(move || archive.forget_before(later, owed).unwrap()).await.unwrap()
    };
    let (here, away) = {
        let mut house = house(folder.path());
        house.desk.opened(&id("web1"), &[]);
        let here = house.orders(waits("test.ping", 1), &["web1"]).await;
        let away = house.orders(waits("test.ping", 1), &["web2"]).await;
        house.desk.opened(&id("web2"), &[]);
        house.settles().await;
        assert_eq!(house.letters.take().len(), 2);
        (here, away)
    };
    // Both are away until the jobs' time is over, and until jobs that have ended are forgotten.
    let mut house = house(folder.path());
    assert_eq!(house.stands(here), [Report::Sent]);
    assert_eq!(house.stands(away), [Report::Sent]);
    house.passes(20).await;
    for jid in [here, away] {
        assert_eq!(house.stands(jid), [Report::Silent], "it may have run");
    }
    assert_eq!(forgets(&house).await, 0);
    for (jid, name) in [(here, "web1"), (away, "web2")] {
        house.desk.opened(&id(name), &[jid]);
        house.desk.returned(&id(name), result(jid, name));
        house.settles().await;
        assert_eq!(house.stands(jid), [Report::Done]);
    }
    assert_eq!(forgets(&house).await, 2);
    assert!(Archive::new(house.store.clone()).sent(away).unwrap().is_empty());
}

#[tokio::test]
async fn a_job_that_was_given_up_can_be_ended_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut house = house(folder.path());
    house.desk.opened(&id("web1"), &[]);
    let jid = house.orders(publish(), &["web1"]).await;
    house.desk.closed(&id("web1"));
    house.passes(20).await;
    assert_eq!(house.stands(jid), [Report::Silent]);
    assert!(house.cancels(jid).await);
    house.letters.take();
    house.desk.opened(&id("web1"), &[jid]);
    assert_eq!(house.letters.take(), ["cancel web1"]);
    house.desk.returned(&id("web1"), result(jid, "web1"));
    house.settles().await;
    assert!(!house.cancels(jid).await, "nobody has it any more");
}

#[tokio::test]
async fn a_job_that_a_minion_may_return_is_kept_longer() {
    let folder = tempfile::tempdir().unwrap();
    let mut house = house(folder.path());
    house.desk.opened(&id("web1"), &[]);
    let owed = house.orders(Publish { timeout: Some(1), ..publish() }, &["web1"]).await;
    let absent = house.orders(publish(), &["web2"]).await;
    house.settles().await;
    let store = house.store.clone();
    drop(house);
    // The target took it and was not heard of again.
    let silent = crate::jobs::EndRecord { report: Report::Silent, result: None, at: 0, never_sent: false };
    let batch = crate::store::Batch::new()
        .put(crate::store::Table::Returns, format!("{owed}/web1"), &silent)
        .unwrap()
        .delete(crate::store::Table::ActiveJobs, owed.as_str());
    store.commit(batch).done().await.unwrap();
    let archive = Archive::new(store);
    let later: Jid = "20991231235959999999".parse().unwrap();
    let forget = |owed| {
        let archive = archive.clone();
        tokio::task::spawn_blocking(move || archive.forget_before(later, owed).unwrap())
    };
    assert_eq!(forget(owed).await.unwrap(), 1);
    assert!(archive.job(owed).unwrap().is_some() && archive.job(absent).unwrap().is_none());
    assert_eq!(forget(later).await.unwrap(), 1);
    assert!(archive.job(owed).unwrap().is_none());
}
