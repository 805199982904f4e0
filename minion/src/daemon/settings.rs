//! The session's settings, from the configuration.

use std::sync::Arc;

use halite_common::{
    chain,
    config::Config,
    crypto::{EnrolmentToken, NodeKey, Secret},
    failure::{Failure, Kind},
    id::MinionId,
    value::Dict,
    wire::{Limits, Role, encode_within},
};
use halite_modules::host::Machine;

use super::{
    masters::{masters, order},
    places,
};
use crate::folder::make_private;
use crate::grains;
use crate::session::Settings;

/// Reads keys and addresses; makes the minion's key if there is none.
pub(crate) fn session_settings(config: &Config, id: &MinionId, role: Role) -> Result<Settings, Failure> {
    let pki = config.path("pki_dir");
    make_private(&pki).map_err(|error| {
        Failure::new(Kind::Io, format!("could not make the folder {}: {error}", pki.display()))
            .hint("run the minion as root, or give it its own folders with `root_dir`")
    })?;
    let key = NodeKey::load_or_create(&pki.join("minion.key"))
        .map_err(|error| Failure::new(Kind::Io, chain::print(&error)))?;
    tracing::info!(fingerprint = %key.public().fingerprint(), "the minion's key");
    let masters = masters(config)?;
    let pins = (masters.len() > 1).then(|| pki.join("masters"));
    if let Some(pins) = &pins {
        places::hand_over_pin(&pki, pins, &masters).map_err(|error| {
            Failure::new(Kind::Io, format!("could not keep the master's key in {}: {error}", pins.display()))
        })?;
    }
    let tried = order(config, id, masters.len()).into_iter().map(|number| masters[number].clone()).collect();
    let mut settings = Settings::new(id.clone(), key, tried, pki.join("minion_master.pub"));
    settings.pins = pins;
    let retry_dns = config.seconds("retry_dns");
    if !retry_dns.is_zero() {
        settings.retry_dns = retry_dns;
    }
    settings.role = role;
    settings.grains = autosign_grains(config, id);
    let fingers = config.list("master_finger");
    // Salt's default. An empty one in a list is a mistake, though: nobody should be trusted by it.
    for finger in fingers.iter().filter(|_| fingers != [""]) {
        let wrong = |error: halite_common::crypto::FingerprintError| {
            config.blame(
                "master_finger",
                Failure::new(Kind::Config, format!("option `master_finger`: {error}")),
            )
        };
        settings.master_fingers.push(finger.parse().map_err(wrong)?);
    }
    let token = config.text("enrolment_token");
    settings.token = (!token.is_empty()).then(|| Secret::new(token.into_bytes()));
    if settings.token.as_ref().is_some_and(|token| EnrolmentToken::read(token).is_none()) {
        let failure = Failure::new(Kind::Config, "option `enrolment_token` is no token")
            .hint("copy the whole line that `halite key token create` prints");
        return Err(config.blame("enrolment_token", failure));
    }
    let timeout = config.seconds("auth_timeout");
    if !timeout.is_zero() {
        settings.handshake_timeout = settings.handshake_timeout.max(timeout);
    }
    Ok(settings)
}

/// The grains that `autosign_grains` names. What would not fit into a claim is left out.
fn autosign_grains(config: &Config, id: &MinionId) -> Dict {
    let names = config.list("autosign_grains");
    if names.is_empty() {
        return Dict::new();
    }
    let mut options = config.options().clone();
    options.insert("id", id.as_str());
    let all = grains::collect(&Machine::new(), &Arc::new(options));
    let found: Dict =
        names.iter().filter_map(|name| Some((name.as_str(), all.get(name.as_str())?.clone()))).collect();
    match encode_within(&found, Limits { size: 2048, depth: 6, nodes: 100 }) {
        Ok(_) => found,
        Err(error) => {
            tracing::warn!(error = %chain::print(&error), "the grains of `autosign_grains` are too much and are not sent");
            Dict::new()
        }
    }
}
