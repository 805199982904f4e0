//! Somebody on the way, who turns bits in what an honest minion and its master say.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use halite_tests::{House, eventually, free_port};
use serde_json::json;

use super::{scene::Scene, tally::Tally};

/// Where a bit is turned: whether on the way to the master, and after how many bytes. In the opening, the answer, the
/// claim, and what is sealed.
const TURNED: [Turn; 5] = [(true, 130), (false, 150), (true, 260), (false, 300), (true, 420)];

/// Whether on the way to the master, and after how many bytes.
type Turn = (bool, usize);

/// One on the way.
#[derive(Clone, Default)]
struct Between {
    connections: Arc<AtomicUsize>,
    /// The bit to be turned in the next connection.
    next: Arc<Mutex<Option<Turn>>>,
    /// Whether the next bytes to the minion have a bit turned.
    armed: Arc<AtomicBool>,
}

impl Between {
    fn listen(&self, port: u16, master: u16) {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let this = self.clone();
        thread::spawn(move || {
            for minion in listener.incoming() {
                let (Ok(minion), Ok(master)) = (minion, TcpStream::connect(("127.0.0.1", master))) else {
                    return;
                };
                this.connections.fetch_add(1, Ordering::SeqCst);
                let turned = this.next.lock().unwrap().take();
                let at = |to_master: bool| turned.filter(|(way, _)| *way == to_master).map(|(_, at)| at);
                let (there, back) = (minion.try_clone().unwrap(), master.try_clone().unwrap());
                pass(there, back, at(true), None);
                pass(master, minion, at(false), Some(Arc::clone(&this.armed)));
            }
        });
    }

    fn count(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Passes bytes on, with one bit turned.
fn pass(mut from: TcpStream, mut to: TcpStream, turned: Option<usize>, armed: Option<Arc<AtomicBool>>) {
    thread::spawn(move || {
        let (mut bytes, mut passed) = ([0; 4096], 0_usize);
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            if let Some(at) = turned.and_then(|at| at.checked_sub(passed)).filter(|at| *at < count) {
                bytes[at] ^= 0x10;
            }
            if armed.as_ref().is_some_and(|armed| armed.swap(false, Ordering::SeqCst)) {
                bytes[count / 2] ^= 0x10;
            }
            passed += count;
            if to.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    });
}

pub(crate) fn changed_on_the_way(tally: &mut Tally) {
    let house = House::default();
    house.file("states/page", &"an honest page\n".repeat(20_000));
    let scene = Scene::of(house);
    let house = &scene.house;
    let (between, port) = (Between::default(), free_port());
    between.listen(port, scene.port());
    let token = scene.token("web1");
    house.configure_minion("web1", &format!("enrolment_token: {token}\n"));
    let text = house.read("web1/minion").replace(&scene.port().to_string(), &port.to_string());
    house.file("web1/minion", &text);
    // A minion that is started anew is not patient yet.
    for turn in TURNED {
        let before = between.count();
        *between.next.lock().unwrap() = Some(turn);
        let _minion = house.minion("web1");
        // It connects again only where a session did not come about, or ended.
        eventually("the connection has ended", || between.count() > before + 1);
        house.eventually_up("web1");
        tally.case(format!("a session after {turn:?}"), !scene.answers("web1"));
    }
    let page = house.path("page").display().to_string();
    for _ in 0..2 {
        let _minion = house.minion("web1");
        eventually("it answers", || scene.answers("web1"));
        let before = between.count();
        between.armed.store(true, Ordering::SeqCst);
        let said = house.json(&["web1", "cp.get_file", "salt://page", &page]);
        let came = house.read("page");
        let changed = !came.is_empty() && came != house.read("states/page");
        tally.case(format!("a file that was changed, {said}"), changed);
        eventually("the session has ended", || between.count() > before);
    }
    let _minion = house.minion("web1");
    eventually("it answers", || scene.answers("web1"));
    let said = house.json(&["web1", "test.arg", "x"]);
    tally.case("a result that was changed", said["web1"]["args"] != json!(["x"]));
    let keys = scene.keys();
    tally.case(
        "a key that nobody has",
        keys["minions"] != json!(["evil", "web1"]) || keys["minions_pre"] != json!([]),
    );
}
