//! Ad-hoc commands on targeted minions.

use serde_json::json;

use super::super::{host::Fleet, story::Story};

pub(super) fn tell(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    story.chapter("ad-hoc commands, by glob, grain, pillar and more");
    let uptime = fleet.sh("master", "halite 'web*' cmd.run 'uptime'")?;
    story.saw(&uptime.stdout);
    let both = uptime.stdout.contains("web1:") && uptime.stdout.contains("web2:");
    let text = uptime.stdout.contains("load average") && !uptime.stdout.contains("db1");
    story.check("halite 'web*' cmd.run 'uptime'", both && text && uptime.code == 0, &uptime.stderr);

    let all = json!({"db1": true, "web1": true, "web2": true});
    let mut same = |words: &str, expected: serde_json::Value| -> Result<(), String> {
        let seen = fleet.json(words)?;
        story.check(&format!("halite {words}"), seen == expected, &seen.to_string());
        Ok(())
    };
    same("-G 'os:Debian' test.ping", all)?;
    same("-I 'role:web' grains.item os", json!({"web1": {"os": "Debian"}, "web2": {"os": "Debian"}}))?;
    same("-E 'web[12]' test.ping", json!({"web1": true, "web2": true}))?;
    same("-L 'web1,db1' test.ping", json!({"web1": true, "db1": true}))?;
    same("-P 'os:(Debian|Ubuntu)' test.ping", json!({"db1": true, "web1": true, "web2": true}))?;
    same("-J 'role:d.' test.ping", json!({"db1": true}))?;
    same("-S '172.31.77.12/32' test.ping", json!({"web2": true}))?;
    same("-N front test.ping", json!({"web1": true, "web2": true}))?;
    same("-C '( L@web1,db1 and not db* ) or I@role:db' test.ping", json!({"web1": true, "db1": true}))?;

    let batch = fleet.json("'*' -b 1 test.ping")?;
    story.check(
        "halite '*' -b 1 test.ping",
        batch.as_object().is_some_and(|b| b.len() == 3),
        &batch.to_string(),
    );
    let none = fleet.sh("master", "halite 'nobody*' test.ping")?;
    story.check("a target that nobody matches ends with 2", none.code == 2, &none.stderr);
    let preview = fleet.sh("master", "halite -C 'G@os:Debian and web*' --preview-target")?;
    story.check("--preview-target lists and runs nothing", preview.stdout.contains("web2"), &preview.stdout);
    Ok(())
}
