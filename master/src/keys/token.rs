//! One-time enrolment tokens: of the secret, only the hash is kept.

use halite_common::{
    api::{NewToken, Token, TokenInfo},
    crypto::EnrolmentToken,
    failure::{Failure, Kind},
};
use serde::{Deserialize, Serialize};

use super::{KeyRing, ring::trouble};
use crate::store::{Batch, Expect, Scan, StoreError, Table};

/// A token lives for thirty days at most.
const MAX_TTL: u64 = 30 * 24 * 3600;
const PAGE: usize = 1000;

#[derive(Serialize, Deserialize)]
pub(super) struct TokenRecord {
    #[serde(with = "serde_bytes")]
    pub(super) hash: Vec<u8>,
    pub(super) glob: String,
    pub(super) created: u64,
    pub(super) expires: u64,
}

impl KeyRing {
    /// Makes a token that accepts one minion's key at once.
    pub fn create_token(&self, new: &NewToken) -> Result<Token, Failure> {
        if new.glob.is_empty() {
            return Err(Failure::new(Kind::Usage, "a token needs a glob of ids"));
        }
        if new.ttl == 0 || new.ttl > MAX_TTL {
            return Err(Failure::new(Kind::Usage, "a token lives for one second to thirty days"));
        }
        let token = EnrolmentToken::generate()
            .map_err(|error| Failure::new(Kind::Internal, format!("could not make a token: {error}")))?;
        let created = (self.now)();
        let record = TokenRecord {
            hash: token.hash().to_vec(),
            glob: new.glob.clone(),
            created,
            expires: created + new.ttl,
        };
        let batch = Batch::new().put_if(Table::Tokens, token.name(), Expect::Absent, &record);
        batch.and_then(|batch| self.store.commit(batch).wait()).map_err(|error| trouble(&error))?;
        Ok(Token { token: token.reveal(), info: info(token.name(), record) })
    }

    /// Lists the tokens that can still be used, and forgets the others.
    pub fn tokens(&self) -> Result<Vec<TokenInfo>, StoreError> {
        let now = (self.now)();
        let (mut out, mut dead) = (Vec::new(), Batch::new());
        self.store.for_each(Scan::new(Table::Tokens, PAGE), |row| {
            let record: TokenRecord = row.decode(Table::Tokens)?;
            if record.expires <= now {
                dead.changes.extend(Batch::new().delete(Table::Tokens, row.key).changes);
            } else {
                out.push(info(&String::from_utf8_lossy(&row.key), record));
            }
            Ok(())
        })?;
        if !dead.changes.is_empty() {
            self.store.commit(dead).wait()?;
        }
        Ok(out)
    }

    /// Takes a token back.
    pub fn revoke_token(&self, name: &str) -> Result<(), Failure> {
        let row = self.store.get(Table::Tokens, name.as_bytes()).map_err(|error| trouble(&error))?;
        if row.is_none() {
            return Err(Failure::new(Kind::Usage, format!("there is no token `{}`", name.escape_debug())));
        }
        self.store
            .commit(Batch::new().delete(Table::Tokens, name))
            .wait()
            .map_err(|error| trouble(&error))?;
        Ok(())
    }
}

fn info(name: &str, record: TokenRecord) -> TokenInfo {
    TokenInfo { id: name.to_owned(), glob: record.glob, created: record.created, expires: record.expires }
}
