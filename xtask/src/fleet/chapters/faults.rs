//! `kill -9` of either side and a cut network, each during a run: named states, and a clean second run.

use serde_json::Value;

use super::super::{host::Fleet, story::Story};

pub(super) fn tell(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    story.chapter("kill -9 of a minion during a run");
    let jid = begin(fleet)?;
    fleet.must("web1", "systemctl kill -s KILL --kill-whom=main halite-minion")?;
    let states = ended(fleet, &jid)?;
    story.saw(&states.to_string());
    story.check(
        "the killed minion's run is named lost, the other is done",
        states["web1"] == "lost" && states["db1"] == "done",
        &states.to_string(),
    );
    clean(fleet, story)?;

    story.chapter("kill -9 of the master during a run");
    let jid = begin(fleet)?;
    fleet.must("master", "systemctl kill -s KILL --kill-whom=main halite-master")?;
    let states = ended(fleet, &jid)?;
    story.saw(&states.to_string());
    story.check(
        "both minions' results arrive after the master is back",
        states["web1"] == "done" && states["db1"] == "done",
        &states.to_string(),
    );
    let results = fleet.runner(&format!("jobs.lookup_jid {jid}"))?.to_string();
    story.check(
        "and the results are there",
        results.contains("slow-last") && results.contains("web1") && results.contains("db1"),
        &results,
    );
    clean(fleet, story)?;

    story.chapter("a cut network during a run");
    let jid = begin(fleet)?;
    fleet.cut("web1")?;
    fleet.eventually("web1 has finished its run alone", 60, || {
        Ok(fleet.sh("web1", "test -e /srv/slow-last")?.code == 0)
    })?;
    fleet.heal("web1")?;
    let states = ended(fleet, &jid)?;
    story.saw(&states.to_string());
    story.check(
        "the cut-off minion's result arrives after the cut",
        states["web1"] == "done" && states["db1"] == "done",
        &states.to_string(),
    );
    clean(fleet, story)
}

/// Publishes the slow run to web1 and db1, and waits until it has begun on both.
fn begin(fleet: &Fleet) -> Result<String, String> {
    for host in ["web1", "db1"] {
        fleet.must(host, "rm -f /srv/slow-*")?;
    }
    let published = fleet.must("master", "halite -L web1,db1 state.apply slow --async --out=json")?;
    let published: Value =
        serde_json::from_str(&published).map_err(|error| format!("{error}: {published}"))?;
    let jid = published["jid"].as_str().ok_or("the publication has no jid")?.to_owned();
    for host in ["web1", "db1"] {
        fleet.eventually(&format!("the run has begun on {host}"), 30, || {
            Ok(fleet.sh(host, "test -e /srv/slow-first")?.code == 0)
        })?;
    }
    Ok(jid)
}

/// Waits until every target of a job has ended; gives each one's state.
fn ended(fleet: &Fleet, jid: &str) -> Result<Value, String> {
    let mut states = Value::Null;
    let waited = fleet.eventually("every target has ended", 90, || {
        // The master may just be starting.
        let Ok(job) = fleet.runner(&format!("jobs.list_job {jid}")) else { return Ok(false) };
        states = job["States"].clone();
        let named = states.as_object().is_some_and(|s| {
            s.len() == 2
                && s.values()
                    .all(|s| !matches!(s.as_str(), Some("queued" | "sent" | "accepted" | "running") | None))
        });
        Ok(named)
    });
    waited.map_err(|why| format!("{why}: {states}"))?;
    Ok(states)
}

/// The same run again, on hosts that are whole.
fn clean(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    fleet.eventually("web1 and db1 are back", 60, || {
        let up = fleet.sh("master", "halite -L web1,db1 test.ping --static --out=json")?;
        let up: Value = serde_json::from_str(&up.stdout).unwrap_or_default();
        Ok(up == serde_json::json!({"db1": true, "web1": true}))
    })?;
    // What the killed run had started may still be at work.
    fleet.eventually("the slow command of the first run is over", 30, || {
        Ok(fleet.sh("web1", "pgrep -f 's[l]eep 8'")?.code != 0)
    })?;
    let again = fleet.json("-L web1,db1 state.apply slow")?;
    let good = ["web1", "db1"].iter().all(|host| {
        again[*host]
            .as_object()
            .is_some_and(|states| states.len() == 3 && states.values().all(|s| s["result"] == true))
    });
    story.check("a second run is clean", good, &again.to_string());
    Ok(())
}
