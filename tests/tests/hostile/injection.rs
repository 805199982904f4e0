//! Words of a minion that would be code somewhere: in templates, YAML, shells, MessagePack.

use halite_common::{
    value::{Dict, Value},
    wire::{ToMaster, ToMinion},
};
use halite_tests::House;

use super::{
    jobs::{returned, stored},
    scene::Scene,
    tally::Tally,
};

/// Texts that some language would run; each leaves `owned` behind where it can.
fn spells(out: &str) -> Vec<String> {
    vec![
        "{{ 7 * 7 }}".into(),
        "{% raw %}{{ 7 * 7 }}{% endraw %}".into(),
        "{{ ''.__class__.__mro__[1].__subclasses__() }}".into(),
        format!("{{{{ salt['cmd.run']('touch {out}') }}}}"),
        "{{ salt['pillar.get']('password') }}".into(),
        "{% import_yaml 'secret.sls' as s %}{{ s }}".into(),
        format!("!!python/object/apply:os.system ['touch {out}']"),
        format!("!!python/object/new:subprocess.Popen [['touch', '{out}']]"),
        format!("cos\nsystem\n(S'touch {out}'\ntR."),
        format!("$(touch {out})"),
        format!("`touch {out}`"),
        format!("; touch {out} #"),
        format!("| touch {out}"),
        format!("\ntouch {out}\n"),
        format!("' ; touch {out} ; '"),
        format!("-o ProxyCommand=touch {out}"),
        "#!py\ndef run(): return {}".into(),
        "%s%s%s%n".into(),
    ]
}

pub(crate) fn data_as_code(tally: &mut Tally) {
    let house = House::default();
    house.file("pillar/top.sls", "base:\n  '*':\n    - own\n");
    // As careless as pillars in the field: the grain's text becomes a part of the YAML.
    house.file(
        "pillar/own.sls",
        "quoted: {{ grains.get('spell', '') | yaml_dquote }}\nbare: {{ grains.get('spell', '') }}\n",
    );
    house.file("pillar/secret.sls", "password: canary\n");
    let scene = Scene::of(house);
    let out = scene.house.path("owned");
    for spell in spells(&out.display().to_string()) {
        let mut evil = scene.evil_with(Dict::from([("spell", Value::from(spell.as_str()))]));
        let pillar = evil.pillar(None, None, Dict::new());
        let quoted = pillar.get("quoted").and_then(Value::as_str);
        tally.case(
            format!("{spell:?} in a grain, quoted"),
            quoted.is_some_and(|quoted| quoted != spell) || format!("{pillar:?}").contains("canary"),
        );
        tally.case(format!("{spell:?} in a grain"), out.exists());
        let over = evil.pillar(None, None, Dict::from([("quoted", Value::from(spell.as_str()))]));
        tally.case(
            format!("{spell:?} over the pillar"),
            out.exists() || format!("{over:?}").contains("canary"),
        );
        evil.say(&ToMaster::Event { tag: spell.clone(), data: Value::from(spell.as_str()) });
        assert!(evil.is_heard());
        tally.case(format!("{spell:?} in an event"), out.exists());
    }
}

pub(crate) fn templates(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let out = scene.house.path("owned");
    let mut evil = scene.evil();
    for spell in spells(&out.display().to_string()) {
        let jid = scene.publish("evil", &["test.arg", "x"]);
        evil.until("the job", |message| matches!(message, ToMinion::Job(_)).then_some(()));
        let mut result = returned(&jid, &spell);
        result.function.clone_from(&spell);
        result.out = Some(spell.clone());
        evil.say(&ToMaster::Return(result));
        let record = stored(&scene, &jid, |states| states["evil"] == "done");
        let kept = record["Result"]["evil"]["return"].as_str();
        tally.case(format!("{spell:?} in a result"), kept != Some(spell.as_str()) || out.exists());
        let shown = scene.house.run(&["run", "jobs.lookup_jid", &jid]);
        tally.case(format!("{spell:?} shown"), shown.stdout.contains("49") || out.exists());
    }
}
