//! Puts the master's parts together, by its configuration.

use std::{
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
    sync::{
        Arc, RwLock,
        atomic::{AtomicBool, AtomicU32, AtomicU64},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use halite_common::{
    chain,
    config::Config,
    crypto::{NodeKey, Signer},
    failure::{Failure, Kind},
    value::{Dict, Value},
};
use tokio::sync::mpsc;

use super::requests::Requests;
use crate::{
    acl::Acl,
    api::Denials,
    audit::Audit,
    files::Files,
    house::{Command, House},
    jobs::{Archive, Clock, Desk, Patience},
    keys::{KeyRing, Policy},
    pillars::Pillars,
    publish::Resolver,
    roster::Roster,
    session::{SessionEvent, Sessions, Settings},
    store::{Redb, Store, StoreError},
};

/// Orders that wait at the desk.
const ORDERS: usize = 256;

/// The master's parts.
pub(super) struct Parts {
    pub(super) house: Arc<House>,
    pub(super) desk: Desk,
    pub(super) orders: mpsc::Receiver<Command>,
    pub(super) events: mpsc::Receiver<SessionEvent>,
    pub(super) requests: Requests,
    pub(super) signing_key: Vec<u8>,
}

/// Puts the parts together, and begins to listen to minions.
pub(super) fn compose(config: &Config) -> Result<Parts, Failure> {
    let pki = config.path("pki_dir");
    let state = config.path("state_dir");
    for folder in [&pki, &state] {
        make_private(folder).map_err(|error| {
            Failure::new(Kind::Io, format!("could not make the folder {}: {error}", folder.display()))
                .hint("run the master as root, or give it its own folders with `root_dir`")
        })?;
    }
    let key = NodeKey::load_or_create(&pki.join("master.key")).map_err(|e| io_failure(&e))?;
    let signer = Signer::load_or_create(&pki.join("master.sign")).map_err(|e| io_failure(&e))?;
    let signer = Arc::new(signer);
    let store = open_store(&state.join("master.redb"))?;
    let audit = Audit::open(config, now_micros).map_err(Failure::from)?;
    let policy = Policy::from_config(config);
    let keys = KeyRing::open(Arc::clone(&store), policy, key.public(), now).map_err(|e| io_failure(&e))?;
    let keys = Arc::new(keys.audited(audit.clone()));
    let roster = Arc::new(Roster::open(Arc::clone(&store), now).map_err(|e| io_failure(&e))?);
    let options = Arc::new(config.options().clone());
    let pillars = Pillars::new(config, Arc::clone(&roster));
    let requests = Requests::new(Files::new(&options), pillars.clone());

    tracing::info!(fingerprint = %key.public().fingerprint(), "the master's key");
    let (sessions, events) = Sessions::start(settings(config, key)?, keys.clone()).map_err(|e| {
        unavailable(&e).hint("is another master there? `interface` and `ret_port` choose the address")
    })?;
    tracing::info!(address = %sessions.address(), "listening to minions");

    let patience = patience(config);
    let signing_key = signer.key().as_bytes().to_vec();
    let post = Arc::new(sessions.clone());
    let desk = Desk::open(Arc::clone(&store), post, signer, Clock::start(), patience);
    let desk = desk.map_err(|e| io_failure(&e))?.audited(audit.clone());
    let (sender, orders) = mpsc::channel(ORDERS);
    let resolver = Resolver::new(keys.clone(), roster.clone(), pillars, nodegroups(config));
    let house = House {
        keys,
        roster,
        resolver,
        sessions,
        archive: Archive::new(store),
        desk: sender,
        acl: RwLock::new(Arc::new(Acl::from_config(config))),
        queue_ttl: AtomicU32::new(queue_ttl(config)),
        audit,
        denials: Denials::default(),
        ready: AtomicBool::new(false),
        published: AtomicU64::new(0),
        runners: AtomicU64::new(1),
    };
    Ok(Parts { house: Arc::new(house), desk, orders, events, requests, signing_key })
}

pub(super) fn patience(config: &Config) -> Patience {
    Patience { timeout: config.seconds("timeout"), gather: config.seconds("gather_job_timeout") }
}

/// Seconds; 0 where jobs do not wait.
pub(super) fn queue_ttl(config: &Config) -> u32 {
    u32::try_from(config.number("queue_ttl")).unwrap_or(u32::MAX)
}

/// Jobs may carry what others should not read.
fn open_store(path: &Path) -> Result<Arc<dyn Store>, Failure> {
    let store = Redb::open(path).map_err(|error| {
        io_failure(&error).hint(match error {
            StoreError::InUse { .. } => "one master at a time has the store; `state_dir` says where it lies",
            StoreError::Damaged { .. } => {
                "restore it from a backup, or move it away to begin anew: accepted keys, jobs and their results are lost then"
            }
            _ => "`state_dir` says where it lies",
        })
    })?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .map_err(|error| Failure::new(Kind::Io, format!("could not protect {}: {error}", path.display())))?;
    Ok(Arc::new(store))
}

fn settings(config: &Config, key: NodeKey) -> Result<Settings, Failure> {
    let port = config.number("ret_port");
    let port = u16::try_from(port)
        .map_err(|_| Failure::new(Kind::Config, format!("option `ret_port`: {port} is no port")))?;
    let mut settings = Settings::new(key);
    settings.interface = config.text("interface");
    settings.port = port;
    let max_message = usize::try_from(config.number("max_message_bytes")).unwrap_or(usize::MAX);
    if max_message > 0 {
        settings.max_message = max_message.min(settings.max_message);
    }
    Ok(settings)
}

/// A dictionary, or a list of dictionaries, as Salt takes both.
pub(super) fn nodegroups(config: &Config) -> Dict {
    match config.get("nodegroups") {
        Value::Dict(groups) => groups.clone(),
        Value::List(parts) => {
            parts.iter().filter_map(Value::as_dict).flatten().map(|(k, v)| (k.clone(), v.clone())).collect()
        }
        _ => Dict::new(),
    }
}

/// Makes a folder that only this user may enter, and those above it that are missing; one that is there keeps its mode.
fn make_private(folder: &Path) -> io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Microseconds since 1970.
fn now_micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

pub(super) fn io_failure(error: &dyn std::error::Error) -> Failure {
    Failure::new(Kind::Io, chain::print(error))
}

pub(super) fn unavailable(error: &dyn std::error::Error) -> Failure {
    Failure::new(Kind::Unavailable, chain::print(error))
}
