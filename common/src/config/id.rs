//! The minion's id: configured, remembered, or made of the host's name.

use std::{fs, net::IpAddr, path::Path};

use super::Config;
use crate::{
    failure::{Failure, Kind},
    id::MinionId,
};

impl Config {
    /// The minion's id: option `id`, else the file `minion_id`, else the host's full name.
    ///
    /// A name that was made is remembered in `minion_id` if `minion_id_caching` says so and the folder can be written.
    pub fn minion_id(&self) -> Result<MinionId, Failure> {
        let wrong = |error: crate::id::MinionIdError| {
            Failure::new(Kind::Config, error.to_string()).hint("set `id:` in the minion's configuration")
        };
        let configured = self.text("id");
        if !configured.is_empty() {
            return configured.parse().map_err(|error| self.blame("id", wrong(error)));
        }
        let file = self.dir().join("minion_id");
        if let Ok(text) = fs::read_to_string(&file)
            && !text.trim().is_empty()
        {
            return text.trim().parse().map_err(wrong);
        }
        let mut name = host_name();
        if self.flag("minion_id_lowercase") {
            name = name.to_lowercase();
        }
        if self.flag("minion_id_remove_domain") {
            name.truncate(name.find('.').unwrap_or(name.len()));
        }
        let id: MinionId = name.parse().map_err(wrong)?;
        if self.flag("minion_id_caching") && self.dir().is_dir() {
            // Remembering is a comfort; a folder that cannot be written must not stop a call.
            let _ = fs::write(file, id.as_str());
        }
        Ok(id)
    }
}

fn host_name() -> String {
    let node = rustix::system::uname().nodename().to_string_lossy().into_owned();
    if node.contains('.') {
        return node;
    }
    let hosts = fs::read_to_string(Path::new("/etc/hosts")).unwrap_or_default();
    full_name(&node, &hosts).unwrap_or(node)
}

/// The full name of a node by the text of a hosts file.
fn full_name(node: &str, hosts: &str) -> Option<String> {
    hosts.lines().find_map(|line| {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        words.next()?.parse::<IpAddr>().ok()?;
        let names: Vec<&str> = words.collect();
        let full = names.iter().find(|n| n.contains('.') && !n.starts_with("localhost"))?;
        (names.contains(&node) || full.split('.').next() == Some(node)).then(|| (*full).to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::full_name;

    #[test]
    fn the_full_name_stands_in_the_hosts_file() {
        let hosts =
            "127.0.0.1 localhost\n127.0.1.1 web1.example.com web1 # us\n10.0.0.2 db1.example.com db1\n";
        assert_eq!(full_name("web1", hosts).as_deref(), Some("web1.example.com"));
        assert_eq!(full_name("mail", hosts), None);
    }
}
