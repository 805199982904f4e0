//! The thread that writes: durable group commit without a timer.
//!
//! An idle store commits what comes at once; what comes during a commit goes into the next one together.

use std::sync::{Arc, mpsc};

use super::file::File;
use crate::store::{Batch, Promise, StoreError};

/// Batches in one transaction at most.
const MAX_GROUP: usize = 1024;

pub(super) struct Order {
    pub(super) batch: Batch,
    pub(super) promise: Promise,
}

pub(super) fn run(file: &File, inbox: &mpsc::Receiver<Order>) {
    while let Ok(first) = inbox.recv() {
        let mut group = vec![first];
        group.extend(inbox.try_iter().take(MAX_GROUP - 1));
        write(file, group);
    }
}

fn write(file: &File, group: Vec<Order>) {
    let batches: Vec<&Batch> = group.iter().map(|order| &order.batch).collect();
    // Whoever dropped a ticket does not want to know: a failed send is fine.
    match file.write(&batches) {
        Ok(results) => {
            for (order, result) in group.into_iter().zip(results) {
                let result = result.map_err(|table| StoreError::Conflict { table: table.name() });
                let _ = order.promise.send(result);
            }
        }
        Err(error) => {
            let error: Arc<dyn std::error::Error + Send + Sync> = Arc::new(error);
            for order in group {
                let _ = order.promise.send(Err(StoreError::Write(Arc::clone(&error))));
            }
        }
    }
}
