//! The hosts that a tree is linted for where nobody names others: the grains are those that Salt 3008 gives there.

use halite_common::value::Value;

use super::LintHost;

const HOSTS: [(&str, &str); 2] =
    [("debian12", include_str!("hosts/debian12.json")), ("rocky9", include_str!("hosts/rocky9.json"))];

/// One host of each of the two great families: Debian 12 and Rocky Linux 9.
pub fn described_hosts() -> Vec<LintHost> {
    let described = |(name, grains): (&str, &str)| {
        let grains = Value::from_json(grains).ok()?.into_dict()?;
        Some(LintHost { name: name.to_owned(), grains })
    };
    HOSTS.into_iter().filter_map(described).collect()
}

#[cfg(test)]
mod tests {
    use super::{HOSTS, described_hosts};

    #[test]
    fn the_hosts_are_what_they_are_called() {
        let hosts = described_hosts();
        assert_eq!(hosts.len(), HOSTS.len());
        let finger = |at: usize| hosts[at].grains.get("osfinger").map(ToString::to_string);
        assert_eq!(finger(0).as_deref(), Some("Debian-12"));
        assert_eq!(finger(1).as_deref(), Some("Rocky Linux-9"));
    }
}
