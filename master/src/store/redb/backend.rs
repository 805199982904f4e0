//! The backend's face: one file, one writing thread, readers that never wait for it.

use std::{
    io::ErrorKind,
    path::Path,
    sync::{Arc, mpsc},
    thread::JoinHandle,
};

use super::{
    file::File,
    writer::{self, Order},
};
use crate::store::{Batch, Row, Scan, Store, StoreError, Table, Ticket};

/// The embedded backend.
pub struct Redb {
    file: Arc<File>,
    orders: Option<mpsc::Sender<Order>>,
    writer: Option<JoinHandle<()>>,
}

impl Redb {
    /// Opens or makes the store in a file.
    pub fn open(path: &Path) -> Result<Redb, StoreError> {
        let wrong = |source| StoreError::Open { place: path.display().to_string(), source };
        let file = Arc::new(File::open(path).map_err(|error| not_opened(path, error))?);
        let (orders, inbox) = mpsc::channel();
        let of_writer = Arc::clone(&file);
        let writer = std::thread::Builder::new()
            .name("store".into())
            .spawn(move || writer::run(&of_writer, &inbox))
            .map_err(|error| wrong(error.into()))?;
        Ok(Redb { file, orders: Some(orders), writer: Some(writer) })
    }
}

fn not_opened(path: &Path, error: redb::Error) -> StoreError {
    let place = path.display().to_string();
    match error {
        redb::Error::DatabaseAlreadyOpen => StoreError::InUse { place },
        redb::Error::Io(ref cause)
            if !matches!(cause.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) =>
        {
            StoreError::Open { place, source: error.into() }
        }
        _ => StoreError::Damaged { place, source: error.into() },
    }
}

impl Store for Redb {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Row>, StoreError> {
        self.file.get(table, key).map_err(|error| StoreError::Read(error.into()))
    }

    fn scan(&self, scan: &Scan) -> Result<Vec<Row>, StoreError> {
        self.file.scan(scan).map_err(|error| StoreError::Read(error.into()))
    }

    fn commit(&self, batch: Batch) -> Ticket {
        let (promise, ticket) = Ticket::new();
        // Without a writer the promise is dropped, and the ticket says that the store is closed.
        if let Some(orders) = &self.orders {
            let _ = orders.send(Order { batch, promise });
        }
        ticket
    }
}

/// Writes what was handed over, then closes.
impl Drop for Redb {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use super::{Redb, StoreError};
    use crate::store::{Batch, Store, Table, conformance};

    #[test]
    fn conforms() {
        let folder = tempfile::tempdir().unwrap();
        conformance::run(&|name| Arc::new(Redb::open(&folder.path().join(format!("{name}.redb"))).unwrap()));
    }

    #[test]
    fn what_was_stored_is_there_after_reopening() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.redb");
        let put = |store: &Redb, n: u32| {
            let batch = Batch::new().put(Table::Jobs, "a", &n).unwrap();
            store.commit(batch).wait().unwrap()
        };
        let store = Redb::open(&path).unwrap();
        let first = put(&store, 1);
        assert!(Redb::open(&path).is_err(), "two masters on one store");
        drop(store);
        let store = Redb::open(&path).unwrap();
        assert_eq!(store.get(Table::Jobs, b"a").unwrap().unwrap().version, first);
        assert!(put(&store, 2) > first, "versions go on after reopening");
    }

    #[test]
    fn a_store_in_use_is_told_from_a_damaged_one_and_from_one_that_cannot_be_made() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let _open = Redb::open(&at("open")).unwrap();
        assert!(matches!(Redb::open(&at("open")), Err(StoreError::InUse { .. })));
        drop(Redb::open(&at("damaged")).unwrap());
        let mut content = fs::read(at("damaged")).unwrap();
        content[..64].fill(0x55);
        fs::write(at("damaged"), content).unwrap();
        fs::write(at("foreign"), "no store").unwrap();
        for name in ["damaged", "foreign"] {
            assert!(matches!(Redb::open(&at(name)), Err(StoreError::Damaged { .. })), "{name}");
        }
        assert!(matches!(Redb::open(&at("no/where")), Err(StoreError::Open { .. })));
    }
}
