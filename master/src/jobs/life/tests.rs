//! The machine's steps, one story each.

use std::{sync::Arc, time::Duration};

use halite_common::{
    id::MinionId,
    job::{Progress, Report, Return},
    value::Value,
};

use super::{Action, Happening, Life, Moment, Plan, Presence, plan::window};

/// A job whose desk stores everything at once; what else it is to do is written down.
pub(super) struct Story {
    pub(super) life: Life,
    now: u64,
    pub(super) log: Vec<String>,
}

pub(super) fn plan() -> Plan {
    Plan {
        timeout: Duration::from_secs(5),
        gather: Duration::from_secs(10),
        window: None,
        rest: Duration::ZERO,
        failhard: false,
        wait_until: None,
    }
}

pub(super) fn id(name: &str) -> MinionId {
    name.parse().unwrap()
}

pub(super) fn result(name: &str, retcode: i32) -> Happening {
    let result = Return {
        jid: "20261120093000123456".parse().unwrap(),
        id: id(name),
        function: "test.ping".into(),
        value: Value::from(true),
        retcode,
        success: retcode == 0,
        out: None,
        failures: Vec::new(),
        lost: false,
    };
    Happening::Returned { result: Arc::new(result) }
}

impl Story {
    pub(super) fn of(life: Life) -> Story {
        Story { life, now: 0, log: Vec::new() }
    }

    fn new(plan: Plan, targets: &[&str]) -> Story {
        let presence = |name: &str| match name.strip_suffix('-') {
            Some(name) => (id(name), Presence::Away(Some(7))),
            None => (id(name), Presence::Here),
        };
        let life = Life::new(plan, Moment(0), targets.iter().map(|name| presence(name)));
        let mut story = Story::of(life);
        story.happens(Happening::Stored);
        story
    }

    pub(super) fn happens(&mut self, happening: Happening) {
        let mut open = vec![happening];
        while let Some(happening) = open.pop() {
            for action in self.life.take(Moment(self.now), happening) {
                let line = match action {
                    Action::Keep { id, serial, .. } => {
                        open.push(Happening::Kept { id, serial });
                        continue;
                    }
                    Action::Send(id) => format!("send {id}"),
                    Action::Find(id) => format!("find {id}"),
                    Action::Cancel(id) => format!("cancel {id}"),
                    Action::Acknowledge(id) => format!("ack {id}"),
                    Action::TellReturn(result) => format!("return {}", result.id),
                    Action::TellReport(id, Report::Refused { reason }) => format!("{id} refused: {reason}"),
                    Action::TellReport(id, report) => {
                        let name = format!("{report:?}").to_lowercase();
                        format!("{id} {}", name.split([' ', '{']).next().unwrap())
                    }
                    Action::TellProgress(id, progress) => {
                        format!("{id} {}/{}", progress.done, progress.total)
                    }
                    Action::End => "end".into(),
                };
                self.log.push(line);
            }
        }
    }

    /// Lets seconds pass, tick by tick as the machine wants them.
    pub(super) fn pass(&mut self, seconds: u64) {
        let until = self.now + seconds * 1000;
        while let Some(wake) = self.life.wake_at().filter(|wake| wake.0 <= until) {
            self.now = self.now.max(wake.0);
            self.happens(Happening::Tick);
        }
        self.now = until;
    }

    pub(super) fn check(&mut self, expected: &str) {
        assert_eq!(self.log.join(", "), expected);
        self.log.clear();
    }
}

#[test]
fn a_job_is_sent_taken_run_and_returned() {
    let mut story = Story::new(plan(), &["a", "b"]);
    story.check("a sent, send a, b sent, send b");
    story.happens(Happening::Accepted { id: id("a") });
    story.happens(Happening::Started { id: id("a") });
    let progress = Progress { done: 1, total: 3, current: String::new() };
    story.happens(Happening::Progress { id: id("a"), progress });
    story.check("a accepted, a running, a 1/3");
    story.happens(result("a", 0));
    story.check("ack a, return a, a done");
    story.happens(result("a", 0));
    story.check("ack a");
    story.happens(result("b", 1));
    story.check("ack b, return b, b failed, end");
    story.happens(result("b", 1));
    story.check("ack b");
    assert!(story.life.has_ended());
}

#[test]
fn nothing_is_sent_before_the_job_is_stored() {
    let mut life = Life::new(plan(), Moment(0), [(id("a"), Presence::Here)]);
    let opened = Happening::Opened { id: id("a"), holds: false };
    assert_eq!(life.take(Moment(1), opened), []);
    assert_eq!(life.take(Moment(99_000), Happening::Tick), []);
    assert!(life.take(Moment(99_001), Happening::Stored).contains(&Action::Send(id("a"))));
}

#[test]
fn a_return_is_acknowledged_only_when_it_is_stored() {
    let mut life = Life::new(plan(), Moment(0), [(id("a"), Presence::Here)]);
    life.take(Moment(0), Happening::Stored);
    let first = life.take(Moment(1), result("a", 0));
    assert!(matches!(&first[..], [Action::Keep { .. }]), "{first:?}");
    assert_eq!(life.take(Moment(2), result("a", 0)), [], "it is being stored");
    assert_eq!(life.take(Moment(3), Happening::NotKept { id: id("a"), serial: 1 }), []);
    let again = life.take(Moment(4), result("a", 0));
    assert!(matches!(&again[..], [Action::Keep { serial: 2, .. }]), "{again:?}");
    let done = life.take(Moment(5), Happening::Kept { id: id("a"), serial: 2 });
    assert_eq!(done[0], Action::Acknowledge(id("a")));
    assert_eq!(done.last(), Some(&Action::End));
}

#[test]
fn a_return_that_meets_another_end_is_not_acknowledged_with_it() {
    let mut life = Life::new(plan(), Moment(0), [(id("a"), Presence::Here)]);
    life.take(Moment(0), Happening::Stored);
    life.take(Moment(5_000), Happening::Tick);
    let silent = life.take(Moment(15_000), Happening::Tick);
    assert!(matches!(&silent[..], [Action::Keep { serial: 1, report: Report::Silent, .. }]), "{silent:?}");
    let late = life.take(Moment(15_001), result("a", 0));
    assert!(matches!(&late[..], [Action::Keep { serial: 2, report: Report::Done, .. }]), "{late:?}");
    assert_eq!(life.take(Moment(15_002), Happening::Kept { id: id("a"), serial: 1 }), []);
    let done = life.take(Moment(15_003), Happening::Kept { id: id("a"), serial: 2 });
    assert_eq!(done[0], Action::Acknowledge(id("a")));
}

#[test]
fn an_absent_target_is_named_at_once() {
    Story::new(plan(), &["a-", "b"]).check("b sent, send b, a absent");
    Story::new(plan(), &["a-"]).check("a absent, end");
}

#[test]
fn a_job_waits_for_an_absent_target_if_it_is_told_to() {
    let patient = Plan { wait_until: Some(Moment(60_000)), ..plan() };
    let mut story = Story::new(patient.clone(), &["a-"]);
    story.pass(30);
    story.check("a waiting");
    let standing: Vec<_> = story.life.standing().map(|(_, report)| report).collect();
    assert_eq!(standing, [Report::Waiting { until: 60 }]);
    story.happens(Happening::Opened { id: id("a"), holds: false });
    story.check("a sent, send a");
    let mut story = Story::new(patient, &["a-"]);
    story.pass(60);
    story.check("a waiting, a expired, end");
    story.happens(Happening::Opened { id: id("a"), holds: false });
    story.check("");
}

#[test]
fn another_job_takes_the_place_of_one_that_waits() {
    let by: halite_common::id::Jid = "20261120093000999999".parse().unwrap();
    let patient = Plan { wait_until: Some(Moment(60_000)), ..plan() };
    let mut story = Story::new(patient.clone(), &["a-", "b"]);
    assert_eq!(story.life.waited_for().collect::<Vec<_>>(), [&id("a")]);
    story.log.clear();
    for name in ["a", "b", "stranger"] {
        story.happens(Happening::Superseded { id: id(name), by });
    }
    story.check("a superseded");
    assert_eq!(story.life.reports().next().unwrap().1, &Report::Superseded { by });
    story.happens(Happening::Opened { id: id("a"), holds: false });
    story.happens(result("b", 0));
    story.check("ack b, return b, b done, end");

    // What was sent may have been taken: it stays.
    let mut story = Story::new(patient, &["a"]);
    story.happens(Happening::Closed { id: id("a") });
    story.pass(20);
    story.check("a sent, send a, a waiting");
    story.happens(Happening::Superseded { id: id("a"), by });
    story.check("");
}

#[test]
fn whoever_holds_a_cancelled_job_is_told_again() {
    let mut story = Story::new(plan(), &["a"]);
    story.happens(Happening::Started { id: id("a") });
    story.happens(Happening::Closed { id: id("a") });
    story.happens(Happening::Cancelled);
    story.log.clear();
    story.happens(Happening::Opened { id: id("a"), holds: true });
    story.check("cancel a");
    story.pass(5);
    story.happens(Happening::Answered { id: id("a"), holds: true });
    story.check("find a, cancel a");
    story.happens(result("a", 143));
    story.check("ack a, return a, a failed, end");
}

#[test]
fn a_silent_target_is_asked_and_named() {
    let mut story = Story::new(plan(), &["a"]);
    story.log.clear();
    story.pass(5);
    story.check("find a");
    story.happens(Happening::Answered { id: id("a"), holds: true });
    story.check("a accepted");
    story.pass(10);
    story.check("find a");
    story.pass(10);
    story.check("a silent, end");
    story.happens(result("a", 0));
    story.check("ack a, return a, a done");
}

#[test]
fn a_job_that_got_lost_on_the_way_is_sent_again() {
    let mut story = Story::new(plan(), &["a"]);
    story.log.clear();
    story.pass(5);
    story.happens(Happening::Answered { id: id("a"), holds: false });
    story.check("find a, send a");
    story.happens(Happening::Closed { id: id("a") });
    story.happens(Happening::Opened { id: id("a"), holds: false });
    story.check("send a");
    story.happens(Happening::Closed { id: id("a") });
    story.happens(Happening::Opened { id: id("a"), holds: true });
    story.check("a accepted");
}

#[test]
fn a_target_that_leaves_is_given_time_to_come_back() {
    let mut story = Story::new(plan(), &["a"]);
    story.happens(Happening::Started { id: id("a") });
    story.log.clear();
    story.happens(Happening::Closed { id: id("a") });
    story.pass(9);
    story.check("");
    story.happens(Happening::Opened { id: id("a"), holds: true });
    story.happens(Happening::Closed { id: id("a") });
    story.pass(10);
    story.check("a silent, end");
}

#[test]
fn a_job_that_a_minion_has_forgotten_is_lost_there() {
    let mut story = Story::new(plan(), &["a"]);
    story.happens(Happening::Started { id: id("a") });
    story.log.clear();
    story.happens(Happening::Closed { id: id("a") });
    story.happens(Happening::Opened { id: id("a"), holds: false });
    story.pass(5);
    story.happens(Happening::Answered { id: id("a"), holds: false });
    story.check("find a");
    story.pass(5);
    story.happens(Happening::Answered { id: id("a"), holds: false });
    story.check("find a, a lost, end");
}

#[test]
fn a_batch_goes_through_a_window() {
    let mut story = Story::new(Plan { window: Some(2), ..plan() }, &["a", "b", "c", "d"]);
    story.check("a sent, send a, b sent, send b");
    story.happens(result("b", 0));
    story.check("ack b, return b, b done, c sent, send c");
    story.happens(Happening::Refused { id: id("a"), reason: "full".into() });
    story.check("a refused: full, d sent, send d");
    story.happens(result("c", 0));
    story.happens(result("d", 0));
    story.check("ack c, return c, c done, ack d, return d, d done, end");
}

#[test]
fn places_of_a_batch_rest() {
    let rest = Duration::from_secs(3);
    let mut story = Story::new(Plan { window: Some(1), rest, ..plan() }, &["a", "b"]);
    story.happens(result("a", 0));
    story.check("a sent, send a, ack a, return a, a done");
    story.pass(2);
    story.check("");
    story.pass(1);
    story.check("b sent, send b");
}

#[test]
fn failhard_spares_the_others() {
    let mut story = Story::new(Plan { window: Some(1), failhard: true, ..plan() }, &["a", "b", "c"]);
    story.happens(result("a", 1));
    story.check("a sent, send a, ack a, return a, a failed, c cancelled, b cancelled, end");
}

#[test]
fn a_cancelled_job_ends_where_it_runs_by_returning() {
    let mut story = Story::new(Plan { window: Some(1), ..plan() }, &["a", "b"]);
    story.happens(Happening::Cancelled);
    story.check("a sent, send a, cancel a, b cancelled");
    story.happens(result("a", 1));
    story.check("ack a, return a, a failed, end");
}

#[test]
fn a_cancelled_job_that_waits_for_a_target_which_left_comes_to_its_end() {
    let patient = Plan { wait_until: Some(Moment(60_000)), ..plan() };
    let mut story = Story::new(patient.clone(), &["a"]);
    story.happens(Happening::Closed { id: id("a") });
    story.pass(10);
    story.happens(Happening::Cancelled);
    story.happens(Happening::Opened { id: id("a"), holds: false });
    story.check("a sent, send a, a waiting, a cancelled, end");
    let mut story = Story::new(patient, &["a"]);
    story.happens(Happening::Cancelled);
    story.happens(Happening::Closed { id: id("a") });
    story.happens(Happening::Opened { id: id("a"), holds: false });
    story.check("a sent, send a, cancel a, a cancelled, end");
}

#[test]
fn what_is_said_once_is_stored_after_a_pause_if_the_disk_is_full() {
    let mut life = Life::new(plan(), Moment(0), [(id("a"), Presence::Here)]);
    life.take(Moment(0), Happening::Stored);
    let refused = life.take(Moment(1), Happening::Refused { id: id("a"), reason: "no".into() });
    assert!(matches!(&refused[..], [Action::Keep { serial: 1, .. }]), "{refused:?}");
    assert_eq!(life.take(Moment(2), Happening::NotKept { id: id("a"), serial: 1 }), []);
    assert_eq!(life.wake_at(), Some(Moment(5_002)));
    let again = life.take(Moment(5_002), Happening::Tick);
    assert!(
        matches!(&again[..], [Action::Keep { serial: 2, report: Report::Refused { .. }, .. }]),
        "{again:?}"
    );
    // It is refused again while that waits: the later one counts.
    assert_eq!(life.take(Moment(5_003), Happening::NotKept { id: id("a"), serial: 2 }), []);
    let later = life.take(Moment(5_004), Happening::Refused { id: id("a"), reason: "no".into() });
    assert!(matches!(&later[..], [Action::Keep { serial: 3, .. }]), "{later:?}");
    let done = life.take(Moment(5_005), Happening::Kept { id: id("a"), serial: 3 });
    assert_eq!(done.last(), Some(&Action::End));
}

#[test]
fn a_full_queue_is_tried_again() {
    let mut story = Story::new(plan(), &["a"]);
    story.log.clear();
    story.happens(Happening::Busy { id: id("a") });
    story.check("");
    story.pass(1);
    story.check("a sent, send a");
}

#[test]
fn strangers_have_no_say() {
    let mut story = Story::new(plan(), &["a"]);
    story.log.clear();
    story.happens(Happening::Accepted { id: id("x") });
    story.happens(result("x", 0));
    story.check("");
}

#[test]
fn batches_are_counted_as_in_salt() {
    use halite_common::job::Batch;
    let check =
        |batch, targets, expected| assert_eq!(window(batch, targets), expected, "{batch:?} of {targets}");
    check(Batch::Count(3), 10, 3);
    check(Batch::Count(0), 10, 1);
    check(Batch::Percent(25.0), 10, 2);
    check(Batch::Percent(1.0), 10, 1);
    check(Batch::Percent(100.0), 10, 10);
}
