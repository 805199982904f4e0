//! [`Machine`]: a made-up machine, filled by a test and looked at afterwards.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use halite_states::host::{Command, CommandError, Output};

use super::{Answer, Content, Disk};

const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\n\
                      nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n\
                      www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n";
const GROUP: &str = "root:x:0:\nadm:x:4:\nnogroup:x:65534:\nwww-data:x:33:\n";

/// A made-up machine.
#[derive(Debug)]
pub struct Machine {
    disk: Mutex<Disk>,
    answers: Vec<Answer>,
    programs: Option<Vec<String>>,
    env: Mutex<BTreeMap<String, String>>,
    // Lines of commands that ran, and what else was done, in order.
    ran: Mutex<Vec<String>>,
    deeds: Mutex<Vec<String>>,
}

impl Default for Machine {
    fn default() -> Machine {
        let machine = Machine {
            disk: Mutex::default(),
            answers: Vec::new(),
            programs: None,
            env: Mutex::new(BTreeMap::from([("PATH".into(), "/usr/bin:/bin".into())])),
            ran: Mutex::default(),
            deeds: Mutex::default(),
        };
        machine.file("/etc/passwd", PASSWD).file("/etc/group", GROUP)
    }
}

impl Machine {
    /// Puts a file on the disk, with the folders above it.
    #[must_use]
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Machine {
        self.lock_disk().place(Path::new(path), Content::File(text.as_ref().into()), 0o644);
        self
    }

    /// Adds an answer to a command. Of several that fit, the last one counts.
    #[must_use]
    pub fn answer(mut self, answer: Answer) -> Machine {
        self.answers.push(answer);
        self
    }

    /// Says which programs there are; without it, all are.
    #[must_use]
    pub fn programs(mut self, programs: Vec<String>) -> Machine {
        self.programs = Some(programs);
        self
    }

    /// The disk, to be looked at or changed by the test.
    pub fn disk(&self) -> MutexGuard<'_, Disk> {
        self.lock_disk()
    }

    /// The lines of the commands that ran through `run`, in order.
    pub fn ran(&self) -> Vec<String> {
        lock(&self.ran).clone()
    }

    /// Everything that was done to the machine so far; empties the list.
    pub fn take_deeds(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.deeds))
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<String> {
        let bytes = self.lock_disk().read(Path::new(path)).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    pub(super) fn lock_disk(&self) -> MutexGuard<'_, Disk> {
        lock(&self.disk)
    }

    pub(super) fn lock_env(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        lock(&self.env)
    }

    pub(super) fn note(&self, deed: impl Into<String>) {
        lock(&self.deeds).push(deed.into());
    }

    pub(super) fn has_program(&self, program: &str) -> bool {
        self.programs.as_ref().is_none_or(|known| known.iter().any(|known| known == program))
    }

    pub(super) fn ask(&self, command: &Command) -> Result<Output, CommandError> {
        let line = command.line();
        let answer = self.find(&line);
        answer.map(Answer::output).ok_or_else(|| CommandError::NotFound(format!("(no answer for) {line}")))
    }

    pub(super) fn act(&self, command: &Command) -> Result<Output, CommandError> {
        let line = command.line();
        let answer = self.find(&line).cloned();
        self.note(format!("run {line}"));
        lock(&self.ran).push(line.clone());
        let Some(answer) = answer else {
            return Err(CommandError::NotFound(format!("(no answer for) {line}")));
        };
        let mut disk = self.lock_disk();
        for (path, text) in &answer.writes {
            disk.place(path, Content::File(text.clone().into()), 0o644);
        }
        for path in &answer.removes {
            // A file that is not there is removed already.
            let _ = disk.remove_tree(path);
        }
        Ok(answer.output())
    }

    fn find(&self, line: &str) -> Option<&Answer> {
        let ran = lock(&self.ran);
        self.answers.iter().rev().find(|answer| answer.fits(line, &ran))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
