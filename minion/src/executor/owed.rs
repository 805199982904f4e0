//! Results that the master has not acknowledged, and when to send them again. Knows no clock.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use halite_common::{id::Jid, job::Return};

/// After so long without an acknowledgement a result is sent again.
const AGAIN: Duration = Duration::from_secs(15);
/// After so long a result is tried again that found no room.
const NO_ROOM: Duration = Duration::from_millis(100);

/// Results that the master has not acknowledged.
#[derive(Default)]
pub(super) struct Owed {
    results: BTreeMap<Jid, (Arc<Return>, Duration)>,
    due: BTreeSet<(Duration, Jid)>,
    /// Without a master nothing is due.
    online: bool,
}

impl Owed {
    /// Adds a result, to be sent at once.
    pub(super) fn add(&mut self, now: Duration, result: Arc<Return>) {
        let jid = result.jid;
        self.settle(jid);
        self.results.insert(jid, (result, now));
        self.due.insert((now, jid));
    }

    /// Forgets a result.
    pub(super) fn settle(&mut self, jid: Jid) {
        if let Some((_, at)) = self.results.remove(&jid) {
            self.due.remove(&(at, jid));
        }
    }

    /// A session has opened: everything is to be sent at once.
    pub(super) fn online(&mut self, now: Duration) {
        self.online = true;
        self.due.clear();
        for (jid, (_, at)) in &mut self.results {
            *at = now;
            self.due.insert((now, *jid));
        }
    }

    /// The session is over.
    pub(super) fn offline(&mut self) {
        self.online = false;
    }

    /// Sends what is due, until there is no room.
    pub(super) fn send(&mut self, now: Duration, mut send: impl FnMut(&Return) -> bool) {
        while self.online
            && let Some(&(at, jid)) = self.due.first().filter(|(at, _)| *at <= now)
        {
            self.due.remove(&(at, jid));
            let Some((result, at)) = self.results.get_mut(&jid) else { continue };
            let sent = send(result);
            *at = now + if sent { AGAIN } else { NO_ROOM };
            self.due.insert((*at, jid));
            if !sent {
                break;
            }
        }
    }

    /// When something is due next.
    pub(super) fn wake_at(&self) -> Option<Duration> {
        self.due.first().filter(|_| self.online).map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use halite_common::{id::Jid, job::Return, value::Value};

    use super::Owed;

    fn result(number: u64) -> Arc<Return> {
        Arc::new(Return {
            jid: format!("2026112009300000000{number}").parse().unwrap(),
            id: "web1".parse().unwrap(),
            function: "test.ping".into(),
            value: Value::Bool(true),
            retcode: 0,
            success: true,
            out: None,
            failures: Vec::new(),
            lost: false,
        })
    }

    #[test]
    fn results_are_sent_until_they_are_acknowledged() {
        let seconds = Duration::from_secs;
        let mut owed = Owed::default();
        let sent = |owed: &mut Owed, now, room: usize| -> Vec<Jid> {
            let mut sent = Vec::new();
            owed.send(seconds(now), |result| {
                let fits = sent.len() < room;
                if fits {
                    sent.push(result.jid);
                }
                fits
            });
            sent
        };
        let (one, two) = (result(1).jid, result(2).jid);
        owed.add(seconds(0), result(1));
        assert_eq!((sent(&mut owed, 0, 9), owed.wake_at()), (vec![], None));
        owed.online(seconds(0));
        owed.add(seconds(0), result(2));
        assert_eq!(sent(&mut owed, 0, 1), [one]);
        assert_eq!(sent(&mut owed, 0, 1), []);
        assert_eq!(sent(&mut owed, 1, 1), [two]);
        owed.settle(one);
        assert_eq!(sent(&mut owed, 15, 9), []);
        assert_eq!(sent(&mut owed, 16, 9), [two]);
        owed.offline();
        assert_eq!(sent(&mut owed, 40, 9), []);
        owed.online(seconds(17));
        assert_eq!(sent(&mut owed, 17, 9), [two]);
        owed.settle(two);
        assert_eq!(owed.wake_at(), None);
    }
}
