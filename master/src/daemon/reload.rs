//! Another configuration while the master runs: each room is handed what it follows.

use std::{
    path::Path,
    sync::{Arc, PoisonError, atomic::Ordering},
};

use halite_common::config::{Config, Reload};

use super::{
    compose::{nodegroups, patience, queue_ttl},
    greet::Greeter,
};
use crate::{
    acl::Acl, api, audit::AuditEvent, files::Files, house::House, jobs::Desk, keys::Policy, pillars::Pillars,
};

/// Takes a configuration that was read anew, and gives the one that is in force now.
pub(super) fn reload(
    old: &Config,
    new: Config,
    house: &House,
    desk: &mut Desk,
    greeter: &mut Greeter,
) -> Config {
    let Reload { config, changed, after_restart } = old.reload(new);
    if !after_restart.is_empty() {
        tracing::warn!("these options have changed and count after a restart: {}", after_restart.join(", "));
    }
    let options = Arc::new(config.options().clone());
    let pillars = Pillars::new(&config, Arc::clone(&house.roster));
    house.resolver.follow(pillars.clone(), nodegroups(&config));
    greeter.follow(Files::new(&options), pillars);
    house.keys.follow(Policy::from_config(&config));
    desk.follow(patience(&config));
    house.queue_ttl.store(queue_ttl(&config), Ordering::Relaxed);
    house.audit.follow(&config);
    house.audit.note(|| AuditEvent::Reloaded { changed: changed.clone() });
    let acl = Acl::from_config(&config);
    open_door(&config.path("api_socket"), &acl);
    *house.acl.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(acl);
    tracing::info!("the configuration is reloaded; changed: {}", list(&changed));
    config
}

/// Lets those whom rules name reach the socket.
fn open_door(socket: &Path, acl: &Acl) {
    if let Err(error) = api::set_reach(socket, acl) {
        tracing::error!(%error, "could not change who may reach {}", socket.display());
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
