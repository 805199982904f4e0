//! Jobs, one after the other, as fast as the command line publishes them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::House;

/// Long enough for every minion to come back.
const WAITS: &str = "--queue=1h";

/// A thread that publishes jobs until it is told to stop.
pub(crate) struct Stream {
    stopping: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// Appends a line on each target, to `ran` below the house. The same text for every job: a minion keeps translated templates.
pub(crate) fn command(house: &House) -> String {
    let ran = house.path("ran");
    format!("echo $TOKEN {{{{ grains.id }}}} >> {}; sleep 0.02", ran.display())
}

impl Stream {
    pub(crate) fn start(house: Arc<House>) -> Stream {
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let thread = thread::spawn(move || {
            for number in 0.. {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let (command, token) = (command(&house), format!("env={{TOKEN: t{number}}}"));
                // Every other job waits for who is away.
                let waits = (number % 2 == 1).then_some(WAITS);
                let words = ["*", "--async", "--out=json", "cmd.run", &command, &token, "template=jinja"];
                // The master may be away: then nothing was published, or nobody was told that it was.
                let said = house.run(&Vec::from_iter(words.into_iter().chain(waits)));
                // Some are ended again, wherever they are by then.
                if number % 10 == 9
                    && said.code == 0
                    && let Some(jid) = said.json()["jid"].as_str()
                {
                    house.run(&["run", "jobs.cancel", jid]);
                }
                thread::sleep(Duration::from_millis(50));
            }
        });
        Stream { stopping, thread }
    }

    pub(crate) fn stop(self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.thread.join().expect("the stream does not panic");
    }
}
