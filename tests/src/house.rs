//! A folder with a master's and minions' configuration, and `halite` run in it.

use std::{
    fs::{self, File},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{Daemon, eventually, halite, port::free_port};

/// A house for one story.
#[derive(Debug)]
pub struct House {
    dir: TempDir,
    port: u16,
    log_level: &'static str,
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Said {
    /// The output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Default for House {
    fn default() -> Self {
        House::new("")
    }
}

impl House {
    /// A house whose master has these options beside its own.
    pub fn new(master_options: &str) -> House {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let port = free_port();
        let house = House { dir, port, log_level: "debug" };
        let (root, base) = (house.path("master-root"), house.path(""));
        house.file(
            "master",
            &format!(
                "interface: 127.0.0.1\nret_port: {port}\nroot_dir: {root}\napi_socket: {base}master.sock\n\
                 file_roots: {{base: [{base}states]}}\npillar_roots: {{base: [{base}pillar]}}\n{master_options}",
                root = root.display(),
                base = base.display(),
            ),
        );
        house.file("states/top.sls", "base:\n  '*': []\n");
        house.file("pillar/top.sls", "base:\n  '*': []\n");
        house
    }

    /// The same house, whose daemons log at this level.
    #[must_use]
    pub fn log_level(self, log_level: &'static str) -> House {
        House { log_level, ..self }
    }

    /// Adds options to the master's configuration.
    pub fn configure_master(&self, options: &str) {
        self.file("master", &format!("{}\n{options}", self.read("master")));
    }

    /// A path in the house.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub fn file(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Reads a file, empty where there is none.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// The master's port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Starts the master and waits until it answers.
    pub fn master(&self) -> Daemon {
        let daemon = self.start_master();
        eventually("the master answers", || self.run(&["run", "manage.up"]).code == 0);
        daemon
    }

    /// Starts the master.
    pub fn start_master(&self) -> Daemon {
        self.daemon("master", &self.path(""))
    }

    /// Writes a minion's configuration, with these options beside its own.
    pub fn configure_minion(&self, id: &str, options: &str) {
        let text = format!(
            "id: {id}\nmaster: 127.0.0.1\nmaster_port: {}\nroot_dir: {}\n{options}",
            self.port,
            self.path(&format!("{id}-root")).display()
        );
        self.file(&format!("{id}/minion"), &text);
    }

    /// Starts a configured minion.
    pub fn minion(&self, id: &str) -> Daemon {
        self.daemon("minion", &self.path(id))
    }

    /// Enrols a minion by token, starts it, and waits until it answers.
    pub fn enrolled_minion(&self, id: &str) -> Daemon {
        let token = self.run(&["key", "token", "create", id]).stdout;
        self.configure_minion(id, &format!("enrolment_token: {}\n", token.trim()));
        let daemon = self.minion(id);
        self.eventually_up(id);
        daemon
    }

    /// Waits until the master sees a minion.
    pub fn eventually_up(&self, id: &str) {
        eventually(&format!("{id} is up"), || {
            let up = self.run(&["run", "manage.up", "--out=json"]);
            up.code == 0 && up.json().as_array().is_some_and(|ids| ids.iter().any(|up| up == id))
        });
    }

    /// Waits until the master sees that a minion is away.
    pub fn eventually_down(&self, id: &str) {
        eventually(&format!("{id} is down"), || {
            let down = self.run(&["run", "manage.down", "--out=json"]);
            down.code == 0 && down.json().as_array().is_some_and(|ids| ids.iter().any(|down| down == id))
        });
    }

    /// Publishes a job without waiting for it; gives its id.
    pub fn publish(&self, words: &[&str]) -> String {
        let said = self.run(&[words, &["--async", "--out=json"]].concat());
        said.json()["jid"].as_str().unwrap_or_else(|| panic!("{said:?}")).to_owned()
    }

    /// Waits until a job stands so for a minion, and gives all that the master knows of the job.
    pub fn eventually_stands(&self, jid: &str, id: &str, state: &str) -> Value {
        let mut job = Value::Null;
        eventually(&format!("the job is {state} for {id}"), || {
            let said = self.run(&["run", "jobs.list_job", jid, "--out=json"]);
            job = if said.code == 0 { said.json() } else { Value::Null };
            job["States"][id] == state
        });
        job
    }

    fn daemon(&self, role: &str, config: &Path) -> Daemon {
        let log = File::options().create(true).append(true).open(config.join(format!("{role}.log")));
        let child = Command::new(halite())
            .args([role, "--log-level", self.log_level, "--config-dir"])
            .arg(config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.expect("a log can be written"))
            .spawn();
        Daemon(child.expect("halite can be started"))
    }

    /// Runs `halite call` on a configured minion's host.
    pub fn call(&self, id: &str, words: &[&str]) -> Said {
        self.said(Command::new(halite()).arg("call").arg("--config-dir").arg(self.path(id)).args(words))
    }

    /// Runs `halite` as the operator of this house.
    pub fn run(&self, words: &[&str]) -> Said {
        self.said(worded(&mut Command::new(halite()), self.dir.path(), words))
    }

    fn said(&self, command: &mut Command) -> Said {
        let output = command.stdin(Stdio::null()).output().expect("halite can be run");
        Said {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Lets other users of this machine come in: they reach the configuration, the socket and a `halite` of their own, as
    /// the one that was built may lie where they cannot.
    pub fn open_to_others(&self) {
        let open = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o755));
        // By another process: one that a test starts meanwhile would hold the copy open for writing, and it could not be run.
        let copied = Command::new("cp").arg(halite()).arg(self.path("halite")).status();
        assert!(copied.is_ok_and(|status| status.success()), "the program can be copied");
        [self.path(""), self.path("halite")].iter().for_each(|path| open(path).expect("root may do that"));
    }

    /// Runs `halite` as another user of this machine. The house must be open to them, and the test must be root's.
    pub fn run_as(&self, uid: u32, words: &[&str]) -> Said {
        let mut command = Command::new(self.path("halite"));
        command.uid(uid).gid(uid).current_dir("/").env_remove("SUDO_USER");
        self.said(worded(&mut command, self.dir.path(), words))
    }

    /// Runs `halite` as root under the `sudo` of a user.
    pub fn run_by_sudo(&self, user: &str, words: &[&str]) -> Said {
        self.said(worded(Command::new(halite()).env("SUDO_USER", user), self.dir.path(), words))
    }

    /// Runs `halite` and reads its JSON.
    pub fn json(&self, words: &[&str]) -> Value {
        let flags: &[&str] =
            if words.first() == Some(&"run") { &["--out=json"] } else { &["--static", "--out=json"] };
        self.run(&[words, flags].concat()).json()
    }
}

fn worded<'a>(command: &'a mut Command, config_dir: &Path, words: &[&str]) -> &'a mut Command {
    let split = usize::from(words.first().is_some_and(|w| matches!(*w, "key" | "run" | "config" | "call")));
    // A target needs no command word; the folder is named where flags may stand.
    match split {
        1 => command.arg(words[0]),
        _ => command.arg("salt"),
    };
    command.arg("--config-dir").arg(config_dir).args(&words[split..])
}
