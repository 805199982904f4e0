//! What stays behind: secrets in logs and files, modes, temporary names.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use halite_tests::House;

use super::{scene::Scene, tally::Tally};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() {
            files(&path, found);
        }
        found.push(path);
    }
}

/// A pillar's secret and a token, after a run that used them: nowhere in a log, and in no file that others can read.
pub(crate) fn secrets(tally: &mut Tally) {
    const CANARY: &str = "canary-9f1c";
    let house = House::default();
    house.file("pillar/top.sls", "base:\n  'web1':\n    - secret\n");
    house.file("pillar/secret.sls", &format!("password: {CANARY}\n"));
    let out = house.path("out");
    house.file(
        "states/use.sls",
        &format!(
            "conf:\n  file.managed:\n    - name: {}\n    - contents_pillar: password\n    - mode: 600\n    - show_changes: False\n",
            out.display()
        ),
    );
    let scene = Scene::of(house);
    let house = &scene.house;
    let token = scene.token("web1");
    house.configure_minion("web1", &format!("enrolment_token: {token}\n"));
    let minion = house.minion("web1");
    house.eventually_up("web1");
    let said = house.run(&["web1", "state.apply", "use"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(house.read("out").contains(CANARY));
    drop(minion);
    for log in ["master.log", "web1/minion.log"] {
        let text = house.read(log);
        assert!(!text.is_empty());
        tally.case(format!("the pillar's secret in {log}"), text.contains(CANARY));
        tally.case(format!("the token in {log}"), text.contains(&token[9..]));
    }
    tally.case("the secret in the answer", said.stdout.contains(CANARY));
    for root in ["master-root", "web1-root"] {
        let mut found = Vec::new();
        files(&house.path(root), &mut found);
        assert!(found.len() > 3, "{root} is written to");
        for path in found {
            let Ok(about) = path.symlink_metadata() else { continue };
            let shown = path.display().to_string();
            // A folder that nobody may enter protects what lies in it.
            let closed = path
                .ancestors()
                .skip(1)
                .take_while(|up| *up != house.path(""))
                .any(|up| up.metadata().is_ok_and(|about| about.permissions().mode() & 0o077 == 0));
            let open = about.is_file() && about.permissions().mode() & 0o077 != 0;
            let holds = about.is_file()
                && fs::read(&path).is_ok_and(|bytes| {
                    let contains =
                        |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
                    contains(CANARY) || contains("halite-x25519-private-1")
                });
            tally.case(
                format!("{shown} can be read by others"),
                open && (holds || !closed) && !is_public(&shown),
            );
        }
    }
}

/// What anybody may know: public keys, and locks with nothing in them.
fn is_public(path: &str) -> bool {
    path.ends_with(".pub") || path.ends_with(".lock")
}

/// Scripts and files that states write on the way: in names that nobody can know before.
pub(crate) fn temporary_names(tally: &mut Tally) {
    let house = House::default();
    house.file("states/who.sh", "#!/bin/sh\necho \"$0\"; stat -c %a \"$0\"; umask\n");
    let scene = Scene::of(house);
    let _web1 = scene.house.enrolled_minion("web1");
    let mut names = Vec::new();
    for _ in 0..5 {
        let said = scene.house.json(&["web1", "cmd.script", "salt://who.sh"]);
        let stdout = said["web1"]["stdout"].as_str().unwrap_or_default().to_owned();
        let mut lines = stdout.lines();
        let (name, mode) =
            (lines.next().unwrap_or_default().to_owned(), lines.next().unwrap_or_default().to_owned());
        assert!(name.starts_with('/'), "{said}");
        tally.case(
            format!("a script of mode {mode}"),
            u32::from_str_radix(&mode, 8).unwrap_or(0o777) & 0o077 != 0,
        );
        tally.case(format!("{name} used twice"), names.contains(&name));
        tally.case(format!("{name} left behind"), Path::new(&name).exists());
        names.push(name);
    }
    // Names that count up could be known before: they have nearly all in common with the one before.
    let file_name = |name: &String| Path::new(name).file_name().unwrap().to_string_lossy().into_owned();
    for pair in names.iter().map(file_name).collect::<Vec<_>>().windows(2) {
        let differ = pair[0].chars().zip(pair[1].chars()).filter(|(a, b)| a != b).count();
        tally.case(format!("{} after {}", pair[1], pair[0]), differ < 3);
    }
}
