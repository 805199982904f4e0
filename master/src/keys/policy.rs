//! What the configuration says about new keys.

use halite_common::config::Config;

use super::autosign::Autosign;

/// What the configuration says about new keys.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// New keys are accepted at once (`auto_accept`).
    pub auto_accept: bool,
    /// Every key is accepted, another key for a known id too (`open_mode`).
    pub open_mode: bool,
    /// Keys that may wait at a time (`max_pending_keys`); 0 for any number.
    pub max_pending: usize,
    /// What is known of a minion outlives its key (`preserve_minion_cache`).
    pub preserve_minion_cache: bool,
    /// Files that decide about new keys.
    pub(super) autosign: Autosign,
}

impl Policy {
    /// Reads the policy, and warns about what lets strangers in.
    pub fn from_config(config: &Config) -> Policy {
        let policy = Policy {
            auto_accept: config.flag("auto_accept"),
            open_mode: config.flag("open_mode"),
            max_pending: usize::try_from(config.number("max_pending_keys")).unwrap_or(usize::MAX),
            preserve_minion_cache: config.flag("preserve_minion_cache"),
            autosign: Autosign::from_config(config),
        };
        if policy.open_mode {
            tracing::warn!("`open_mode` is on: any key is accepted for any id");
        } else if policy.auto_accept {
            tracing::warn!("`auto_accept` is on: every new key is accepted without a look");
        }
        policy
    }
}
