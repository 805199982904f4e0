//! What becomes of a job when the master is restarted meanwhile.

use halite_common::job::Report;

use super::{
    Action, Earlier, Happening, Life, Moment, Plan, Presence,
    tests::{Story, id, plan, result},
};

#[test]
fn a_job_goes_on_after_a_restart() {
    let maybe = |name| (id(name), Earlier::MaybeSent);
    let targets = [(id("a"), Earlier::Ended(Report::Done)), maybe("b"), maybe("c"), maybe("d")];
    let life = Life::resume(plan(), Moment(0), targets);
    let mut story = Story::of(life);
    story.happens(Happening::Opened { id: id("b"), holds: true });
    story.happens(Happening::Opened { id: id("c"), holds: false });
    story.check("b accepted, c sent, send c");
    story.happens(result("a", 0));
    story.check("ack a");
    story.happens(result("b", 0));
    story.happens(result("c", 0));
    story.log.clear();
    story.pass(15);
    story.check("d silent, end");
}

#[test]
fn after_a_restart_only_who_was_never_sent_a_job_is_said_to_have_missed_it() {
    let check = |happening: Option<Happening>, seconds, expected: &str| {
        let plan = Plan { wait_until: Some(Moment(60_000)), ..plan() };
        let targets = [(id("a"), Earlier::NeverSent), (id("b"), Earlier::MaybeSent)];
        let life = Life::resume(plan, Moment(0), targets);
        let mut story = Story::of(life);
        let standing: Vec<Report> = story.life.standing().map(|(_, report)| report).collect();
        assert_eq!(standing, [Report::Waiting { until: 60 }, Report::Sent]);
        happening.into_iter().for_each(|happening| story.happens(happening));
        story.pass(seconds);
        story.check(expected);
    };
    check(None, 60, "a waiting, b silent, a expired, end");
    check(Some(Happening::Cancelled), 20, "a waiting, a cancelled, b silent, end");
    let jid = "20261120093000123456".parse().unwrap();
    check(Some(Happening::Superseded { id: id("b"), by: jid }), 60, "a waiting, b silent, a expired, end");
}

#[test]
fn a_target_that_comes_back_while_its_silence_cannot_be_stored_ends_all_the_same() {
    let mut life = Life::resume(plan(), Moment(0), [(id("a"), Earlier::MaybeSent)]);
    life.take(Moment(0), Happening::Cancelled);
    let [Action::Keep { serial, report: Report::Silent, .. }] =
        life.take(Moment(15_000), Happening::Tick)[..]
    else {
        panic!("it was away for too long");
    };
    life.take(Moment(15_000), Happening::Opened { id: id("a"), holds: false });
    life.take(Moment(15_001), Happening::NotKept { id: id("a"), serial });
    let again = life.wake_at().expect("it is tried again");
    let kept = life.take(again, Happening::Tick);
    assert!(matches!(kept[..], [Action::Keep { report: Report::Cancelled, .. }]), "{kept:?}");
}

#[test]
fn nobody_expires_before_the_job_is_stored() {
    let plan = Plan { wait_until: Some(Moment(1_000)), ..plan() };
    let mut life = Life::new(plan, Moment(0), [(id("a"), Presence::Away(None))]);
    assert_eq!(life.take(Moment(2_000), Happening::Opened { id: id("a"), holds: false }), []);
    assert!(life.take(Moment(2_001), Happening::Stored).contains(&Action::Send(id("a"))));
}
