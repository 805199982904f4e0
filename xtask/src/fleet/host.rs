//! The hosts: how they are started, asked and removed.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    docker::{boot, docker, exec},
    image, network,
};
use crate::shell::{self, Output};

/// Minions, and the last number of their addresses.
pub(crate) const MINIONS: [(&str, u8); 3] = [("web1", 11), ("web2", 12), ("db1", 13)];

/// The running hosts, and the folder that they share with us.
pub(crate) struct Fleet {
    dir: PathBuf,
}

impl Fleet {
    /// Boots all hosts; nothing of Halite runs yet.
    pub(crate) fn start(root: &Path, binary: &Path) -> Result<Fleet, String> {
        let fleet = Fleet { dir: root.join("target/fleet") };
        fleet.remove();
        let wrong = |error: std::io::Error| format!("could not prepare {}: {error}", fleet.dir.display());
        fs::create_dir_all(&fleet.dir).map_err(wrong)?;
        let dir = fleet.dir.display().to_string();
        let tree = root.join("tests/fleet").display().to_string();
        shell::run("cp", &["-a", &format!("{tree}/states"), &format!("{tree}/pillar"), &dir])?;
        // A running binary cannot be replaced; a copy lets the next build go on.
        fs::copy(binary, fleet.dir.join("halite")).map_err(wrong)?;
        network::create()?;
        fleet.boot("master", 10, image::DEBIAN, root)?;
        for (name, address) in MINIONS {
            fleet.boot(name, address, image::DEBIAN, root)?;
        }
        fleet.boot("salt", 14, image::SALT, root)?;
        for host in ["master", "web1", "web2", "db1", "salt"] {
            fleet.eventually(&format!("{host} has booted"), 60, || {
                let state = fleet.sh(host, "systemctl is-system-running 2>&1")?.stdout;
                Ok(matches!(state.trim(), "running" | "degraded"))
            })?;
        }
        Ok(fleet)
    }

    fn boot(&self, name: &str, address: u8, image: &str, root: &Path) -> Result<(), String> {
        let config = self.dir.join(name);
        fs::create_dir_all(&config)
            .map_err(|error| format!("could not make {}: {error}", config.display()))?;
        let (address, dir) = (format!("172.31.77.{address}"), self.dir.display().to_string());
        let config = format!("{}:/etc/halite", config.display());
        let binary = format!("{dir}/halite:/usr/bin/halite:ro");
        let units = format!("{}:/usr/lib/halite:ro", root.join("packaging/systemd").display());
        let (states, pillar) = (format!("{dir}/states:/srv/salt:ro"), format!("{dir}/pillar:/srv/pillar:ro"));
        let mut words = vec!["--hostname", name, "--network", network::NAME, "--ip", &address];
        words.extend(["--network-alias", name, "-v", &config, "-v", &binary, "-v", &units]);
        // Only the master and the real Salt may see the trees.
        if matches!(name, "master" | "salt") {
            words.extend(["-v", &states, "-v", &pillar]);
        }
        boot(image, &container(name), &words)
    }

    /// Writes a file into `/etc/halite` of a host.
    pub(crate) fn configure(&self, host: &str, file: &str, text: &str) -> Result<(), String> {
        let path = self.dir.join(host).join(file);
        fs::write(&path, text).map_err(|error| format!("could not write {}: {error}", path.display()))
    }

    /// Writes a file of the pillar.
    pub(crate) fn write_pillar(&self, file: &str, text: &str) -> Result<(), String> {
        let path = self.dir.join("pillar").join(file);
        fs::write(&path, text).map_err(|error| format!("could not write {}: {error}", path.display()))
    }

    /// A path in the shared folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Installs and starts a unit of ours.
    pub(crate) fn enable(&self, host: &str, unit: &str) -> Result<(), String> {
        let line = format!(
            "cp /usr/lib/halite/{unit}.service /etc/systemd/system/ && systemctl daemon-reload && systemctl enable --now {unit}"
        );
        self.must(host, &line).map(drop)
    }

    /// Runs a line on a host, whatever comes of it.
    pub(crate) fn sh(&self, host: &str, line: &str) -> Result<Output, String> {
        exec(&container(host), line)
    }

    /// Runs a line on a host; it must succeed.
    pub(crate) fn must(&self, host: &str, line: &str) -> Result<String, String> {
        let output = self.sh(host, line)?;
        match output.code {
            0 => Ok(output.stdout),
            code => Err(format!(
                "`{line}` on {host} ended with {code}: {} {}",
                output.stdout.trim(),
                output.stderr.trim()
            )),
        }
    }

    /// Runs `halite` on the master and reads its JSON, whatever its exit code.
    pub(crate) fn json(&self, words: &str) -> Result<Value, String> {
        let output = self.sh("master", &format!("halite {words} --static --out=json"))?;
        serde_json::from_str(&output.stdout).map_err(|error| {
            format!("`halite {words}` gave no JSON ({error}): {} {}", output.stdout, output.stderr)
        })
    }

    /// Calls a runner and reads its JSON.
    pub(crate) fn runner(&self, words: &str) -> Result<Value, String> {
        let output = self.sh("master", &format!("halite run {words} --out=json"))?;
        serde_json::from_str(&output.stdout).map_err(|error| {
            format!("`halite run {words}` gave no JSON ({error}): {} {}", output.stdout, output.stderr)
        })
    }

    /// Waits until something holds, some seconds at most.
    pub(crate) fn eventually(
        &self,
        what: &str,
        seconds: u64,
        mut holds: impl FnMut() -> Result<bool, String>,
    ) -> Result<(), String> {
        let end = Instant::now() + Duration::from_secs(seconds);
        loop {
            if holds()? {
                return Ok(());
            }
            if Instant::now() > end {
                return Err(format!("waited {seconds} s in vain until {what}"));
            }
            thread::sleep(Duration::from_millis(200));
        }
    }

    /// Cuts a minion off the network.
    pub(crate) fn cut(&self, host: &str) -> Result<(), String> {
        network::cut(&container(host))
    }

    /// Connects a minion again.
    pub(crate) fn heal(&self, host: &str) -> Result<(), String> {
        let number = MINIONS.iter().find(|(name, _)| *name == host).map_or(99, |(_, number)| *number);
        network::heal(&container(host), host, &format!("172.31.77.{number}"))
    }

    /// Prints the last lines of every daemon's log.
    pub(crate) fn show_logs(&self) {
        for (host, unit) in [("master", "master"), ("web1", "minion"), ("web2", "minion"), ("db1", "minion")]
        {
            if let Ok(output) = self.sh(host, &format!("journalctl -u halite-{unit} -n 30 --no-pager -o cat"))
            {
                println!("-- log of {host}\n{}", output.stdout);
            }
        }
    }

    /// Removes hosts, network and folder.
    pub(crate) fn remove(&self) {
        for host in ["master", "web1", "web2", "db1", "salt"] {
            // That it is not there is what is wanted.
            let _ = docker(&["rm", "--force", &container(host)]);
        }
        network::remove();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// The container of a host.
fn container(host: &str) -> String {
    format!("halite-fleet-{host}")
}
