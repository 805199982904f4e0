//! The decision at the door.

use halite_common::{crypto::EnrolmentToken, failure::Failure, glob, wire::TokenFault};

use super::{
    KeyRing,
    record::{KeyRecord, Status},
    ring::trouble,
    token::TokenRecord,
};
use crate::{
    audit::{AuditEvent, KeyEntry},
    quiet::Quiet,
    session::{Claim, Doorkeeper, Verdict},
    store::{Batch, Expect, StoreError, Table},
};

static QUIET: Quiet = Quiet::new();

/// How often a decision is made anew because somebody else changed the key meanwhile.
const TRIES: usize = 5;

impl Doorkeeper for KeyRing {
    fn admit(&self, claim: &Claim) -> Result<Verdict, Failure> {
        let mut result = self.decide(claim);
        for _ in 1..TRIES {
            if !matches!(result, Err(StoreError::Conflict { .. })) {
                break;
            }
            result = self.decide(claim);
        }
        result.map_err(|error| trouble(&error))
    }
}

impl KeyRing {
    fn decide(&self, claim: &Claim) -> Result<Verdict, StoreError> {
        let policy = self.policy();
        let known = self.record(Table::Keys, &claim.id)?;
        let expect = known.as_ref().map_or(Expect::Absent, |(row, _)| Expect::Version(row.version));
        match known {
            Some((_, known)) if known.key != claim.key => {
                if policy.open_mode {
                    return self.accept(claim, expect, Batch::new(), "open_mode");
                }
                self.deny(claim)
            }
            Some((_, KeyRecord { status: Status::Accepted, .. })) => Ok(Verdict::Accepted),
            Some((_, KeyRecord { status: Status::Rejected, .. })) if !policy.open_mode => {
                Ok(Verdict::Rejected)
            }
            known => {
                if policy.open_mode {
                    return self.accept(claim, expect, Batch::new(), "open_mode");
                }
                // As in Salt, rejecting goes before accepting.
                if policy.autosign.rejects(&claim.id) {
                    return self.reject(claim, expect);
                }
                if policy.auto_accept {
                    return self.accept(claim, expect, Batch::new(), "auto_accept");
                }
                if let Some(by) = policy.autosign.accepts(&claim.id, &claim.grains) {
                    return self.accept(claim, expect, Batch::new(), by);
                }
                let token = match self.use_token(claim)? {
                    Token::Good(used) => return self.accept(claim, expect, used, "token"),
                    Token::Bad(fault) => Some(fault),
                    Token::None => None,
                };
                if known.is_some() { Ok(Verdict::Pending { token }) } else { self.let_wait(claim, token) }
            }
        }
    }

    fn reject(&self, claim: &Claim, expect: Expect) -> Result<Verdict, StoreError> {
        self.write(claim, Status::Rejected, expect, Batch::new())?;
        tracing::info!(minion = %claim.id, address = %claim.address, "a key was rejected by `autoreject_file`");
        self.decided(claim, "rejected", "autoreject_file");
        Ok(Verdict::Rejected)
    }

    fn accept(&self, claim: &Claim, expect: Expect, batch: Batch, by: &str) -> Result<Verdict, StoreError> {
        self.write(claim, Status::Accepted, expect, batch)?;
        tracing::info!(minion = %claim.id, address = %claim.address, by, "a key was accepted at the door");
        self.decided(claim, "accepted", by);
        Ok(Verdict::Accepted)
    }

    fn let_wait(&self, claim: &Claim, token: Option<TokenFault>) -> Result<Verdict, StoreError> {
        let waiting = self.pending.lock().unwrap_or_else(std::sync::PoisonError::into_inner).len();
        let most = self.policy().max_pending;
        if most != 0 && waiting >= most {
            return Ok(Verdict::Full);
        }
        self.write(claim, Status::Pending, Expect::Absent, Batch::new())?;
        tracing::info!(minion = %claim.id, address = %claim.address, fingerprint = %claim.key.fingerprint(), "a new key waits");
        self.decided(claim, "pending", "");
        Ok(Verdict::Pending { token })
    }

    fn deny(&self, claim: &Claim) -> Result<Verdict, StoreError> {
        let noted = self.record(Table::Denied, &claim.id)?;
        // One denied key per id, the latest; the same one again costs no write.
        let first = noted.is_none();
        if noted.is_none_or(|(_, record)| record.key != claim.key) {
            let record = self.new_record(claim, Status::Pending);
            let batch = Batch::new().put(Table::Denied, claim.id.as_str(), &record)?;
            self.store.commit(batch).wait()?;
            if QUIET.lets() {
                tracing::warn!(minion = %claim.id, address = %claim.address, fingerprint = %claim.key.fingerprint(),
                    "another key came with a known id and was denied");
            }
            // A stranger can bring another one each time.
            if first {
                self.decided(claim, "denied", "");
            }
        }
        Ok(Verdict::Denied)
    }

    fn decided(&self, claim: &Claim, state: &'static str, by: &str) {
        self.audit.note(|| AuditEvent::KeyDecided {
            key: KeyEntry {
                minion: claim.id.clone(),
                fingerprint: claim.key.fingerprint().to_string(),
                state,
            },
            address: claim.address.clone(),
            by: by.to_owned(),
        });
    }

    fn write(&self, claim: &Claim, status: Status, expect: Expect, batch: Batch) -> Result<(), StoreError> {
        let record = self.new_record(claim, status);
        let batch = batch.put_if(Table::Keys, claim.id.as_str(), expect, &record)?;
        self.store.commit(batch).wait()?;
        self.note(&claim.id, status == Status::Pending);
        Ok(())
    }

    fn new_record(&self, claim: &Claim, status: Status) -> KeyRecord {
        KeyRecord { key: claim.key, status, seen: (self.now)(), address: claim.address.clone() }
    }

    /// Looks at the token that a claim brought. Its secret comes first: who has not got it learns nothing more.
    fn use_token(&self, claim: &Claim) -> Result<Token, StoreError> {
        let Some(brought) = &claim.token else { return Ok(Token::None) };
        let bad = |fault: TokenFault| {
            if QUIET.lets() {
                tracing::warn!(minion = %claim.id, "{fault}; the key waits instead");
            }
            Ok(Token::Bad(fault))
        };
        let Some(token) = EnrolmentToken::read(brought) else { return bad(TokenFault::Malformed) };
        let Some(row) = self.store.get(Table::Tokens, token.name().as_bytes())? else {
            return bad(TokenFault::Unknown);
        };
        let record: TokenRecord = row.decode(Table::Tokens)?;
        if !token.fits(&record.hash) {
            return bad(TokenFault::Unknown);
        }
        if record.expires <= (self.now)() {
            return bad(TokenFault::Expired);
        }
        if !glob::matches(&record.glob, claim.id.as_str()) {
            return bad(TokenFault::OtherIds);
        }
        Ok(Token::Good(Batch::new().delete_if(Table::Tokens, token.name(), Expect::Version(row.version))))
    }
}

/// What an enrolment token is good for.
enum Token {
    /// None was brought.
    None,
    /// It lets in; the batch uses it up.
    Good(Batch),
    /// It lets nobody in.
    Bad(TokenFault),
}
