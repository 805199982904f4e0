//! A master and a minion of each kind, in a temporary folder on loopback.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::shell;

/// Daemons that are ended when this is dropped.
struct Daemons(Vec<Child>);

impl Drop for Daemons {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // SIGTERM first, so that the real Salt ends its own children.
            let _ = shell::run("kill", &[&child.id().to_string()]);
            let _ = child.wait();
        }
    }
}

fn spawn(program: &Path, words: &[&str], dir: &Path) -> Result<Child, String> {
    let daemon = Command::new(program)
        .args(words)
        .arg(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    daemon.map_err(|error| format!("could not start {}: {error}", program.display()))
}

fn write(dir: &Path, name: &str, text: &str) -> Result<(), String> {
    fs::create_dir_all(dir)
        .and_then(|()| fs::write(dir.join(name), text))
        .map_err(|error| format!("could not write {name}: {error}"))
}

fn port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0));
    listener.and_then(|l| l.local_addr()).map(|a| a.port()).map_err(|error| format!("no free port: {error}"))
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) -> Result<(), String> {
    let end = Instant::now() + Duration::from_secs(90);
    while !holds() {
        if Instant::now() > end {
            return Err(format!("waited in vain until {what}"));
        }
        thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

fn line(program: &Path, flags: &[&str], dir: &Path, words: &[&str]) -> Vec<String> {
    let mut all = vec![program.display().to_string()];
    all.extend(flags.iter().map(|word| (*word).to_owned()));
    all.push(dir.display().to_string());
    all.extend(words.iter().map(|word| (*word).to_owned()));
    all
}

fn answers(line: &[String]) -> bool {
    let words: Vec<&str> = line[1..].iter().map(String::as_str).collect();
    shell::output(&line[0], &words).is_ok_and(|output| output.code == 0 && output.stdout.contains("True"))
}

/// Halite's programs.
pub(crate) struct Halite {
    program: PathBuf,
    dir: PathBuf,
    _daemons: Daemons,
}

impl Halite {
    /// Starts master and minion and waits until they talk.
    pub(crate) fn start(program: &Path, dir: &Path) -> Result<Halite, String> {
        let (port, root) = (port()?, dir.display());
        write(
            dir,
            "master",
            &format!(
                "interface: 127.0.0.1\nret_port: {port}\nroot_dir: {root}/m\napi_socket: {root}/sock\nauto_accept: True\n"
            ),
        )?;
        write(
            dir,
            "minion",
            &format!("id: bench\nmaster: 127.0.0.1\nmaster_port: {port}\nroot_dir: {root}/n\n"),
        )?;
        let daemons = vec![
            spawn(program, &["master", "--config-dir"], dir)?,
            spawn(program, &["minion", "--config-dir"], dir)?,
        ];
        let halite = Halite { program: program.into(), dir: dir.into(), _daemons: Daemons(daemons) };
        eventually("Halite's minion answers", || answers(&halite.salt(&["*", "test.ping"])))?;
        Ok(halite)
    }

    /// A masterless call.
    pub(crate) fn call(&self, words: &[&str]) -> Vec<String> {
        line(&self.program, &["call", "--local", "--config-dir"], &self.dir, words)
    }

    /// An operator's command.
    pub(crate) fn salt(&self, words: &[&str]) -> Vec<String> {
        line(&self.program, &["salt", "--config-dir"], &self.dir, words)
    }
}

/// The real Salt's programs.
pub(crate) struct Salt {
    bin: PathBuf,
    dir: PathBuf,
    _daemons: Daemons,
}

impl Salt {
    /// Starts master and minion and waits until they talk.
    pub(crate) fn start(bin: &Path, dir: &Path) -> Result<Salt, String> {
        let (publish, ret, root) = (port()?, port()?, dir.display());
        write(
            dir,
            "master",
            &format!(
                "interface: 127.0.0.1\npublish_port: {publish}\nret_port: {ret}\nroot_dir: {root}/m\nauto_accept: True\nlog_level_logfile: quiet\n"
            ),
        )?;
        write(
            dir,
            "minion",
            &format!(
                "id: bench\nmaster: 127.0.0.1\npublish_port: {publish}\nmaster_port: {ret}\nroot_dir: {root}/n\nlog_level_logfile: quiet\n"
            ),
        )?;
        let daemons = vec![
            spawn(&bin.join("salt-master"), &["-l", "quiet", "-c"], dir)?,
            spawn(&bin.join("salt-minion"), &["-l", "quiet", "-c"], dir)?,
        ];
        let salt = Salt { bin: bin.into(), dir: dir.into(), _daemons: Daemons(daemons) };
        eventually("Salt's minion answers", || answers(&salt.salt(&["*", "test.ping"])))?;
        Ok(salt)
    }

    /// A masterless call.
    pub(crate) fn call(&self, words: &[&str]) -> Vec<String> {
        line(&self.bin.join("salt-call"), &["--local", "-c"], &self.dir, words)
    }

    /// An operator's command.
    pub(crate) fn salt(&self, words: &[&str]) -> Vec<String> {
        line(&self.bin.join("salt"), &["-c"], &self.dir, words)
    }
}
