//! One state run at a time, first come first served, `halite call` beside the daemon included.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

use halite_states::declare::ModuleError;
use rustix::fs::{FlockOperation, flock};

use crate::folder::make_private;

/// How often it is looked whether another process has given the turn back.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Hands out the turn for state runs.
pub(crate) struct Turn {
    line: Arc<Line>,
    /// The folder of the lock that other processes see, if they are to see one.
    cache_dir: Option<PathBuf>,
}

#[derive(Default)]
struct Line {
    /// The ticket that is served now, and the next to be drawn.
    state: Mutex<(u64, u64)>,
    moved: Condvar,
}

/// The turn; given back when dropped.
struct Held {
    line: Arc<Line>,
    /// Unlocked when closed. `None` where the folder cannot be written: then only this process is ordered.
    _lock: Option<File>,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut state = self.line.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 += 1;
        self.line.moved.notify_all();
    }
}

impl Turn {
    /// Turns of the minion with that cache folder.
    pub(crate) fn new(cache_dir: PathBuf) -> Turn {
        Turn { line: Arc::default(), cache_dir: Some(cache_dir) }
    }

    /// Turns that no other process hears of: they write nothing.
    pub(crate) fn of_this_process() -> Turn {
        Turn { line: Arc::default(), cache_dir: None }
    }

    /// Takes the turn. If another has it: waits for it if `queue`, unless the job is `ended` meanwhile; else fails with
    /// Salt's message.
    pub(crate) fn take(
        &self,
        queue: bool,
        function: &str,
        jid: &str,
        ended: impl Fn() -> Option<i32>,
    ) -> Result<Box<dyn Send>, ModuleError> {
        let lock = self.lock_file();
        {
            let mut state = self.line.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.0 != state.1 && !queue {
                return Err(busy(lock));
            }
            let ticket = state.1;
            state.1 += 1;
            while state.0 != ticket {
                state = self.line.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
        let mut held = Held { line: Arc::clone(&self.line), _lock: None };
        if let Some(mut file) = lock {
            while flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
                if !queue {
                    return Err(busy(Some(file)));
                }
                if let Some(signal) = ended() {
                    return Err(ModuleError::Failed(format!("the job was ended by signal {signal}")));
                }
                thread::sleep(LOOK_AGAIN);
            }
            note(&mut file, function, jid);
            held._lock = Some(file);
        }
        Ok(Box::new(held))
    }

    fn lock_file(&self) -> Option<File> {
        let cache_dir = self.cache_dir.as_ref()?;
        let opened = make_private(cache_dir).and_then(|()| {
            OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(cache_dir.join("state.lock"))
        });
        opened.inspect_err(|error| tracing::debug!(%error, "no lock against other processes")).ok()
    }
}

/// Writes who has the turn into the lock, for those who are turned away. Only a comfort.
fn note(file: &mut File, function: &str, jid: &str) {
    let text = format!("{function}\n{}\n{jid}\n", std::process::id());
    let _ = file
        .set_len(0)
        .and_then(|()| file.seek(SeekFrom::Start(0)))
        .and_then(|_| file.write_all(text.as_bytes()));
}

fn busy(lock: Option<File>) -> ModuleError {
    let mut text = String::new();
    if let Some(mut file) = lock {
        let _ = file.read_to_string(&mut text);
    }
    let mut lines = text.lines();
    let mut next = || lines.next().filter(|line| !line.is_empty());
    let function = next().unwrap_or("state.apply").to_owned();
    let pid = next().unwrap_or("unknown").to_owned();
    let started = match next() {
        Some(jid) => format!(" and was started at {} with jid {jid}", started_at(jid)),
        None => String::new(),
    };
    ModuleError::Failed(format!("The function \"{function}\" is running as PID {pid}{started}"))
}

/// The moment in a jid, as Salt prints it: `2026, Nov 20 23:41:00.123456`.
fn started_at(jid: &str) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let part = |from: usize, to: usize| jid.get(from..to).unwrap_or_default();
    let month = part(4, 6).parse::<usize>().ok().and_then(|m| MONTHS.get(m.checked_sub(1)?)).unwrap_or(&"");
    format!(
        "{}, {month} {} {}:{}:{}.{}",
        part(0, 4),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14),
        part(14, 20)
    )
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, mpsc},
        thread,
    };

    use super::{Turn, started_at};

    fn turn() -> (Turn, std::path::PathBuf) {
        let dir = std::env::temp_dir().join(format!(
            "halite-turn-{}-{:?}",
            std::process::id(),
            thread::current().id()
        ));
        (Turn::new(dir.clone()), dir)
    }

    #[test]
    fn a_second_run_is_turned_away_with_salts_words() {
        let (turn, dir) = turn();
        let held = turn.take(false, "state.sls", "20261120234100123456", || None).unwrap();
        let Err(error) = turn.take(false, "state.apply", "", || None) else {
            panic!("it had to be turned away")
        };
        let expected = format!(
            "The function \"state.sls\" is running as PID {} and was started at 2026, Nov 20 23:41:00.123456 with jid 20261120234100123456",
            std::process::id()
        );
        assert_eq!(error.to_string(), expected);
        drop(held);
        assert!(turn.take(false, "state.apply", "", || None).is_ok());
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_job_that_is_ended_waits_no_longer() {
        let (turn, dir) = turn();
        let held = turn.take(true, "a", "", || None).unwrap();
        // Another process, or the same minion's part for another master.
        let Err(error) = Turn::new(dir.clone()).take(true, "b", "", || Some(15)) else {
            panic!("it has no turn")
        };
        assert_eq!(error.to_string(), "the job was ended by signal 15");
        drop(held);
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn those_who_queue_get_their_turn() {
        let (turn, dir) = turn();
        let turn = Arc::new(turn);
        let held = turn.take(true, "a", "", || None).unwrap();
        let (send, receive) = mpsc::channel();
        let waiting = {
            let turn = Arc::clone(&turn);
            thread::spawn(move || {
                let held = turn.take(true, "b", "", || None).unwrap();
                send.send(()).unwrap();
                drop(held);
            })
        };
        assert!(receive.try_recv().is_err());
        drop(held);
        receive.recv().unwrap();
        waiting.join().unwrap();
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn jids_tell_their_time() {
        assert_eq!(started_at("20261120234100123456"), "2026, Nov 20 23:41:00.123456");
        assert_eq!(started_at("x"), ",   ::.");
    }
}
