//! Where secrets go, and where they must not: canaries are put in, and everything that is written is searched for them.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use halite_tests::{House, Said, eventually};

const PILLAR: &str = "canary-of-the-pillar-2f6d";
const BROKEN: &str = "canary-of-a-broken-pillar-77a1";
const ARGUMENT: &str = "canary-of-an-argument-91c3";

/// All files below a folder, sockets left out.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder can be read") {
        let entry = entry.expect("a folder can be read");
        let kind = entry.file_type().expect("the file is there");
        if kind.is_dir() {
            found.extend(files(&entry.path()));
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    found
}

fn holds(path: &Path, canary: &str) -> bool {
    let content = fs::read(path).expect("a file can be read");
    content.windows(canary.len()).any(|window| window == canary.as_bytes())
}

fn silent(said: &Said, canary: &str) {
    assert!(!said.stdout.contains(canary) && !said.stderr.contains(canary), "{said:?}");
}

#[test]
fn secrets_are_where_they_are_needed_and_nowhere_else() {
    let house = House::default().log_level("trace");
    let rendered = house.path("rendered");
    house.file("pillar/top.sls", "base:\n  web1: [good]\n  web2: [broken]\n");
    house.file("pillar/good.sls", &format!("canary: {PILLAR}\n"));
    house.file("pillar/broken.sls", &format!("canary: {BROKEN}: x\n"));
    house.file(
        "states/secret.sls",
        &format!(
            "{}:
  file.managed:
    - contents_pillar: canary
    - mode: '0600'
    - show_changes: False
nobody sees it in a command line:
  cmd.run:
    - name: 'test -n \"$SECRET\" && ! printenv SECRET | grep -qsaFf - /proc/[0-9]*/cmdline'
    - env:
      - SECRET: {{{{ pillar.canary }}}}
what is in a command line is found there:
  cmd.run:
    - name: 'printenv SEEN | grep -qsaFf - /proc/[0-9]*/cmdline; found=$?; : in-plain-sight; exit $found'
    - env:
      - SEEN: in-plain-sight
it is in an argument that is wrong:
  file.managed:
    - name: /nowhere/at/all
    - contents_pillar: canary
    - show_changes: False
",
            rendered.display()
        ),
    );
    let master = house.master();
    let token = house.run(&["key", "token", "create", "web1"]).stdout.trim().to_owned();
    let (_, token_secret) = token.split_once('.').expect("a token has a name and a secret");
    house.configure_minion("web1", &format!("enrolment_token: {token}\n"));
    let minion = house.minion("web1");
    house.eventually_up("web1");
    let second = house.enrolled_minion("web2");

    let said = house.run(&["--log-level", "trace", "web1", "state.apply", "secret"]);
    assert!(said.stdout.contains("Succeeded: 3") && said.stdout.contains("Failed:    1"), "{said:?}");
    silent(&said, PILLAR);
    assert!(holds(&rendered, PILLAR));
    let words =
        ["web1", "http.query", "http://127.0.0.1:1/", "username=joe", "password=canary-of-an-argument-91c3"];
    let said = house.run(&[&["--log-level", "trace"], &words[..]].concat());
    assert!(said.stdout.contains("web1"), "{said:?}");
    silent(&said, ARGUMENT);
    let said = house.run(&["--log-level", "trace", "web2", "state.apply", "secret"]);
    assert_ne!(said.code, 0);
    silent(&said, BROKEN);
    silent(&house.run(&["--log-level", "trace", "run", "jobs.active"]), ARGUMENT);
    let by_hand = house.call("web1", &["--log-level", "trace", "state.apply", "secret"]);
    silent(&by_hand, PILLAR);
    assert!(master.stop().success());
    assert!(minion.stop().success() && second.stop().success());

    let mut leaks = Vec::new();
    let all = files(&house.path(""));
    let mut search = |canary: &str, legitimate: &[PathBuf]| {
        for file in all.iter().filter(|file| holds(file, canary)) {
            if !legitimate.contains(file) {
                leaks.push(format!("{canary} is in {}", file.display()));
            }
        }
        for file in legitimate {
            assert!(
                holds(file, canary),
                "{canary} is not in {}: the search would find nothing",
                file.display()
            );
        }
    };
    search(PILLAR, &[house.path("pillar/good.sls"), rendered]);
    search(BROKEN, &[house.path("pillar/broken.sls")]);
    search(token_secret, &[house.path("web1/minion")]);
    // A job is kept as it was asked for: to be sent, and until it has returned.
    search(
        ARGUMENT,
        &[
            house.path("master-root/var/lib/halite/master/master.redb"),
            house.path("web1-root/var/cache/halite/minion/journal/journal"),
        ],
    );
    assert!(leaks.is_empty(), "{leaks:#?}");
    assert!(house.read("web1/minion.log").contains("DEBUG") && house.read("master.log").contains("DEBUG"));
}

#[test]
fn what_the_programs_write_is_theirs_alone() {
    let house = House::default();
    house.file("states/a.sls", "a:\n  test.nop: []\n");
    let _master = house.master();
    let _minion = house.enrolled_minion("web1");
    assert_eq!(house.run(&["web1", "state.apply", "a"]).code, 0);
    assert_eq!(house.call("web1", &["cp.cache_file", "salt://a.sls"]).code, 0);
    assert_eq!(house.call("web1", &["state.apply", "a"]).code, 0);
    // The master's public key is no secret.
    let public = ["web1-root/etc/halite/pki/minion/minion_master.pub"].map(|name| house.path(name));
    let mut open = Vec::new();
    for root in ["master-root", "web1-root"].map(|name| house.path(name)) {
        let mut folders = vec![root];
        while let Some(folder) = folders.pop() {
            let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777;
            if mode(&folder) != 0o700 {
                open.push(format!("{} {:o}", folder.display(), mode(&folder)));
            }
            for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap()) {
                let path = entry.path();
                if entry.file_type().unwrap().is_dir() {
                    folders.push(path);
                } else if mode(&path) & 0o077 != 0 && !public.contains(&path) {
                    open.push(format!("{} {:o}", path.display(), mode(&path)));
                }
            }
        }
    }
    assert!(open.is_empty(), "{open:#?}");
}

#[test]
fn memory_is_hidden_from_other_processes_and_from_core_dumps() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    const NOBODY: u32 = 65534;
    let house = House::default();
    house.open_to_others();
    let mut child = Command::new(house.path("halite"))
        .args(["call", "--local", "--config-dir"])
        .arg(house.path("nowhere"))
        .args(["test.sleep", "600"])
        .env("HALITE_MINION__ID", "web1")
        .env("HALITE_MINION__ROOT_DIR", "/nowhere")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .uid(NOBODY)
        .gid(NOBODY)
        .spawn()
        .unwrap();
    // The kernel gives what it tells of a process to root where that process leaves no core dump.
    let own = |file: &str| fs::metadata(format!("/proc/{}/{file}", child.id())).map(|about| about.uid()).ok();
    eventually("its memory is nobody's but root's", || own("mem") == Some(0) && own("environ") == Some(0));
    child.kill().unwrap();
    child.wait().unwrap();
}
