//! Looks for a master, again and again, and pauses in between.

use std::{net::SocketAddr, time::Duration};

use halite_common::{
    chain,
    failure::{Failure, Kind},
    session::End,
    wire::Verdict,
};
use tokio::{
    net::lookup_host,
    sync::{mpsc, watch},
    time::sleep,
};
use tracing::{debug, warn};

use super::{
    MasterAddress, SessionEvent, Settings,
    attempt::{Attempt, Outcome, Why},
    backoff::{Backoff, random},
    drive::LEAVES,
    handle::Slot,
    wish::{Wish, unwanted},
};

/// A session that lasted so long was a success; the next attempt comes soon.
const LASTED: Duration = Duration::from_secs(30);

/// Longest time that a master may send us away for.
const MAX_WAIT: u16 = 300;

/// The search; ends when the minion stops.
pub(super) struct Search {
    settings: Settings,
    events: mpsc::Sender<SessionEvent>,
    slot: Slot,
    wish: watch::Receiver<Wish>,
    backoff: Backoff,
    /// What was logged last; the same is not logged again.
    logged: String,
}

impl Search {
    pub(super) fn new(
        settings: Settings,
        events: mpsc::Sender<SessionEvent>,
        slot: Slot,
        wish: watch::Receiver<Wish>,
    ) -> Search {
        let backoff = Backoff::new(settings.reconnect, settings.reconnect_max);
        Search { settings, events, slot, wish, backoff, logged: String::new() }
    }

    /// Goes on until the minion stops.
    pub(super) async fn run(mut self) {
        while self.wanted().await && !self.events.is_closed() {
            let pause = self.round().await;
            tokio::select! {
                () = unwanted(&mut self.wish) => {}
                () = self.events.closed() => return,
                () = sleep(pause) => {}
            }
        }
    }

    /// Waits until a session is wanted; false if none ever will be.
    async fn wanted(&mut self) -> bool {
        let wish = *self.wish.borrow();
        if wish == Wish::Off {
            self.backoff.reset();
        }
        let decided = self.wish.wait_for(|wish| *wish != Wish::Off).await;
        decided.is_ok_and(|wish| *wish == Wish::On)
    }

    /// Tries all masters once; gives the pause until the next round.
    async fn round(&mut self) -> Duration {
        let mut pause = None;
        for master in self.settings.masters.clone() {
            let outcome = self.master(&master).await;
            self.log(&master, &outcome);
            let told = refusal(&self.settings, &master, &outcome.why).map(SessionEvent::Refused);
            if let Some(event) = told.or_else(|| unreachable(&master, &outcome.why)) {
                // Failing means that nobody listens any more.
                let _ = self.events.send(event).await;
            }
            let next = self.pause(&outcome);
            pause = Some(pause.map_or(next, |pause: Duration| pause.min(next)));
            if outcome.open.is_some() || *self.wish.borrow() != Wish::On {
                break;
            }
        }
        pause.unwrap_or(self.settings.reconnect_max)
    }

    /// Tries a master at each of its addresses, which are looked up anew each time.
    async fn master(&self, master: &MasterAddress) -> Outcome {
        let attempt = Attempt {
            settings: &self.settings,
            master,
            events: &self.events,
            slot: &self.slot,
            wish: &self.wish,
        };
        let mut wish = self.wish.clone();
        let found = tokio::select! {
            () = unwanted(&mut wish) => {
                return Outcome { why: End::Done(LEAVES.to_owned()).into(), open: None };
            }
            found = lookup_host((master.host.as_str(), master.port)) => found,
        };
        let addresses: Vec<SocketAddr> = match found {
            Ok(addresses) => addresses.collect(),
            Err(source) => {
                return Outcome { why: Why::Resolve { host: master.host.clone(), source }, open: None };
            }
        };
        let mut last = Outcome { why: Why::Connect("the name has no address".to_owned()), open: None };
        for address in addresses {
            last = attempt.at(address).await;
            if !matches!(last.why, Why::Connect(_)) {
                break;
            }
        }
        last
    }

    fn pause(&mut self, outcome: &Outcome) -> Duration {
        if outcome.open.is_some_and(|open| open >= LASTED) {
            self.backoff.reset();
        }
        let spread = if self.settings.spread { random() } else { 0.0 };
        match &outcome.why {
            Why::End(End::Later { seconds } | End::Refused(Verdict::Busy { seconds })) => {
                Duration::from_secs((*seconds).min(MAX_WAIT).into()).mul_f64(1.0 + random() / 4.0)
            }
            Why::Pin(_)
            | Why::Older
            | Why::End(End::Refused(_) | End::Untrusted { .. } | End::Incompatible(_)) => {
                self.backoff.longest(spread)
            }
            Why::Resolve { .. } => self.backoff.pause(spread).min(self.settings.retry_dns),
            _ => self.backoff.pause(spread),
        }
    }

    fn log(&mut self, master: &MasterAddress, outcome: &Outcome) {
        if matches!(outcome.why, Why::End(End::Done(_))) {
            return;
        }
        let MasterAddress { host, port } = master;
        let what = if outcome.open.is_some() { "lost the master" } else { "no session with the master" };
        let line = format!("{what} at {host} port {port}: {}", chain::print(&outcome.why));
        if outcome.open.is_some() || line != self.logged {
            warn!("{line}");
        } else {
            debug!("{line}");
        }
        self.logged = line;
    }
}

/// What an operator who waits should know.
fn unreachable(master: &MasterAddress, why: &Why) -> Option<SessionEvent> {
    let MasterAddress { host, port } = master;
    let why = match why {
        Why::Connect(_) | Why::Resolve { .. } | Why::End(End::Timeout { .. }) => chain::print(why),
        _ => return None,
    };
    let message = format!("could not reach the master at {host} port {port}: {why}");
    Some(SessionEvent::Unreachable(Failure::new(Kind::Unavailable, message)))
}

/// What an operator should know, because waiting alone does not mend it.
fn refusal(settings: &Settings, master: &MasterAddress, why: &Why) -> Option<Failure> {
    let host = &master.host;
    let denied = |message: String| Failure::new(Kind::Denied, message);
    Some(match why {
        Why::End(End::Untrusted { expected, found }) => denied(format!(
            "the master at {host} has the key {found}, but {expected} is expected"
        ))
        .hint(match settings.master_fingers.is_empty() {
            false => "`halite key -F` on the master shows its fingerprint; correct `master_finger` if it was changed on purpose".to_owned(),
            true => format!(
                "`halite key -F` on the master shows its fingerprint; if it was changed on purpose, remove {}",
                settings.pin(master).display()
            ),
        }),
        Why::End(End::Refused(Verdict::Rejected)) => {
            denied(format!("the master at {host} has rejected this minion's key"))
                .hint("on the master, run `halite key -d ID`, and accept the key when it comes again")
        }
        Why::End(End::Refused(Verdict::Denied)) => {
            denied(format!("the master at {host} knows this minion's id with another key"))
                .hint("on the master, run `halite key -d ID` if this minion was set up anew")
        }
        Why::End(End::Incompatible(_)) => Failure::new(
            Kind::Protocol,
            format!("the master at {host} speaks no version that this minion speaks"),
        )
        .hint("update the older of the two"),
        Why::Older => Failure::new(
            Kind::Protocol,
            format!("the master at {host} is older than this program, and takes no calls beside the minion"),
        )
        .hint("update the master, or use `--local`"),
        Why::End(End::Unkept(_)) => Failure::new(Kind::Io, format!("the master at {host}: {}", chain::print(why)))
            .hint("see to the disk; without the key on it, another master would be believed next time"),
        Why::Pin(error) => Failure::new(Kind::Config, chain::print(error)),
        _ => return None,
    })
}
