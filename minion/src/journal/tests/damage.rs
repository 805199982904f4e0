//! Journals that are not what was written: torn, damaged, foreign, gone.

use std::fs;

use super::{
    super::{RealDisk, file::frame_of, keep::was_lost},
    *,
};

impl FakeDisk {
    fn content(&self) -> Vec<u8> {
        self.0.lock().unwrap().written.clone()
    }

    fn of(content: &[u8]) -> FakeDisk {
        let disk = FakeDisk::default();
        disk.0.lock().unwrap().written = content.to_vec();
        disk
    }

    fn aside(&self) -> Vec<(Spoilt, Vec<u8>)> {
        self.0.lock().unwrap().aside.clone()
    }
}

/// A journal's file, and where each of its records ends.
struct Written {
    content: Vec<u8>,
    ends: Vec<usize>,
}

fn written(events: &[Event]) -> Written {
    let disk = FakeDisk::default();
    let mut journal = disk.open(ROOM).unwrap();
    let mut ends = vec![disk.length()];
    for event in events {
        journal.take(event.clone());
        ends.push(disk.length());
    }
    Written { content: disk.content(), ends }
}

impl Written {
    /// With a bit turned in the body of a record, counted from 0.
    fn damaged(&self, record: usize) -> Vec<u8> {
        let mut content = self.content.clone();
        content[self.ends[record + 1] - 1] ^= 1;
        content
    }
}

/// What a minion does with such a file; a second start finds nothing wrong with it.
fn resumed(content: &[u8]) -> String {
    let disk = FakeDisk::of(content);
    let actions = shown(&disk.open(ROOM).unwrap().resume(&id()));
    let aside = disk.aside();
    disk.open(ROOM).unwrap();
    assert_eq!(disk.aside(), aside, "what was damaged stays in the file");
    actions
}

/// One job that waits, one that runs, one that has returned, one that is over, and one more that waits.
fn busy() -> Written {
    let jobs: Vec<Arc<Job>> = (1..6).map(job).collect();
    let due = |number: usize| Event::Due { jid: jobs[number].jid };
    let ended = |number: usize| Event::Ended { result: result(&jobs[number], 7) };
    written(&[
        offered(&jobs[0]),
        offered(&jobs[1]),
        due(1),
        offered(&jobs[2]),
        due(2),
        ended(2),
        offered(&jobs[3]),
        due(3),
        ended(3),
        Event::Acknowledged { jid: jobs[3].jid },
        offered(&jobs[4]),
    ])
}

#[test]
fn a_torn_end_was_no_promise() {
    let it = written(&[offered(&job(1)), offered(&job(2))]);
    for cut in it.ends[1]..it.ends[2] {
        let disk = FakeDisk::of(&it.content[..cut]);
        assert_eq!(shown(&disk.open(ROOM).unwrap().resume(&id())), "queue", "{cut} bytes");
        assert_eq!(disk.length(), it.ends[1]);
        let copies =
            if cut == it.ends[1] { vec![] } else { vec![(Spoilt::Torn, it.content[..cut].to_vec())] };
        assert_eq!(disk.aside(), copies);
    }
}

#[test]
fn a_job_whose_beginning_is_damaged_is_lost_and_not_run() {
    let job = job(1);
    let it = written(&[offered(&job), Event::Due { jid: job.jid }]);
    let content = it.damaged(1);
    assert_eq!(resumed(&content), "owe lost");
    let disk = FakeDisk::of(&content);
    let mut journal = disk.open(ROOM).unwrap();
    assert_eq!(disk.aside(), [(Spoilt::Damaged, content)]);
    journal.resume(&id());
    assert_eq!(shown(&journal.take(Event::Due { jid: job.jid })), "");
    assert_eq!(shown(&journal.take(offered(&job))), "owe lost");
}

#[test]
fn what_lies_behind_one_damaged_record_is_kept() {
    let it = busy();
    assert_eq!(resumed(&it.content), "queue, owe 7, queue, owe lost");
    let check = |record: usize, expected: &str| {
        assert_eq!(resumed(&it.damaged(record)), expected, "record {record}");
    };
    check(0, "owe 7, queue, owe lost");
    // That it began is known, not what it was.
    check(1, "owe 7, queue, owe lost, owe lost");
    check(2, "owe 7, queue, owe lost, owe lost");
    check(4, "owe 7, queue, owe lost, owe lost");
    check(5, "queue, owe lost, owe lost, owe lost");
    // It is over, whatever it was.
    check(8, "owe 7, queue, owe lost, owe lost");
    check(9, "owe 7, owe 7, queue, owe lost, owe lost");
    check(10, "owe 7, owe lost, owe lost");
}

#[test]
fn what_has_no_length_to_go_on_by_is_damage_to_its_end() {
    let it = busy();
    let head = it.ends[3];
    let check = |content: &[u8], expected: &str| assert_eq!(resumed(content), expected);
    let with = |bytes: &[u8]| {
        let mut content = it.content.clone();
        content[head..head + bytes.len()].copy_from_slice(bytes);
        content
    };
    check(&with(&[0; 200]), "owe lost, owe lost");
    check(&with(&[0xff; 4]), "owe lost, owe lost");
    // Zeros where the next record was to be, as some file systems leave them.
    check(&[&it.content[..head], &[0; 20]].concat(), "owe lost, owe lost");
    // Its checksum is right, and it is no record.
    let strange = frame_of(b"\x81\xa7strange\x01").unwrap();
    check(&[&it.content[..head], &strange, &it.content[head..]].concat(), "owe 7, queue, owe lost, owe lost");
}

#[test]
fn no_bit_that_turns_has_a_job_run_again() {
    let it = busy();
    let begun = [2, 3, 4].map(job);
    // Every bit of the heads, and one of each byte of the bodies, where one is like another.
    let in_head = |byte: usize| it.ends.iter().any(|end| (*end..end + 12).contains(&byte));
    let bits = (0..it.content.len() * 8).filter(|bit| in_head(bit / 8) || bit % 8 == bit / 8 % 8);
    for bit in bits {
        let mut content = it.content.clone();
        content[bit / 8] ^= 1 << (bit % 8);
        let disk = FakeDisk::of(&content);
        let Ok(mut journal) = disk.open(ROOM) else {
            assert!(bit / 8 < it.ends[0], "bit {bit}");
            continue;
        };
        let mut seen = shown(&journal.resume(&id()));
        for job in &begun {
            seen += &shown(&journal.take(Event::Due { jid: job.jid }));
        }
        assert!(!seen.contains("run"), "bit {bit}: {seen}");
        assert!(!disk.aside().is_empty(), "bit {bit}");
        assert!(disk.aside().iter().all(|(what, _)| *what == Spoilt::Damaged), "bit {bit}");
        // What was offered and has begun is known even where its own record is not.
        for job in &begun {
            let again = shown(&journal.take(offered(job)));
            assert!(again.starts_with("owe") || again.starts_with("refuse"), "bit {bit}: {again}");
        }
    }
}

#[test]
fn a_torn_journal_opens_on_a_full_disk() {
    let mut content = written(&[offered(&job(1))]).content;
    content.extend(b"torn");
    let disk = FakeDisk::of(&content);
    disk.set_full(true);
    assert_eq!(shown(&disk.open(ROOM).unwrap().resume(&id())), "queue");
    assert_eq!(disk.aside(), []);
}

#[test]
fn a_damaged_journal_on_a_full_disk_is_damaged_until_it_can_be_rewritten() {
    let (first, second) = (job(1), job(2));
    let disk = FakeDisk::of(&written(&[offered(&first), Event::Due { jid: first.jid }]).damaged(1));
    disk.set_full(true);
    for _ in 0..2 {
        let mut journal = disk.open(ROOM).unwrap();
        assert_eq!((shown(&journal.resume(&id())), journal.is_behind()), ("owe lost".into(), true));
        let refused = shown(&journal.take(offered(&second)));
        assert!(refused.starts_with("refuse: the minion could not write its journal: "), "{refused}");
    }
    let mut journal = disk.open(ROOM).unwrap();
    journal.resume(&id());
    disk.set_full(false);
    journal.take(Event::Tick);
    assert!(!journal.is_behind());
    assert_eq!(shown(&journal.take(offered(&second))), "accept, queue");
    assert_eq!(resumed(&disk.content()), "owe lost, queue");
    assert_eq!(disk.open(ROOM).unwrap().holding(), [first.jid, second.jid]);
}

#[test]
fn a_foreign_file_is_no_journal() {
    let disk = FakeDisk::of(b"halite journal 2\n");
    assert!(matches!(disk.open(ROOM), Err(JournalError::Foreign { .. })));
    assert_eq!(disk.content(), b"halite journal 2\n");
}

#[test]
fn the_first_copies_of_damaged_journals_stay() {
    let folder = tempfile::tempdir().unwrap();
    let mut disk = RealDisk::open(folder.path()).unwrap();
    let copy = |name: &str| fs::read_to_string(folder.path().join(name)).ok();
    for content in ["a", "b", "c", "d"] {
        disk.set_aside(Spoilt::Damaged, content.as_bytes()).unwrap();
    }
    let error = disk.set_aside(Spoilt::Damaged, b"e").unwrap_err();
    assert_eq!(error.to_string(), "there are 4 already, which stay");
    let kept = [
        "journal.damaged",
        "journal.damaged.1",
        "journal.damaged.2",
        "journal.damaged.3",
        "journal.damaged.4",
    ];
    assert_eq!(
        kept.map(copy),
        [Some("a".into()), Some("b".into()), Some("c".into()), Some("d".into()), None]
    );
    for content in ["long", "b"] {
        disk.set_aside(Spoilt::Torn, content.as_bytes()).unwrap();
        assert_eq!(copy("journal.torn").as_deref(), Some(content));
    }
}

#[test]
fn a_journal_that_is_gone_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("journal");
    assert!(!was_lost(&home), "there never was one");
    drop(Journal::open(folder.path(), ROOM).unwrap());
    assert!(!was_lost(&home));
    fs::write(home.join("journal"), "").unwrap();
    assert!(!was_lost(&home), "the minion has not got as far as to note its master");
    fs::write(home.join("master"), "salt_4506").unwrap();
    assert!(was_lost(&home));
    fs::remove_file(home.join("journal")).unwrap();
    assert!(was_lost(&home));
}
