//! Rows of the master's store: any content in any table, read by those who read it. A record or an error, never a panic;
//! a record that was read is written and read as the same.
#![no_main]

use std::sync::Arc;

use halite_common::crypto::NodeKey;
use halite_master::{
    jobs::{Archive, EndRecord, JobRecord},
    keys::{KeyRing, Policy},
    roster::{MinionRecord, Roster},
    store::{Batch, Row, Scan, Store, Table, fuzzing::OneRow},
};
use libfuzzer_sys::fuzz_target;
use serde::{Serialize, de::DeserializeOwned};
use std::sync::LazyLock;

static KEY: LazyLock<NodeKey> = LazyLock::new(|| NodeKey::generate().expect("the system has random numbers"));

fn there_and_back<T: Serialize + DeserializeOwned>(row: &Row, table: Table) {
    let Ok(read) = row.decode::<T>(table) else { return };
    let written = |record: &T| {
        let batch = Batch::new().put(table, "", record).expect("what was read can be written");
        batch.changes.into_iter().next().and_then(|change| change.value).expect("it was put")
    };
    let first = written(&read);
    let again = Row { value: first.clone(), ..row.clone() }.decode::<T>(table).expect("what was written can be read");
    // Compared as bytes: `nan` is not equal to itself.
    assert_eq!(written(&again), first);
}

fuzz_target!(|input: &[u8]| {
    let Some((&which, rest)) = input.split_first() else { return };
    let keys: [&[u8]; 4] =
        [b"20261120093000123456", b"20261120093000123456/web1", b"web1", rest.get(..8).unwrap_or(rest)];
    let key = keys[usize::from(which) % keys.len()].to_vec();
    let store: Arc<dyn Store> = Arc::new(OneRow { key, value: rest.to_vec() });

    let archive = Archive::new(Arc::clone(&store));
    let jid = "20261120093000123456".parse().expect("a jid");
    let _ = archive.for_each_job(|_, job| drop(job.functions()));
    let _ = (archive.job(jid), archive.active(), archive.last(), archive.reports(jid));
    let _ = archive.for_each_end(jid, |_, _| {});
    let _ = Roster::open(Arc::clone(&store), || 0);
    if let Ok(ring) = KeyRing::open(Arc::clone(&store), Policy::default(), KEY.public(), || 0) {
        let _ = (ring.list(), ring.accepted());
    }
    if let Ok(row) = store.scan(&Scan::new(Table::Jobs, 1)) {
        for row in &row {
            there_and_back::<JobRecord>(row, Table::Jobs);
            there_and_back::<EndRecord>(row, Table::Returns);
            there_and_back::<MinionRecord>(row, Table::Minions);
        }
    }
});
