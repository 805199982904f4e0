//! The `retry` argument.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

use halite_common::value::Value;

/// How often and how long a state is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Retry {
    pub(super) until: bool,
    pub(super) attempts: i128,
    pub(super) interval: i128,
    pub(super) splay: i128,
}

impl Default for Retry {
    fn default() -> Retry {
        Retry { until: true, attempts: 2, interval: 30, splay: 0 }
    }
}

impl Retry {
    /// Reads the argument; what has the wrong type counts as not given.
    pub(super) fn of(value: &Value) -> Retry {
        let default = Retry::default();
        match value {
            Value::Bool(false) => Retry { attempts: 0, ..default },
            Value::Dict(given) => {
                let number = |name: &str, default: i128| {
                    given.get(name).map_or(default, |value| {
                        value.as_int().or(value.as_bool().map(i128::from)).unwrap_or(default)
                    })
                };
                Retry {
                    until: given.get("until").and_then(Value::as_bool).unwrap_or(true),
                    attempts: number("attempts", default.attempts),
                    interval: number("interval", default.interval),
                    splay: number("splay", default.splay),
                }
            }
            _ => default,
        }
    }

    /// The pause before the next attempt, with a random part up to `splay`.
    pub(super) fn pause(&self) -> Duration {
        let splay = u64::try_from(self.splay).unwrap_or(0);
        let random = RandomState::new().build_hasher().finish() % splay.saturating_add(1).max(1);
        Duration::from_secs(u64::try_from(self.interval).unwrap_or(0).saturating_add(random))
    }

    /// What test mode tells.
    pub(super) fn announce(&self) -> String {
        format!(
            "The state would be retried every {} seconds (with a splay of up to {} seconds) a maximum of {} times or \
             until a result of {} is returned",
            self.interval,
            self.splay,
            self.attempts,
            Value::Bool(self.until)
        )
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::Retry;

    #[test]
    fn wrong_types_fall_back() {
        let check = |json: &str, expected: Retry| {
            assert_eq!(Retry::of(&Value::from_json(json).unwrap()), expected, "{json}");
        };
        check("true", Retry::default());
        check("\"often\"", Retry::default());
        check("false", Retry { attempts: 0, ..Retry::default() });
        check(r#"{"attempts": 5, "interval": "x"}"#, Retry { attempts: 5, ..Retry::default() });
        check(
            r#"{"until": false, "splay": 3, "interval": 1}"#,
            Retry { until: false, splay: 3, interval: 1, attempts: 2 },
        );
    }
}
