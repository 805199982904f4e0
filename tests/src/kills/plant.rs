//! The daemons under test.

use std::{sync::Arc, thread, time::Duration};

use rustix::process::Signal;

use super::{disk::SmallDisk, relay::Relay};
use crate::{Daemon, House, eventually, free_port};

/// How much more often than by default a minion looks for its master, so that most of the time is spent with jobs.
const HASTE: &str = "recon_default: 50\nrecon_max: 200\nrecon_randomize: False\n";

/// One master and some minions, which reach it through a relay.
pub(crate) struct Plant {
    house: Arc<House>,
    relay: Relay,
    master: Option<Daemon>,
    minions: Vec<Option<Daemon>>,
    disk: Option<SmallDisk>,
}

fn name(number: usize) -> String {
    format!("m{number}")
}

impl Plant {
    /// Starts them all. The first minion's disk may be one that gets full soon.
    pub(crate) fn start(minions: u32, small_disk: bool) -> Plant {
        let house = House::new("auto_accept: True\ntimeout: 2\ngather_job_timeout: 3\n").log_level("error");
        let relay = Relay::start(free_port(), house.port());
        let disk = small_disk.then(|| SmallDisk::mount(&house.path("m0-root"))).flatten();
        if small_disk && disk.is_none() {
            eprintln!("no root here: no disk will be full");
        }
        let mut plant = Plant { house: Arc::new(house), relay, master: None, minions: Vec::new(), disk };
        plant.start_master();
        for number in 0..minions as usize {
            let root = plant.house.path(&format!("{}-root", name(number)));
            let text = format!(
                "id: {}\nmaster: 127.0.0.1\nmaster_port: {}\nroot_dir: {}\n{HASTE}",
                name(number),
                plant.relay.port(),
                root.display()
            );
            plant.house.file(&format!("{}/minion", name(number)), &text);
            plant.minions.push(None);
            plant.start_minion(number);
        }
        plant.all_up();
        plant
    }

    pub(crate) fn house(&self) -> Arc<House> {
        Arc::clone(&self.house)
    }

    pub(crate) fn size(&self) -> usize {
        self.minions.len()
    }

    pub(crate) fn relay(&self) -> &Relay {
        &self.relay
    }

    pub(crate) fn disk(&self) -> Option<&SmallDisk> {
        self.disk.as_ref()
    }

    pub(crate) fn start_master(&mut self) {
        if self.master.is_none() {
            self.master = Some(self.house.start_master());
        }
    }

    pub(crate) fn start_minion(&mut self, number: usize) {
        if self.minions[number].is_none() {
            self.minions[number] = Some(self.house.minion(&name(number)));
        }
    }

    pub(crate) fn kill_master(&mut self) {
        if let Some(master) = self.master.take() {
            master.kill();
        }
    }

    pub(crate) fn kill_minion(&mut self, number: usize) {
        if let Some(minion) = self.minions[number].take() {
            minion.kill();
        }
    }

    pub(crate) fn master_pid(&self) -> Option<u32> {
        self.master.as_ref().map(Daemon::id)
    }

    pub(crate) fn minion_pid(&self, number: usize) -> Option<u32> {
        self.minions[number].as_ref().map(Daemon::id)
    }

    /// SIGSTOP or SIGCONT to the master (`None`) or a minion.
    pub(crate) fn signal(&self, whom: Option<usize>, signal: Signal) {
        let daemon = whom.map_or(&self.master, |number| &self.minions[number]);
        if let Some(daemon) = daemon {
            daemon.signal(signal);
        }
    }

    fn all_up(&self) {
        for number in 0..self.size() {
            self.house.eventually_up(&name(number));
        }
    }

    /// Ends all trouble, and waits until no job is open.
    pub(crate) fn calm_down(&mut self) {
        self.relay.close(false);
        self.disk.iter().for_each(SmallDisk::empty);
        self.start_master();
        self.signal(None, Signal::CONT);
        for number in 0..self.size() {
            self.start_minion(number);
            self.signal(Some(number), Signal::CONT);
        }
        self.all_up();
        for open in ["jobs.active", "jobs.queued"] {
            eventually("every job has ended", || {
                thread::sleep(Duration::from_millis(200));
                let said = self.house.run(&["run", open, "--out=json"]);
                said.code == 0 && said.json().as_object().is_some_and(serde_json::Map::is_empty)
            });
        }
        // What was given up may still come in late.
        thread::sleep(Duration::from_secs(5));
    }
}
