//! `halite compile` on a small tree, for a host that is only described.
#![expect(clippy::unwrap_used, reason = "what a story cannot go on without may panic")]

use std::{
    fs,
    process::{Command, Output},
};

use halite_common::value::Value;
use tempfile::TempDir;

const TREE: [(&str, &str); 8] = [
    ("states/top.sls", "base:\n  'web*':\n    - web\n"),
    (
        "states/web/init.sls",
        "include:\n  - web.conf\n\nnginx:\n  pkg.installed: []\n  service.running:\n    - watch:\n      - file: conf\n",
    ),
    (
        "states/web/conf.sls",
        "conf:\n  file.managed:\n    - name: /etc/{{ grains['os'] }}.conf\n    - contents: {{ pillar['port'] }}\n",
    ),
    (
        "states/asks.sls",
        "# 1\n\n{% if salt['file.file_exists']('/etc/nginx') %}\nthere:\n  test.nop: []\n{% endif %}\n",
    ),
    ("states/strange.sls", "a:\n  test.nop: []\n\nb:\n  teleport.beamed:\n    - to: x\n"),
    ("pillar/top.sls", "base:\n  '*':\n    - port\n"),
    ("pillar/port.sls", "port: {{ 8000 + 80 }}\n"),
    ("grains.json", r#"{"local": {"os": "Debian", "os_family": "Debian", "id": "web1"}}"#),
];

struct House(TempDir);

impl House {
    fn new() -> House {
        let folder = TempDir::new().unwrap();
        for (path, text) in TREE {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        House(folder)
    }

    fn halite(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_halite"));
        command.current_dir(self.0.path()).args(words).output().unwrap()
    }

    fn compile(&self, words: &[&str]) -> (String, i32) {
        let base = ["compile", "--file-root", "states", "--pillar-root", "pillar", "--grains", "grains.json"];
        let output = self.halite(&[base.as_slice(), words].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        (text, output.status.code().unwrap())
    }

    fn document(&self, words: &[&str]) -> Value {
        let (text, code) = self.compile(&[&["--out=json"], words].concat());
        assert_eq!(code, 0, "{text}");
        Value::from_json(&text).unwrap()
    }
}

fn texts(value: &Value, path: &str) -> Vec<String> {
    let found = value.traverse(path, ":").unwrap_or_else(|| panic!("no {path} in {value}"));
    found.as_list().unwrap().iter().map(ToString::to_string).collect()
}

#[test]
fn the_document_has_pillar_and_states_in_running_order() {
    let house = House::new();
    let told = house.document(&["--id", "web1", "--sls", "web", "--sls", "web.conf"]);
    assert_eq!(told.traverse("pillar:data:port", ":"), Some(&Value::Int(8080)));
    let chunks = told.traverse("sls:web:lowstate", ":").and_then(Value::as_list).unwrap();
    let shown: Vec<String> = chunks
        .iter()
        .map(|chunk| {
            format!(
                "{}.{} {}",
                chunk.get("state").unwrap(),
                chunk.get("fun").unwrap(),
                chunk.get("name").unwrap()
            )
        })
        .collect();
    assert_eq!(shown, ["file.managed /etc/Debian.conf", "pkg.installed nginx", "service.running nginx"]);
    assert_eq!(
        texts(&told, "sls:web:places"),
        ["salt://web/conf.sls:2", "salt://web/init.sls:5", "salt://web/init.sls:6"]
    );
    assert_eq!(texts(&told, "sls:web.conf:places"), ["salt://web/conf.sls:2"]);
    assert!(told.get("highstate").is_none());
}

#[test]
fn salt_is_asked_as_a_dictionary_and_has_only_what_there_is() {
    let house = House::new();
    let sls = "asks:\n  test.nop:\n    - told: \"{{ salt['test.nope'] is defined }} {{ salt['test.echo'] is defined }} {{ salt['own.module'] is defined }} \
               {{ salt.get('test.echo')('x') }} {{ salt.get('test.nope', 'none') }} {{ 'test.echo' in salt.keys() }}\"\n";
    fs::write(house.0.path().join("states/asks.sls"), sls).unwrap();
    let told = house.document(&["--id", "web1", "--sls", "asks"]);
    let chunk = &told.traverse("sls:asks:lowstate", ":").and_then(Value::as_list).unwrap()[0];
    assert_eq!(chunk.get("told"), Some(&Value::from("False True True x none True")));
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let output = House::new().halite(&["compile", "--file-root", "nowhere", "--grains", "grains.json"]);
    assert_eq!(output.status.code(), Some(64));
    let output = House::new().halite(&["lint", "--file-root", "nowhere"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no folder nowhere"), "{output:?}");
}

#[test]
fn without_sls_the_top_file_decides() {
    let house = House::new();
    let told = house.document(&["--id", "web7"]);
    assert_eq!(texts(&told, "top:data:base"), ["web"]);
    assert_eq!(texts(&told, "highstate:lowstate").len(), 3);
    let told = house.document(&["--id", "db1"]);
    assert!(texts(&told, "highstate:lowstate").is_empty());
}

#[test]
fn people_read_a_listing() {
    let (text, code) = House::new().compile(&["--no-color"]);
    let expected = "\
highstate:
   1. file.managed: conf
      at: salt://web/conf.sls:2
      name: /etc/Debian.conf
      contents: 8080
   2. pkg.installed: nginx
      at: salt://web/init.sls:5
   3. service.running: nginx
      at: salt://web/init.sls:6
      watch: [{\"file\":\"conf\"}]
3 states would run
";
    assert_eq!((text.as_str(), code), (expected, 0));
}

#[test]
fn a_question_to_the_host_needs_an_answer() {
    let house = House::new();
    let (text, code) = house.compile(&["--no-color", "--sls", "asks"]);
    assert_eq!(code, 1, "{text}");
    for part in ["looks at the host (it looks at /etc/nginx)", "salt://asks.sls, line 3", "--record-answers"]
    {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let answer = |ret: bool| {
        let entry =
            format!(r#"{{"asks": [{{"fn": "file.file_exists", "args": ["/etc/nginx"], "ret": {ret}}}]}}"#);
        fs::write(house.0.path().join("answers.json"), entry).unwrap();
        texts(&house.document(&["--answers", "answers.json", "--sls", "asks"]), "sls:asks:places")
    };
    assert_eq!(answer(true), ["salt://asks.sls:5"]);
    assert!(answer(false).is_empty());
}

#[test]
fn what_a_host_answers_can_be_recorded() {
    let house = House::new();
    let words = [
        "call",
        "--local",
        "-c",
        "none",
        "--id",
        "web1",
        "--file-root",
        "states",
        "--cachedir",
        "cache",
        "--record-answers",
        "answers.json",
        "--out=json",
        "state.show_low_sls",
        "asks",
    ];
    let shown = String::from_utf8(house.halite(&words).stdout).unwrap();
    let states = texts(&Value::from_json(&shown).unwrap(), "local").len();
    let kept = fs::read_to_string(house.0.path().join("answers.json")).unwrap();
    let kept = Value::from_json(&kept).unwrap();
    assert_eq!(kept.traverse("asks:0:fn", ":"), Some(&"file.file_exists".into()), "{kept}");
    let told = house.document(&["--answers", "answers.json", "--sls", "asks"]);
    assert_eq!(texts(&told, "sls:asks:lowstate").len(), states);
}

#[test]
fn a_command_of_the_pillar_needs_an_answer() {
    let house = House::new();
    fs::create_dir(house.0.path().join("conf")).unwrap();
    let ran = house.0.path().join("ran");
    let config =
        format!("ext_pillar:\n  - cmd_yaml: 'touch {}; echo \"port: 1\"; echo \"for: %s\"'\n", ran.display());
    fs::write(house.0.path().join("conf/minion"), config).unwrap();
    let (text, code) = house.compile(&["--no-color", "--config", "conf/minion"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("`ext_pillar.cmd_yaml` looks at the host (it runs a command)"), "{text}");
    assert!(!ran.exists());
    let base =
        ["call", "--local", "-c", "conf", "--id", "web1", "--pillar-root", "pillar", "--cachedir", "cache"];
    let words = ["--record-answers", "answers.json", "--out=json", "pillar.items", "unmask=True"];
    let recorded = String::from_utf8(house.halite(&[&base[..], &words].concat()).stdout).unwrap();
    let recorded = Value::from_json(&recorded).unwrap();
    fs::remove_file(&ran).unwrap();
    let told = house.document(&["--config", "conf/minion", "--answers", "answers.json"]);
    assert_eq!(told.traverse("pillar:data", ":").unwrap().repr(), "{'port': 1, 'for': 'web1'}");
    assert_eq!(recorded.get("local").unwrap().repr(), "{'port': 1, 'for': 'web1'}");
    assert!(!ran.exists());
}

#[test]
fn a_state_that_halite_does_not_have_is_listed_and_not_run() {
    let house = House::new();
    let told = house.document(&["--sls", "strange"]);
    assert_eq!(texts(&told, "sls:strange:lowstate").len(), 2);
    let [warning] = texts(&told, "sls:strange:warnings").try_into().unwrap();
    assert!(
        warning.contains("teleport.beamed") && warning.contains("salt://strange.sls, line 5"),
        "{warning}"
    );
    let words = [
        "call",
        "--local",
        "-c",
        "none",
        "--id",
        "web1",
        "--file-root",
        "states",
        "--cachedir",
        "cache",
        "--out=json",
        "state.apply",
        "strange",
    ];
    let refused = String::from_utf8(house.halite(&words).stdout).unwrap();
    let [told] = texts(&Value::from_json(&refused).unwrap(), "local").try_into().unwrap();
    assert!(told.contains("'teleport.beamed' is not available"), "{told}");
}

#[test]
fn a_broken_pillar_is_told_and_nothing_is_compiled_with_it() {
    let house = House::new();
    fs::write(house.0.path().join("pillar/port.sls"), "port: {{ nowhere.at_all }}\n").unwrap();
    let (text, code) = house.compile(&["--no-color", "--sls", "web"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.starts_with("pillar:\n") && text.contains("nowhere") && !text.contains("web"), "{text}");
    let told = house.document(&["--sls", "web"]);
    assert_eq!(told.traverse("pillar:status", ":"), Some(&"error".into()));
}
