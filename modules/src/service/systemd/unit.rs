//! Names of units.

use std::borrow::Cow;

const TYPES: [&str; 9] =
    ["service", "socket", "device", "mount", "automount", "swap", "target", "path", "timer"];

/// The full name: what has no known ending is a service. (Salt looks at the end only, without a dot.)
pub(super) fn canonical(name: &str) -> Cow<'_, str> {
    if TYPES.iter().any(|ending| name.ends_with(ending)) {
        name.into()
    } else {
        format!("{name}.service").into()
    }
}

/// The name as users write it: services bare, other units whole, anything else not at all.
pub(super) fn short(full: &str) -> Option<&str> {
    let (name, ending) = full.rsplit_once('.')?;
    match ending {
        "service" => Some(name),
        ending if TYPES.contains(&ending) => Some(full),
        _ => None,
    }
}

/// A path below another root.
pub(super) fn below(root: Option<&str>, path: &str) -> std::path::PathBuf {
    match root {
        Some(root) => std::path::Path::new(root).join(path.trim_start_matches('/')),
        None => path.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{canonical, short};

    #[test]
    fn services_may_be_named_short() {
        assert_eq!(canonical("nginx"), "nginx.service");
        assert_eq!(canonical("nginx.service"), "nginx.service");
        assert_eq!(canonical("fstrim.timer"), "fstrim.timer");
        assert_eq!(short("nginx.service"), Some("nginx"));
        assert_eq!(short("fstrim.timer"), Some("fstrim.timer"));
        assert_eq!(short("user.slice"), None);
    }
}
