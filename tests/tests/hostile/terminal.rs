//! Results that would command the terminal of who reads them.

use halite_common::{
    declare::Arguments,
    failure::{Failure, Kind, Place},
    job::{Call, Return},
    value::{Dict, Value},
    wire::{ToMaster, ToMinion},
};
use halite_tests::{House, Said};

use super::{
    jobs::{has_ended, returned, stored},
    liar::{Claim, Liar},
    scene::Scene,
    tally::Tally,
};

/// Texts that move the cursor, set the title or the clipboard, ring, hide, or turn what is read around.
const SPELLS: [&str; 12] = [
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;cm0gLXJmIC8=\u{7}",
    "\u{9b}31m",
    "\u{9d}0;x\u{9c}",
    "\u{90}$q\u{9c}",
    "safe\rgone",
    "abc\u{8}\u{8}\u{8}xyz",
    "bell\u{7}",
    "\u{e}\u{f}\u{7f}\u{0}",
    "\u{202e}txt.exe",
    "\u{2066}\u{2069}\u{200f}\u{61c}",
];

/// Characters that no output may hold: controls but for line breaks and tabs, and those that turn text around.
fn commands(said: &Said) -> Option<char> {
    let commands = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    // Colours are the outputter's own, and off here: nothing but the minion could have written an escape.
    said.stdout.chars().chain(said.stderr.chars()).find(commands)
}

fn chunk(spell: &str) -> Value {
    Value::Dict(Dict::from([
        ("result", Value::Bool(false)),
        ("comment", Value::from(spell)),
        ("name", Value::from(spell)),
        ("__id__", Value::from(spell)),
        ("__sls__", Value::from(spell)),
        ("__run_num__", Value::from(0)),
        ("start_time", Value::from(spell)),
        ("duration", Value::from(spell)),
        ("warnings", Value::from(vec![spell])),
        ("changes", Value::Dict(Dict::from([("diff", spell), (spell, "x"), ("out", spell)]))),
        ("skip_watch", Value::from(spell)),
    ]))
}

fn results(jid: &str, spell: &str) -> Vec<Return> {
    let place = Place {
        file: spell.into(),
        line: 1,
        column: 1,
        text: Some(spell.into()),
        rendered: Some(spell.into()),
        chain: vec![spell.into()],
    };
    let failure = |about: Option<String>| Failure {
        about,
        place: Some(Box::new(place.clone())),
        ..Failure::new(Kind::State, spell).hint(spell)
    };
    let tag = format!("{spell}_|-{spell}_|-{spell}_|-{spell}");
    let plain = returned(jid, spell);
    let states = Value::Dict(Dict::from([(tag.as_str(), chunk(spell))]));
    let nested = Value::Dict(Dict::from([
        (spell, Value::from(vec![Value::from(spell), Value::Bytes(spell.as_bytes().to_vec())])),
        ("x", Value::Dict(Dict::from([(spell, spell)]))),
        ("list", Value::from(vec![Value::from(vec![spell])])),
    ]));
    let value = |value: Value| Return { value, success: false, retcode: 1, ..plain.clone() };
    vec![
        plain.clone(),
        value(nested.clone()),
        value(Value::Bytes(spell.as_bytes().to_vec())),
        Return { failures: vec![failure(None)], ..value(Value::from(spell)) },
        Return { out: Some("highstate".into()), failures: vec![failure(Some(tag.clone()))], ..value(states) },
        Return { out: Some("highstate".into()), ..value(Value::from(vec![spell])) },
        Return { out: Some("highstate".into()), ..value(nested.clone()) },
        Return { out: Some(spell.into()), function: spell.into(), ..value(nested) },
    ]
}

pub(crate) fn escapes(tally: &mut Tally) {
    let scene = Scene::of(House::default());
    let mut evil = scene.evil();
    let check = |tally: &mut Tally, words: &[&str]| {
        let said = scene.house.run(words);
        let found = commands(&said);
        tally.case(format!("{words:?} prints {found:?} in {said:?}"), found.is_some());
    };
    // All spells at once make a case of every place; which of them came through, the message tells.
    let spell = SPELLS.join(" ");
    let count = results("20260101000000000000", &spell).len();
    for n in 0..count {
        let jid = scene.publish("evil", &["test.arg", "x"]);
        evil.until("the job", |message| matches!(message, ToMinion::Job(_)).then_some(()));
        let result = results(&jid, &spell).swap_remove(n);
        evil.say(&ToMaster::Return(result));
        stored(&scene, &jid, |states| has_ended(&states["evil"]));
        for out in
            ["nested", "highstate", "json", "yaml", "txt", "raw", "pprint", "key", "no_return", "quiet"]
        {
            check(tally, &["run", "jobs.lookup_jid", &jid, &format!("--out={out}")]);
        }
        check(tally, &["run", "jobs.lookup_jid", &jid]);
        check(tally, &["run", "jobs.list_job", &jid]);
        for style in ["terse", "mixed", "changes", "full_id", "filter"] {
            check(
                tally,
                &["run", "jobs.lookup_jid", &jid, "--out=highstate", &format!("--state-output={style}")],
            );
        }
    }
    live(tally, &scene, &mut evil, &spell);
    elsewhere(tally, &scene, &mut evil, &spell);
}

/// What is shown as it comes.
fn live(tally: &mut Tally, scene: &Scene, evil: &mut Liar, spell: &str) {
    let count = results("20260101000000000000", spell).len();
    for n in 0..=count {
        let said = std::thread::scope(|scope| {
            let asking = scope.spawn(|| scene.house.run(&["evil", "test.arg", "x", "-v"]));
            let jid = evil.until("the job", |message| match message {
                ToMinion::Job(envelope) => halite_common::wire::decode::<halite_common::job::Job>(
                    &envelope.job,
                    halite_common::wire::Limits::known(1 << 20),
                )
                .ok()
                .map(|job| job.jid),
                _ => None,
            });
            match results(jid.as_str(), spell).into_iter().nth(n) {
                Some(result) => evil.say(&ToMaster::Return(result)),
                None => evil.say(&ToMaster::Refused { jid, reason: spell.into() }),
            }
            asking.join().unwrap()
        });
        let found = commands(&said);
        tally.case(format!("result {n} as it comes prints {found:?}: {said:?}"), found.is_some());
    }
}

/// What a minion says of itself, and of calls by hand.
fn elsewhere(tally: &mut Tally, scene: &Scene, evil: &mut Liar, spell: &str) {
    let grains = Dict::from([(spell, spell), ("os", spell)]);
    evil.say(&ToMaster::Hello { version: spell.into(), grains, holding: Vec::new() });
    assert!(evil.is_heard());
    let mut call = Liar::knock(scene.port(), &scene.key, &Claim::call("evil")).opened();
    call.greet(Dict::from([(spell, spell), ("os", spell)]));
    let arguments = Arguments { positional: vec![Value::from(spell)], named: Dict::from([(spell, spell)]) };
    let named = Call { function: spell.into(), arguments };
    let result = Box::new(returned("20260101000000000000", spell));
    call.say(&ToMaster::Called { request: 1, call: Box::new(named), result });
    call.until("its number", |message| match message {
        ToMinion::Noted { jid, .. } => jid,
        _ => None,
    });
    for words in [
        &["run", "jobs.list_jobs"][..],
        &["run", "jobs.list_jobs", "--out=json"],
        &["run", "jobs.list_jobs", "--out=yaml"],
        &["run", "jobs.list_jobs", "--out=txt"],
        &["run", "jobs.list_jobs", "--out=raw"],
        &["run", "manage.versions"],
        &["run", "manage.status"],
        &["run", "cache.grains", "evil"],
        &["key", "-L"],
        &["key", "-F"],
    ] {
        let said = scene.house.run(words);
        let found = commands(&said);
        tally.case(format!("{words:?} prints {found:?}"), found.is_some());
    }
    let log = scene.house.read("master.log");
    let found = log.chars().find(|c| c.is_control() && *c != '\n');
    tally.case(format!("the master's log holds {found:?}"), found.is_some());
}
