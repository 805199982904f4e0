//! One attempt at one address: from the dialling to the session's end.

use std::{net::SocketAddr, path::Path, time::Duration};

use halite_common::{
    chain,
    crypto::{PublicKey, Suite},
    session::{End, MinionEnd, Opening, Timing, Trust},
    transport::{self, Arrival, Arrivals},
    wire::{CALLS, Claim, PROTOCOL, Role},
};
use thiserror::Error;
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, timeout},
};

use super::{
    MasterAddress, SessionEvent, Settings,
    drive::{Drive, LEAVES},
    handle::Slot,
    pin::{self, PinError},
    wish::{Wish, unwanted},
};

/// How an attempt went.
pub(super) struct Outcome {
    pub(super) why: Why,
    /// How long the session was open, if it came to that.
    pub(super) open: Option<Duration>,
}

/// Why an attempt is over.
#[derive(Debug, Error)]
pub(super) enum Why {
    #[error("could not find {host}")]
    Resolve {
        host: String,
        #[source]
        source: std::io::Error,
    },
    #[error("could not connect: {0}")]
    Connect(String),
    #[error("the master is older than this program and knows no calls beside the minion")]
    Older,
    #[error("could not tell the right master")]
    Pin(#[from] PinError),
    #[error(transparent)]
    End(#[from] End),
}

/// What all attempts share.
pub(super) struct Attempt<'a> {
    pub(super) settings: &'a Settings,
    pub(super) master: &'a MasterAddress,
    pub(super) events: &'a mpsc::Sender<SessionEvent>,
    pub(super) slot: &'a Slot,
    pub(super) wish: &'a watch::Receiver<Wish>,
}

impl Attempt<'_> {
    /// Tries an address, twice if the master speaks an older version.
    pub(super) async fn at(&self, address: SocketAddr) -> Outcome {
        let first = self.once(address, PROTOCOL.newest).await;
        match first.why {
            Why::End(End::Version(version)) => self.once(address, version).await,
            _ => first,
        }
    }

    async fn once(&self, address: SocketAddr, version: u16) -> Outcome {
        match self.connected(address, version).await {
            Ok((end, open)) => Outcome { why: end.into(), open },
            Err(why) => Outcome { why, open: None },
        }
    }

    async fn connected(&self, address: SocketAddr, version: u16) -> Result<(End, Option<Duration>), Why> {
        let settings = self.settings;
        if settings.role == Role::Call && version < CALLS {
            return Err(Why::Older);
        }
        let pin = settings.pin(self.master);
        let trust = pin::trust(settings, &pin)?;
        let (transport, mut arrivals) =
            transport::dial(address).map_err(|error| Why::Connect(chain::print(&error)))?;
        self.up(&mut arrivals).await?;
        let origin = Instant::now();
        let claim = Claim {
            id: settings.id.clone(),
            token: settings.token.as_ref().map(|token| token.expose().to_vec()),
            role: settings.role,
            grains: settings.grains.clone(),
        };
        let opening = Opening {
            key: settings.key.clone(),
            claim,
            trust: trust.clone(),
            version,
            suite: Suite::for_this_machine(),
            timing: Timing { handshake: settings.handshake_timeout, ..Timing::default() },
            max_message: settings.max_message,
        };
        let drive = Drive {
            end: MinionEnd::begin(opening, Duration::ZERO)?,
            transport,
            arrivals,
            events: self.events,
            slot: self.slot,
            wish: self.wish.clone(),
            origin,
            max_message: settings.max_message,
            proved: &|master| keep(&pin, &trust, master),
            event: None,
            outbox: None,
        };
        let (end, was_open) = drive.run().await;
        Ok((end, was_open.then(|| origin.elapsed())))
    }

    async fn up(&self, arrivals: &mut Arrivals) -> Result<(), Why> {
        let mut wish = self.wish.clone();
        tokio::select! {
            () = unwanted(&mut wish) => Err(End::Done(LEAVES.to_owned()).into()),
            arrival = timeout(self.settings.handshake_timeout, arrivals.recv()) => match arrival {
                Ok(Some(Arrival::Up)) => Ok(()),
                Ok(Some(Arrival::Gone { reason, .. })) => Err(Why::Connect(reason.to_owned())),
                Ok(_) => Err(Why::Connect("the connection broke".to_owned())),
                Err(_) => Err(Why::Connect("no answer".to_owned())),
            }
        }
    }
}

/// Keeps the master's key from the first contact on.
fn keep(pin: &Path, trust: &Trust, master: PublicKey) -> Result<(), End> {
    if matches!(trust, Trust::Keys(_)) {
        return Ok(());
    }
    pin::keep(pin, master).map_err(|failed| End::Unkept(chain::print(&failed)))
}
