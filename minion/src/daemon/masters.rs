//! The masters of the configuration: which, in which order, and how many at a time.

use std::time::Duration;

use halite_common::{
    config::Config,
    crypto::sha256,
    failure::{Failure, Kind},
    id::MinionId,
    value::Value,
};

use crate::session::{MasterAddress, random};

const PORT: u16 = 4506;

/// How many masters at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// All of them, as Salt does with a list.
    All,
    /// One, and the next when it is lost; with how often it is looked whether the first is back.
    Failover(Option<Duration>),
    /// None at all.
    Disabled,
}

/// How many of the masters are wanted at a time.
pub(super) fn way(config: &Config) -> Way {
    match config.text("master_type").as_str() {
        "disable" => Way::Disabled,
        "failover" | "distributed" => Way::Failover(config.flag("master_failback").then(|| failback(config))),
        _ => Way::All,
    }
}

/// As in Salt, `master_alive_interval` where there is no interval of its own.
fn failback(config: &Config) -> Duration {
    let given = ["master_failback_interval", "master_alive_interval"].map(|name| config.seconds(name));
    given.into_iter().find(|interval| !interval.is_zero()).unwrap_or(Duration::from_secs(30))
}

/// The masters, in the order of the configuration.
pub(super) fn masters(config: &Config) -> Result<Vec<MasterAddress>, Failure> {
    let port = match config.number("master_port") {
        0 => PORT,
        port => u16::try_from(port)
            .map_err(|_| Failure::new(Kind::Config, format!("option `master_port`: {port} is no port")))?,
    };
    let names = config.list("master");
    let mut masters: Vec<MasterAddress> = Vec::new();
    for master in names.iter().filter(|name| !name.is_empty()).map(|name| address(name, port)) {
        if !masters.contains(&master) {
            masters.push(master);
        }
    }
    if masters.is_empty() {
        return Err(Failure::new(Kind::Config, "option `master` names no master"));
    }
    Ok(masters)
}

/// The order in which masters are tried, by their numbers.
pub(super) fn order(config: &Config, id: &MinionId, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    if config.text("master_type") == "distributed" && count > 0 {
        let hash = sha256(id.as_str().as_bytes());
        let first = usize::from(u16::from_be_bytes([hash[0], hash[1]])) % count;
        order[..=first].rotate_right(1);
    }
    let shuffled =
        ["random_master", "master_shuffle"].iter().any(|name| *config.get(name) == Value::Bool(true));
    if shuffled {
        // Which one to come back to is not left to chance.
        let fixed = usize::from(config.flag("master_failback"));
        shuffle(order.get_mut(fixed..).unwrap_or_default(), random);
    }
    order
}

fn shuffle(order: &mut [usize], random: impl Fn() -> f64) {
    for last in (1..order.len()).rev() {
        // Between 0 and 1, and so within the list.
        let other = (random() * (last + 1) as f64) as usize;
        order.swap(last, other.min(last));
    }
}

/// `host`, `host:port`, `[v6]:port` or a bare IPv6 address.
fn address(text: &str, default: u16) -> MasterAddress {
    let text = text.trim();
    let split = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, port)) => Some((host, port.strip_prefix(':').unwrap_or_default())),
        None => text.split_once(':').filter(|(_, rest)| !rest.contains(':')),
    };
    let (host, port) = split.unwrap_or((text, ""));
    MasterAddress { host: host.to_owned(), port: port.parse().unwrap_or(default) }
}

#[cfg(test)]
mod tests {
    use halite_common::{
        config::{Config, Origin, Role},
        value::Value,
    };

    use super::{Way, masters, order, shuffle, way};

    fn config(options: &[(&str, Value)]) -> Config {
        let mut config = Config::defaults(Role::Minion);
        for (name, value) in options {
            config.set(name, value.clone(), Origin::Default);
        }
        config
    }

    #[test]
    fn a_master_may_have_a_port() {
        let check = |text: &str, host: &str, port: u16| {
            let found = super::address(text, 4506);
            assert_eq!((found.host.as_str(), found.port), (host, port), "{text}");
        };
        check("salt", "salt", 4506);
        check("salt.example.com:5506", "salt.example.com", 5506);
        check("192.0.2.1", "192.0.2.1", 4506);
        check("fd00::1", "fd00::1", 4506);
        check("[fd00::1]:5506", "fd00::1", 5506);
        check("[fd00::1]", "fd00::1", 4506);
    }

    #[test]
    fn the_same_master_counts_once() {
        let names: Value = ["a", "b:4506", "a:4506", "", "b"].into_iter().collect();
        let found = masters(&config(&[("master", names)])).unwrap();
        assert_eq!(found.iter().map(|master| master.host.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert!(masters(&config(&[("master", Value::from(""))])).is_err());
    }

    #[test]
    fn masters_are_tried_in_an_order() {
        let id = "web1".parse().unwrap();
        assert_eq!(order(&config(&[]), &id, 3), [0, 1, 2]);
        let distributed = config(&[("master_type", "distributed".into())]);
        let firsts: std::collections::BTreeSet<usize> =
            (0..50).map(|n| order(&distributed, &format!("web{n}").parse().unwrap(), 3)[0]).collect();
        assert_eq!(firsts.len(), 3);
        let back = config(&[("random_master", true.into()), ("master_failback", true.into())]);
        for _ in 0..20 {
            let mut tried = order(&back, &id, 4);
            assert_eq!(tried[0], 0);
            tried.sort_unstable();
            assert_eq!(tried, [0, 1, 2, 3]);
        }
        let mut shuffled = [0, 1, 2];
        shuffle(&mut shuffled, || 0.0);
        assert_eq!(shuffled, [1, 2, 0]);
    }

    #[test]
    fn how_many_at_a_time() {
        assert_eq!(way(&config(&[])), Way::All);
        assert_eq!(way(&config(&[("master_type", "disable".into())])), Way::Disabled);
        let failover = ("master_type", Value::from("failover"));
        assert_eq!(way(&config(std::slice::from_ref(&failover))), Way::Failover(None));
        let back = ("master_failback", Value::from(true));
        let every = |seconds| Way::Failover(Some(std::time::Duration::from_secs(seconds)));
        assert_eq!(way(&config(&[failover.clone(), back.clone()])), every(30));
        let alive = ("master_alive_interval", Value::from(7));
        assert_eq!(way(&config(&[failover, back, alive])), every(7));
    }
}
