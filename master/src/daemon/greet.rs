//! Hears what happens on sessions, and brings each message to its room.

use std::collections::HashMap;

use halite_common::{
    id::MinionId,
    job::Progress,
    version,
    wire::{ToMaster, ToMinion},
};

use super::{compose::now, requests::Requests};
use crate::{house::House, jobs::Desk, session::SessionEvent};

/// Bytes of a line of text that a minion may send.
const MAX_LINE: usize = 1024;

/// Hears what happens on sessions.
pub(super) struct Greeter {
    pub(super) requests: Requests,
    pub(super) signing_key: Vec<u8>,
    /// Where the minions that are here talk from.
    pub(super) addresses: HashMap<MinionId, String>,
}

impl Greeter {
    pub(super) fn hear(&mut self, house: &House, desk: &mut Desk, event: SessionEvent) {
        match event {
            SessionEvent::Connected { id, address } => {
                tracing::info!(minion = %id, %address, "a minion has come");
                self.addresses.insert(id, address);
            }
            SessionEvent::Disconnected { id, reason } => {
                tracing::info!(minion = %id, reason, "a minion has left");
                self.addresses.remove(&id);
                self.requests.left(&id);
                house.roster.left(&id);
                desk.closed(&id);
            }
            SessionEvent::Message { id, message } => self.listen(house, desk, id, message),
        }
    }

    fn listen(&self, house: &House, desk: &mut Desk, id: MinionId, message: ToMaster) {
        match message {
            ToMaster::Hello { version, grains, holding } => {
                let address = self.addresses.get(&id).cloned().unwrap_or_default();
                house.roster.arrived(&id, version, grains, address);
                self.welcome(house, &id);
                desk.opened(&id, &holding);
            }
            ToMaster::Grains { grains } => house.roster.changed(&id, grains),
            ToMaster::Accepted { jid } => desk.accepted(id, jid),
            ToMaster::Refused { jid, reason } => desk.refused(id, jid, short(reason)),
            ToMaster::Started { jid } => desk.started(id, jid),
            ToMaster::Progress { jid, progress } => {
                let progress = Progress { current: short(progress.current), ..progress };
                desk.progress(id, jid, progress);
            }
            ToMaster::Return(result) => desk.returned(&id, result),
            ToMaster::Holding { jids } => desk.holding(&id, &jids),
            ToMaster::Event { tag, .. } => tracing::debug!(minion = %id, tag, "a minion has fired an event"),
            request @ (ToMaster::PillarRequest { .. }
            | ToMaster::ManifestRequest { .. }
            | ToMaster::BlobRequest { .. }
            | ToMaster::EnvironmentsRequest { .. }) => self.requests.answer(&house.sessions, id, request),
        }
    }

    fn welcome(&self, house: &House, id: &MinionId) {
        let welcome = ToMinion::Welcome {
            version: version::PROGRAM.to_owned(),
            signing_key: self.signing_key.clone(),
            time: now(),
        };
        if let Err(error) = house.sessions.try_send(id, &welcome) {
            tracing::warn!(minion = %id, %error, "a minion could not be welcomed");
        }
    }
}

/// A minion's text, no longer than a line should be.
fn short(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MAX_LINE));
    text
}
