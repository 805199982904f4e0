//! From the configuration in force to the one that was read anew.

use super::{Config, Role, options};

/// Options that are only looked at when the program starts.
const AT_START: [(Role, &[&str]); 2] = [
    (
        Role::Master,
        &[
            "api_socket",
            "audit_log",
            "cachedir",
            "interface",
            "max_message_bytes",
            "pki_dir",
            "ret_port",
            "root_dir",
            "state_dir",
        ],
    ),
    (
        Role::Minion,
        &[
            "auth_timeout",
            "autosign_grains",
            "cachedir",
            "enrolment_token",
            "grains_refresh_every",
            "id",
            "journal_max_bytes",
            "master",
            "master_alive_interval",
            "master_failback",
            "master_failback_interval",
            "master_finger",
            "master_port",
            "master_shuffle",
            "master_type",
            "minion_id_caching",
            "minion_id_lowercase",
            "minion_id_remove_domain",
            "pki_dir",
            "random_master",
            "recon_default",
            "recon_max",
            "recon_randomize",
            "retry_dns",
            "root_dir",
        ],
    ),
];

/// What a reload changes.
#[derive(Debug)]
pub struct Reload {
    /// The configuration from now on. What needs a restart stands in it as it was.
    pub config: Config,
    /// Options that have changed and count from now on.
    pub changed: Vec<String>,
    /// Options that have changed and count after a restart.
    pub after_restart: Vec<String>,
}

impl Config {
    /// Compares with a configuration that was read anew.
    pub fn reload(&self, mut new: Config) -> Reload {
        let at_start =
            AT_START.iter().find(|(role, _)| *role == self.role()).map_or(&[][..], |(_, names)| names);
        let names = self.options().keys().chain(new.options().keys()).map(ToString::to_string);
        let mut names: Vec<String> = names.filter(|name| self.get(name) != new.get(name)).collect();
        names.sort();
        names.dedup();
        let (after_restart, changed): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| at_start.contains(&name.as_str()));
        for name in &after_restart {
            new.set(name, self.get(name).clone(), self.origin(name).clone());
        }
        Reload { config: new, changed, after_restart }
    }

    /// The options that somebody has set, that are Salt's, and that have no effect; sorted.
    pub fn without_effect(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.set_options().filter(|name| options::is_without_effect(name)).collect();
        names.sort_unstable();
        names
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Origin, Role};

    #[test]
    fn what_needs_a_restart_stays_as_it_was() {
        let old = Config::defaults(Role::Master);
        let mut new = old.clone();
        new.set("timeout", 9, Origin::Environment("X".into()));
        new.set("ret_port", 5506, Origin::Environment("X".into()));
        let reload = old.reload(new);
        assert_eq!((reload.changed, reload.after_restart), (vec!["timeout".into()], vec!["ret_port".into()]));
        assert_eq!((reload.config.number("timeout"), reload.config.number("ret_port")), (9, 4506));
        assert_eq!(reload.config.origin("ret_port"), &Origin::Default);
    }

    #[test]
    fn only_what_was_set_and_does_nothing_is_told() {
        let mut config = Config::defaults(Role::Master);
        assert!(config.without_effect().is_empty());
        for name in ["worker_threads", "timeout", "mysql.host", "publish_port"] {
            config.set(name, 5, Origin::Environment("X".into()));
        }
        assert_eq!(config.without_effect(), ["publish_port", "worker_threads"]);
    }
}
