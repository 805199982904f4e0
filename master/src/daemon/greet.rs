//! Hears what happens on sessions, and brings each message to its room.

use std::{collections::HashMap, time::Instant};

use halite_common::{
    id::{Jid, MinionId},
    version,
    wire::{ToMaster, ToMinion, encode},
};

use super::{budget::Budget, compose::now, requests::Requests};
use crate::{
    files::Files,
    house::House,
    jobs::Desk,
    pillars::Pillars,
    quiet::short,
    session::{SessionEvent, Sessions, Speaker},
};

/// Hears what happens on sessions.
pub(super) struct Greeter {
    requests: Requests,
    signing_key: Vec<u8>,
    /// Where the minions that are here talk from.
    addresses: HashMap<MinionId, String>,
    /// How much calls have reported of late.
    budget: Budget,
    /// What the budget's times count from.
    since: Instant,
}

/// The answer to a report, when it is stored.
struct Noting {
    sessions: Sessions,
    who: Speaker,
    request: u64,
}

impl Noting {
    fn send(self, jid: Option<Jid>) {
        // A call that is gone does not want to know.
        let _ = self.sessions.try_send(&self.who, &ToMinion::Noted { request: self.request, jid });
    }
}

impl Greeter {
    pub(super) fn new(requests: Requests, signing_key: Vec<u8>) -> Greeter {
        let (addresses, budget) = (HashMap::new(), Budget::default());
        Greeter { requests, signing_key, addresses, budget, since: Instant::now() }
    }

    /// Follows another configuration from now on.
    pub(super) fn follow(&mut self, files: Files, pillars: Pillars) {
        self.requests.follow(files, pillars);
    }

    pub(super) fn hear(&mut self, house: &House, desk: &mut Desk, event: SessionEvent) {
        match event {
            SessionEvent::Connected { who, address } if who.is_call() => {
                tracing::info!(minion = %who.id, %address, "a call has come");
            }
            SessionEvent::Connected { who, address } => {
                tracing::info!(minion = %who.id, %address, "a minion has come");
                self.addresses.insert(who.id, address);
            }
            SessionEvent::Disconnected { who, reason } => {
                self.requests.left(&who);
                let Speaker { id, call: None } = who else { return };
                tracing::info!(minion = %id, reason, "a minion has left");
                self.addresses.remove(&id);
                house.roster.left(&id);
                desk.closed(&id);
            }
            // The place of a large message is free when the message has been dealt with.
            SessionEvent::Message { who, message, weight: _weight } if who.is_call() => {
                self.listen_to_call(house, desk, who, message);
            }
            SessionEvent::Message { who, message, weight: _weight } => {
                self.listen(house, desk, who, message);
            }
        }
    }

    fn listen(&self, house: &House, desk: &mut Desk, who: Speaker, message: ToMaster) {
        let id = who.id.clone();
        let Some(message) = desk.hear(&id, message) else { return };
        match message {
            ToMaster::Hello { version, grains, holding } => {
                let address = self.addresses.get(&id).cloned().unwrap_or_default();
                house.roster.arrived(&id, version, grains, address);
                self.welcome(house, &who);
                desk.opened(&id, &holding);
            }
            ToMaster::Grains { grains } => house.roster.changed(&id, grains),
            ToMaster::Event { tag, .. } => {
                tracing::debug!(minion = %id, tag = short(tag), "a minion has fired an event");
            }
            request @ (ToMaster::PillarRequest { .. }
            | ToMaster::ManifestRequest { .. }
            | ToMaster::BlobRequest { .. }
            | ToMaster::EnvironmentsRequest { .. }) => self.requests.answer(&house.sessions, who, request),
            _ => tracing::debug!(minion = %id, "a report that only calls make"),
        }
    }

    /// Hears a call. It may ask for what is its minion's; jobs are none of its business.
    fn listen_to_call(&mut self, house: &House, desk: &mut Desk, who: Speaker, message: ToMaster) {
        match message {
            ToMaster::Hello { version, grains, .. } => {
                house.roster.introduced(&who.id, version, grains);
                self.welcome(house, &who);
            }
            ToMaster::Grains { grains } => house.roster.changed(&who.id, grains),
            ToMaster::Event { tag, .. } => {
                tracing::debug!(minion = %who.id, tag = short(tag), "a call has fired an event");
            }
            request @ (ToMaster::PillarRequest { .. }
            | ToMaster::ManifestRequest { .. }
            | ToMaster::BlobRequest { .. }
            | ToMaster::EnvironmentsRequest { .. }) => self.requests.answer(&house.sessions, who, request),
            ToMaster::Called { request, call, result } => {
                let reply = Noting { sessions: house.sessions.clone(), who: who.clone(), request };
                let size = encode(&(&call, &result)).map_or(usize::MAX, |bytes| bytes.len());
                if self.budget.take(&who.id, size, self.since.elapsed()) {
                    desk.called(who.id, *call, *result, move |jid| reply.send(jid));
                } else {
                    tracing::warn!(minion = %who.id, "calls of a minion report too much: one is not stored");
                    reply.send(None);
                }
            }
            _ => tracing::debug!(minion = %who.id, "a call said what only its minion may say"),
        }
    }

    fn welcome(&self, house: &House, who: &Speaker) {
        let welcome = ToMinion::Welcome {
            version: version::PROGRAM.to_owned(),
            signing_key: self.signing_key.clone(),
            time: now(),
        };
        if let Err(error) = house.sessions.try_send(who, &welcome) {
            tracing::warn!(minion = %who.id, %error, "a minion could not be welcomed");
        }
    }
}
