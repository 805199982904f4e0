//! nginx: installed, configured, restarted by a changed pillar value, and then left alone.

use serde_json::Value;

use super::super::{compare, host::Fleet, story::Story};

const TARGET: &str = "-C 'G@os:Debian and not db*'";

pub(super) fn tell(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    story.chapter("state.apply installs nginx where a compound target says so");
    let first = fleet.json(&format!("{TARGET} state.apply nginx"))?;
    show(story, &first);
    let good = all_states(&first, |state| state["result"] == true);
    story.check(
        "every state succeeded on web1 and web2",
        good && hosts(&first) == ["web1", "web2"],
        &first.to_string(),
    );
    let untouched = fleet.sh("db1", "dpkg -s nginx 2>/dev/null")?.stdout;
    story.check("db1 has no nginx", untouched.is_empty(), &untouched);
    let page = fleet.must("master", "curl -s http://web1/; curl -s http://web2/")?;
    let expected = "Hello from web1 on Debian\nHello from web2 on Debian\n";
    story.check("another host reads the page with its pillar value and grain", page == expected, &page);

    story.chapter("the same SLS through the real Salt on a sibling");
    beside_salt(fleet, story, "web1", "nginx", &first)?;
    changed_pillar(fleet, story)?;
    other_files(fleet, story)
}

/// The same run through the real Salt, on a sibling host that has been through the same.
fn beside_salt(fleet: &Fleet, story: &mut Story, id: &str, words: &str, ours: &Value) -> Result<(), String> {
    let line = format!(
        "/opt/salt/bin/salt-call --local --id {id} --file-root /srv/salt --pillar-root /srv/pillar --out=json -l quiet state.apply {words}"
    );
    let output = fleet.sh("salt", &line)?;
    let theirs: Value = serde_json::from_str(&output.stdout).map_err(|error| {
        format!("the real Salt gave no JSON ({error}): {} {}", output.stdout, output.stderr)
    })?;
    let differences = compare::differences(&ours[id], &theirs["local"]);
    let count = ours[id].as_object().map_or(0, serde_json::Map::len);
    let what = format!(
        "`state.apply {words}` as {id}, {count} states: same result, changes and order as the real Salt"
    );
    story.check(&what, count > 0 && differences.is_empty(), &differences.join("\n"));
    Ok(())
}

/// The other SLS files of the tree, which the faults use later.
fn other_files(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    story.chapter("the other SLS files beside the real Salt");
    for (id, words) in [("db1", "database"), ("db1", "database"), ("db1", "slow")] {
        let ours = fleet.json(&format!("{id} state.apply {words}"))?;
        beside_salt(fleet, story, id, words, &ours)?;
    }
    fleet.must("db1", "rm -f /srv/slow-*").map(drop)
}

fn changed_pillar(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    story.chapter("a changed pillar value: test mode tells, apply does, watch restarts");
    fleet.write_pillar("web.sls", "role: web\nsite:\n  port: 80\n  greeting: Good morning\n")?;
    let before = pids(fleet)?;

    let told = fleet.json(&format!("{TARGET} state.apply nginx test=True"))?;
    show(story, &told);
    let announced = announced(&told["web1"]);
    let expected = ["cmd_|-site-marker", "file_|-nginx-site", "service_|-nginx"];
    story.check(
        "test=True announces the file, the restart and the command, nothing else",
        announced == expected,
        &format!("{announced:?}"),
    );
    let page = fleet.must("master", "curl -s http://web1/")?;
    beside_salt(fleet, story, "web1", "nginx test=True", &told)?;
    story.check("test=True changed nothing", page.starts_with("Hello") && pids(fleet)? == before, &page);

    let applied = fleet.json(&format!("{TARGET} state.apply nginx"))?;
    show(story, &applied);
    beside_salt(fleet, story, "web1", "nginx", &applied)?;
    let page = fleet.must("master", "curl -s http://web1/")?;
    story.check("the page has the new greeting", page == "Good morning from web1 on Debian\n", &page);
    let after = pids(fleet)?;
    let restarted = before.iter().zip(&after).all(|(old, new)| old != new && *new != "0");
    story.check("nginx has a new main PID on both hosts", restarted, &format!("{before:?} {after:?}"));

    let again = fleet.json(&format!("{TARGET} state.apply nginx"))?;
    let quiet = all_states(&again, |state| {
        state["result"] == true && state["changes"].as_object().is_some_and(|c| c.is_empty())
    });
    story.check("once more: 0 changed", quiet && pids(fleet)? == after, &again.to_string());
    beside_salt(fleet, story, "web1", "nginx", &again)?;
    let shown = fleet.must("master", &format!("halite {TARGET} state.apply nginx --state-output=mixed"))?;
    story.saw(&shown);
    Ok(())
}

fn pids(fleet: &Fleet) -> Result<Vec<String>, String> {
    let pid =
        |host| fleet.must(host, "systemctl show -p MainPID --value nginx").map(|pid| pid.trim().to_owned());
    Ok(vec![pid("web1")?, pid("web2")?])
}

fn hosts(run: &Value) -> Vec<&str> {
    let mut hosts: Vec<&str> = run.as_object().into_iter().flatten().map(|(host, _)| host.as_str()).collect();
    hosts.sort_unstable();
    hosts
}

fn all_states(run: &Value, good: impl Fn(&Value) -> bool) -> bool {
    let mut states = run.as_object().into_iter().flatten().flat_map(|(_, states)| match states {
        Value::Object(states) => states.values().collect(),
        other => vec![other],
    });
    states.all(good)
}

/// States that would change: `module_|-id`, sorted.
fn announced(run: &Value) -> Vec<String> {
    let states = run.as_object().into_iter().flatten().filter(|(_, state)| state["result"].is_null());
    let mut names: Vec<String> =
        states.map(|(tag, _)| tag.split("_|-").take(2).collect::<Vec<_>>().join("_|-")).collect();
    names.sort();
    names
}

/// A line a state: host, tag, result, changed things.
fn show(story: &Story, run: &Value) {
    for (host, states) in run.as_object().into_iter().flatten() {
        let mut states: Vec<(&String, &Value)> = states.as_object().into_iter().flatten().collect();
        states.sort_by_key(|(_, state)| state["__run_num__"].as_i64());
        for (tag, state) in states {
            let changes: Vec<&String> =
                state["changes"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
            story.saw(&format!("{host} {tag} {} {changes:?}", state["result"]));
        }
    }
}
