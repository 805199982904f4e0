//! The four experiments in which Salt loses work. `docs/reliability.md` has both outcomes.

use std::{thread, time::Duration};

use serde_json::json;

use super::super::{host::Fleet, story::Story};

/// How long the master stays away. Salt's minion gives up after less than seven minutes; in Halite nothing depends on it, so
/// this is only longer than it takes to give up a silent session.
const AWAY: Duration = Duration::from_secs(45);

pub(super) fn tell(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    story.chapter("the master is away when a job ends (45 seconds, not 420)");
    let jid = ended_alone(fleet)?;
    thread::sleep(AWAY);
    fleet.must("master", "systemctl start halite-master")?;
    returned(fleet, story, &jid)?;

    story.chapter("the minion is restarted while the master is away");
    let jid = ended_alone(fleet)?;
    fleet.must("web1", "systemctl restart halite-minion")?;
    fleet.must("master", "systemctl start halite-master")?;
    returned(fleet, story, &jid)?;

    story.chapter("both are restarted before the result is told");
    let jid = ended_alone(fleet)?;
    fleet.must(
        "web1",
        "systemctl kill -s KILL --kill-whom=main halite-minion; systemctl stop halite-minion",
    )?;
    fleet.must("master", "systemctl start halite-master")?;
    fleet.must("web1", "systemctl start halite-minion")?;
    returned(fleet, story, &jid)?;

    stopped(fleet, story)
}

/// A job that ends on web1 while the master is away.
fn ended_alone(fleet: &Fleet) -> Result<String, String> {
    fleet.must("web1", "rm -f /srv/told")?;
    let line = "echo begun >> /srv/told; sleep 5; echo ended >> /srv/told; echo result";
    let jid = publish(fleet, &format!("web1 cmd.run '{line}'"))?;
    has_told(fleet, "begun\n")?;
    fleet.must("master", "systemctl stop halite-master")?;
    has_told(fleet, "begun\nended\n")?;
    Ok(jid)
}

fn publish(fleet: &Fleet, words: &str) -> Result<String, String> {
    let published = fleet.must("master", &format!("halite {words} --async --out=json"))?;
    let jid = serde_json::from_str::<serde_json::Value>(&published).ok();
    let jid = jid.and_then(|said| said["jid"].as_str().map(str::to_owned));
    jid.ok_or(format!("the publication has no jid: {published}"))
}

fn has_told(fleet: &Fleet, expected: &str) -> Result<(), String> {
    fleet.eventually(&format!("web1 has told {expected:?}"), 60, || {
        Ok(fleet.sh("web1", "cat /srv/told")?.stdout == expected)
    })
}

/// Waits until a job stands so for web1; gives what the master says of it.
fn stands(fleet: &Fleet, jid: &str, state: &str) -> Result<serde_json::Value, String> {
    let mut seen = serde_json::Value::Null;
    let waited = fleet.eventually(&format!("the job is {state}"), 90, || {
        // The master may just be starting.
        let Ok(job) = fleet.runner(&format!("jobs.list_job {jid}")) else { return Ok(false) };
        seen = job;
        Ok(seen["States"]["web1"] == state)
    });
    waited.map_err(|why| format!("{why}: {seen}"))?;
    Ok(seen)
}

fn returned(fleet: &Fleet, story: &mut Story, jid: &str) -> Result<(), String> {
    let job = stands(fleet, jid, "done")?;
    let result = &job["Result"]["web1"]["return"];
    story.check("the result is told", *result == "result", &job.to_string());
    let told = fleet.must("web1", "cat /srv/told")?;
    story.check("and the job ran once", told == "begun\nended\n", &told);
    Ok(())
}

fn stopped(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    story.chapter("jobs for a stopped minion");
    fleet.must("web1", "systemctl stop halite-minion; rm -f /srv/told")?;
    fleet.eventually("the master sees that web1 is away", 60, || {
        Ok(fleet.runner("manage.down")? == json!(["web1"]))
    })?;
    let said = fleet.sh("master", "halite web1 cmd.run 'echo never >> /srv/told'")?;
    story.saw(&said.stdout);
    let named = said.stdout.contains("[Not connected] offline since") && said.code == 2;
    story.check("without --queue it is named as not connected, at once", named, &said.stdout);
    let short = publish(fleet, "web1 cmd.run 'echo expired >> /srv/told' --queue 3s")?;
    let long = publish(fleet, "web1 cmd.run 'echo later >> /srv/told' --queue 10m")?;
    let queued = fleet.runner("jobs.queued tgt=web1")?;
    story.check(
        "jobs.queued tells what waits for web1",
        queued[&long]["Minions"] == json!(["web1"]),
        &queued.to_string(),
    );
    stands(fleet, &short, "expired")?;
    fleet.must("master", "systemctl restart halite-master")?;
    fleet.must("web1", "systemctl start halite-minion")?;
    stands(fleet, &long, "done")?;
    let told = fleet.must("web1", "cat /srv/told")?;
    story.check(
        "with --queue it runs once when the minion is back, and nothing else does",
        told == "later\n",
        &told,
    );
    let lookup = fleet.runner(&format!("jobs.lookup_jid {short}"))?;
    story.check("the other has expired by name", lookup.to_string().contains("Expired"), &lookup.to_string());
    Ok(())
}
