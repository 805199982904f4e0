//! Minions enrol: two by token, one by hand.

use super::super::{
    host::{Fleet, MINIONS},
    story::Story,
};

const MASTER: &str = "\
# The master of the fleet.
interface: 0.0.0.0
file_roots:
  base: [/srv/salt]
pillar_roots:
  base: [/srv/pillar]
nodegroups:
  front: 'web*'
";

pub(super) fn tell(fleet: &Fleet, story: &mut Story) -> Result<(), String> {
    story.chapter("keys: two minions enrol by token, one by hand");
    fleet.configure("master", "master", MASTER)?;
    fleet.enable("master", "halite-master")?;
    for (name, _) in MINIONS {
        let token = match name {
            "web2" => String::new(),
            _ => {
                let token = fleet.must("master", &format!("halite key token create '{name}' --ttl 10m"))?;
                format!("enrolment_token: {}\n", token.trim())
            }
        };
        fleet.configure(name, "minion", &format!("id: {name}\nmaster: master\n{token}"))?;
        fleet.enable(name, "halite-minion")?;
    }
    let keys = |fleet: &Fleet| {
        let text = fleet.must("master", "halite key -L --out=json")?;
        serde_json::from_str::<serde_json::Value>(&text).map_err(|error| format!("{error}: {text}"))
    };
    fleet.eventually("all keys are known", 60, || {
        let keys = keys(fleet)?;
        Ok(keys["minions"].as_array().map_or(0, Vec::len) == 2
            && keys["minions_pre"] == serde_json::json!(["web2"]))
    })?;
    let shown = fleet.must("master", "halite key -L")?;
    story.saw(&shown);
    let listed = keys(fleet)?;
    let good = ["db1", "web1"].iter().all(|id| listed["minions"].to_string().contains(id))
        && listed["minions_pre"] == serde_json::json!(["web2"]);
    story.check("tokens accept web1 and db1; web2 waits", good, &shown);
    let print = fleet.must("master", "halite key -f web2")?;
    let own = fleet.must("web2", "halite call --local --out=txt test.ping >/dev/null; cat /etc/hostname")?;
    story.check(
        "the waiting key has a fingerprint",
        print.contains("web2:  ") && own.contains("web2"),
        &print,
    );
    fleet.must("master", "halite key -y -a web2")?;
    fleet.eventually("web2 answers", 60, || {
        Ok(fleet.json("'*' test.ping")? == serde_json::json!({"db1": true, "web1": true, "web2": true}))
    })?;
    let ping = fleet.json("'*' test.ping")?;
    story.check(
        "all three answer test.ping",
        ping.as_object().is_some_and(|up| up.len() == 3),
        &ping.to_string(),
    );
    Ok(())
}
