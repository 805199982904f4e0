//! The session's settings, from the configuration.

use std::{sync::Arc, time::Duration};

use halite_common::{
    chain,
    config::{Config, Origin},
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
    pauses(config, &mut settings);
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

/// Shorter pauses than this would keep the minion and its master busy with nothing else.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);

/// Salt's `recon_default` and `recon_max`, in milliseconds; where nobody has set them, ours stay.
fn pauses(config: &Config, settings: &mut Settings) {
    let set = |name: &str| {
        (*config.origin(name) != Origin::Default).then(|| Duration::from_millis(config.number(name)))
    };
    if let Some(first) = set("recon_default") {
        settings.reconnect = first.max(SHORTEST_PAUSE);
    }
    if let Some(longest) = set("recon_max") {
        settings.reconnect_max = longest;
    }
    // A longest pause that is shorter than the first means that pauses do not grow.
    settings.reconnect_max = settings.reconnect_max.max(settings.reconnect);
    settings.spread = config.flag("recon_randomize");
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use halite_common::{
        config::{Config, Origin, Role},
        crypto::NodeKey,
        value::Value,
    };

    use super::{Settings, pauses};

    #[test]
    fn pauses_are_salts_where_they_are_set() {
        let check = |options: &[(&str, Value)], expected: (u64, u64, bool)| {
            let mut config = Config::defaults(Role::Minion);
            for (name, value) in options {
                config.set(name, value.clone(), Origin::Environment("X".into()));
            }
            let key = NodeKey::generate().unwrap();
            let mut settings = Settings::new("web1".parse().unwrap(), key, Vec::new(), "pin".into());
            pauses(&config, &mut settings);
            let (first, longest) = (Duration::from_millis(expected.0), Duration::from_millis(expected.1));
            assert_eq!(
                (settings.reconnect, settings.reconnect_max, settings.spread),
                (first, longest, expected.2),
                "{options:?}"
            );
        };
        check(&[], (500, 60_000, true));
        let both = [("recon_default", 50.into()), ("recon_max", 200.into())];
        check(&both, (50, 200, true));
        check(&[("recon_randomize", false.into())], (500, 60_000, false));
        check(&[("recon_max", 0.into())], (500, 500, true));
        check(&[("recon_default", 0.into())], (10, 60_000, true));
        check(&[("recon_default", 90_000.into())], (90_000, 90_000, true));
    }
}
