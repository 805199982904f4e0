//! The hashes of a job's results, as the audit log has them.

use halite_common::{
    declare::Text,
    failure::{Failure, Kind},
    value::Dict,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::stored::find;
use crate::{audit::digest, house::House, keys::trouble, runners::declare::Runner};

/// Computes the hash of each result that is stored of a job, to be compared with the audit log.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::runners) struct Hashes {
    /// The job's id.
    jid: Text,
}

impl Runner for Hashes {
    const NAME: &'static str = "jobs.hashes";
    type Output = Dict;

    fn run(self, house: &House) -> Result<Dict, Failure> {
        let Some((jid, _)) = find(house, &self.jid)? else {
            return Err(Failure::new(Kind::Usage, format!("there is no job {}", self.jid.0.escape_debug())));
        };
        let mut hashes = Dict::new();
        let read = house.archive.for_each_end(jid, |id, end| {
            let hash = end.result.map(|result| digest(&result.value).unwrap_or_default());
            hashes.insert(id.as_str(), hash);
        });
        read.map(|()| hashes).map_err(|error| trouble(&error))
    }
}
