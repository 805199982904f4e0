//! What minions ask for: pillar and files. Answered by tasks of their own, so that nobody waits for another.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use halite_common::{
    chain,
    wire::{ToMaster, ToMinion},
};
use tokio::sync::Semaphore;

use crate::{
    files::{Files, Piece, Pieces},
    pillars::Pillars,
    quiet::Quiet,
    session::{SendError, Sessions, Speaker},
};

/// Requests of one session that are answered at once; more than that are not answered.
const MAX_OPEN: usize = 32;

static QUIET: Quiet = Quiet::new();

/// Answers what minions ask for.
#[derive(Clone)]
pub(super) struct Requests {
    files: Files,
    pillars: Pillars,
    open: Arc<Mutex<HashMap<Speaker, Arc<Semaphore>>>>,
}

impl Requests {
    pub(super) fn new(files: Files, pillars: Pillars) -> Requests {
        Requests { files, pillars, open: Arc::default() }
    }

    /// Follows another configuration from now on; what is being answered goes on as it was.
    pub(super) fn follow(&mut self, files: Files, pillars: Pillars) {
        (self.files, self.pillars) = (files, pillars);
    }

    /// Begins to answer a minion; what it gets depends on who it is, as its session proved it.
    pub(super) fn answer(&self, sessions: &Sessions, who: Speaker, message: ToMaster) {
        let turns = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(open.entry(who.clone()).or_insert_with(|| Arc::new(Semaphore::new(MAX_OPEN))))
        };
        let Ok(turn) = turns.try_acquire_owned() else {
            if QUIET.lets() {
                tracing::warn!(minion = %who.id, "a minion asks for too much at once");
            }
            return;
        };
        let (this, sessions) = (self.clone(), sessions.clone());
        tokio::spawn(async move {
            if let Err(error) = this.carry_out(&sessions, &who, message).await
                && QUIET.lets()
            {
                tracing::warn!(minion = %who.id, error = chain::print(&error), "a request could not be answered");
            }
            drop(turn);
        });
    }

    /// Forgets a session that is over.
    pub(super) fn left(&self, who: &Speaker) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(who);
    }

    async fn carry_out(
        &self,
        sessions: &Sessions,
        who: &Speaker,
        message: ToMaster,
    ) -> Result<(), SendError> {
        match message {
            ToMaster::PillarRequest { request, saltenv, pillarenv, overrides } => {
                let pillar = self.pillars.compile(who.id.clone(), saltenv, pillarenv, overrides).await;
                sessions.send(who, &ToMinion::Pillar { request, pillar }).await
            }
            ToMaster::EnvironmentsRequest { request } => {
                let names = self.files.environments();
                sessions.send(who, &ToMinion::Environments { request, names }).await
            }
            ToMaster::ManifestRequest { request, saltenv, known } => {
                let files = self.files.clone();
                let looking = tokio::task::spawn_blocking(move || files.manifest(&saltenv, &known));
                let Ok((hash, manifest)) = looking.await else { return Ok(()) };
                let answer = ToMinion::Manifest { request, hash: hash.to_vec(), manifest };
                sessions.send(who, &answer).await
            }
            ToMaster::BlobRequest { request, saltenv, wanted } => {
                let wanted = wanted.into_iter().map(|(hash, offset)| (hash.into_vec(), offset)).collect();
                self.send_files(sessions, who, request, self.files.pieces(saltenv, wanted)).await
            }
            _ => Ok(()),
        }
    }

    async fn send_files(
        &self,
        sessions: &Sessions,
        who: &Speaker,
        request: u64,
        mut pieces: Pieces,
    ) -> Result<(), SendError> {
        loop {
            let reading = tokio::task::spawn_blocking(move || {
                let read = pieces.read_on();
                (pieces, read)
            });
            let Ok((rest, read)) = reading.await else { return Ok(()) };
            if read.is_empty() {
                return Ok(());
            }
            pieces = rest;
            for piece in read {
                let message = match piece {
                    Piece::Part(part) => ToMinion::Blob { request, part },
                    Piece::Gone(sha256) => ToMinion::BlobGone { request, sha256 },
                };
                sessions.send(who, &message).await?;
            }
        }
    }
}
