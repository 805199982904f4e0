//! What every backend must do; each takes it through [`run`].

use std::sync::Arc;

use super::{Batch, Expect, Scan, Store, StoreError, Table};

/// Makes an empty store, with a name that no other has.
pub(crate) type Make<'a> = &'a dyn Fn(&str) -> Arc<dyn Store>;

/// Runs every test on fresh stores.
pub(crate) fn run(make: Make<'_>) {
    rows_are_written_read_and_deleted(&*make("rows"));
    a_batch_happens_whole_or_not_at_all(&*make("batch"));
    versions_are_compared(&*make("versions"));
    pages_follow_each_other(&*make("pages"));
    tables_are_apart(&*make("tables"));
    many_writers_are_all_stored(&make("writers"));
    one_of_two_wins(&make("race"));
}

fn put(store: &dyn Store, key: &str, value: u32) -> super::Version {
    store.commit(Batch::new().put(Table::Jobs, key, &value).unwrap()).wait().unwrap()
}

fn read(store: &dyn Store, key: &str) -> Option<u32> {
    store.get(Table::Jobs, key.as_bytes()).unwrap().map(|row| row.decode(Table::Jobs).unwrap())
}

fn rows_are_written_read_and_deleted(store: &dyn Store) {
    assert_eq!(read(store, "a"), None);
    put(store, "a", 1);
    put(store, "a", 2);
    assert_eq!(read(store, "a"), Some(2));
    store.commit(Batch::new().delete(Table::Jobs, "a").delete(Table::Jobs, "b")).wait().unwrap();
    assert_eq!(read(store, "a"), None);
    put(store, "", 3);
    assert_eq!(read(store, ""), Some(3));
}

fn a_batch_happens_whole_or_not_at_all(store: &dyn Store) {
    put(store, "taken", 1);
    let batch = Batch::new()
        .put(Table::Jobs, "new", &2)
        .and_then(|batch| batch.put_if(Table::Jobs, "taken", Expect::Absent, &3))
        .unwrap();
    let result = store.commit(batch).wait();
    assert!(matches!(result, Err(StoreError::Conflict { table: "jobs" })), "{result:?}");
    assert_eq!((read(store, "new"), read(store, "taken")), (None, Some(1)));
}

fn versions_are_compared(store: &dyn Store) {
    let first = put(store, "a", 1);
    let change = |version| Batch::new().put_if(Table::Jobs, "a", Expect::Version(version), &2).unwrap();
    let second = store.commit(change(first)).wait().unwrap();
    assert_eq!(store.get(Table::Jobs, b"a").unwrap().unwrap().version, second);
    assert!(store.commit(change(first)).wait().is_err(), "an old version");
    store.commit(Batch::new().delete_if(Table::Jobs, "a", Expect::Version(second))).wait().unwrap();
    put(store, "a", 1);
    assert!(store.commit(change(first)).wait().is_err(), "a version from before the row was deleted");
    assert!(store.commit(change(second)).wait().is_err(), "a version from before the row was deleted");
}

fn pages_follow_each_other(store: &dyn Store) {
    for n in 0..7 {
        put(store, &format!("k{n}"), n);
    }
    put(store, "j", 100);
    put(store, "l", 100);
    let keys = |scan: Scan| -> Vec<String> {
        let rows = store.scan(&scan).unwrap();
        rows.into_iter().map(|row| String::from_utf8(row.key).unwrap()).collect()
    };
    let of = |limit| Scan::new(Table::Jobs, limit).prefix("k");
    assert_eq!(keys(of(3)), ["k0", "k1", "k2"]);
    assert_eq!(keys(of(3).after("k2")), ["k3", "k4", "k5"]);
    assert_eq!(keys(of(3).after("k5")), ["k6"]);
    assert_eq!(keys(of(3).after("k6")), [""; 0]);
    assert_eq!(keys(of(2).backwards()), ["k6", "k5"]);
    assert_eq!(keys(of(9).backwards().after("k1")), ["k0"]);
    assert_eq!(keys(Scan::new(Table::Jobs, 9)).len(), 9);
    let mut walked = 0;
    store
        .for_each(of(2), |_| {
            walked += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(walked, 7);
}

fn tables_are_apart(store: &dyn Store) {
    for table in Table::ALL {
        assert_eq!(store.get(table, b"a").unwrap(), None);
        store.commit(Batch::new().put(table, "a", &table.name()).unwrap()).wait().unwrap();
    }
    for table in Table::ALL {
        let row = store.get(table, b"a").unwrap().unwrap();
        assert_eq!(row.decode::<String>(table).unwrap(), table.name());
    }
}

fn many_writers_are_all_stored(store: &Arc<dyn Store>) {
    std::thread::scope(|scope| {
        for writer in 0..8 {
            scope.spawn(move || {
                let tickets: Vec<_> = (0..50)
                    .map(|n| Batch::new().put(Table::Jobs, format!("{writer}-{n}"), &n).unwrap())
                    .map(|batch| store.commit(batch))
                    .collect();
                for ticket in tickets {
                    ticket.wait().unwrap();
                }
            });
        }
    });
    assert_eq!(store.scan(&Scan::new(Table::Jobs, 1000)).unwrap().len(), 400);
}

fn one_of_two_wins(store: &Arc<dyn Store>) {
    let version = put(&**store, "a", 0);
    let tickets: Vec<_> = (1..=20)
        .map(|n| Batch::new().put_if(Table::Jobs, "a", Expect::Version(version), &n).unwrap())
        .map(|batch| store.commit(batch))
        .collect();
    let won = tickets.into_iter().map(|ticket| ticket.wait().is_ok());
    assert_eq!(won.filter(|won| *won).count(), 1);
    assert_eq!(read(&**store, "a"), Some(1));
}
