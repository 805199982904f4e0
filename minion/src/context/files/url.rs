//! What a `source:` may be.

/// The parts of a URL that names a file.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::context) enum Url<'a> {
    /// `salt://path?saltenv=…`.
    Salt {
        /// The path in its environment.
        path: &'a str,
        /// The environment that the URL names.
        saltenv: Option<&'a str>,
    },
    /// A path of this machine.
    Path(&'a str),
    /// Anything with another scheme.
    Web(&'a str),
}

impl<'a> Url<'a> {
    /// Reads a URL; bare relative paths are none.
    pub(in crate::context) fn parse(text: &'a str) -> Option<Url<'a>> {
        if let Some(rest) = text.strip_prefix("salt://") {
            let (path, query) = match rest.rsplit_once('?') {
                Some((path, query)) if query.starts_with("saltenv=") || query.starts_with("env=") => {
                    (path, query)
                }
                _ => (rest, ""),
            };
            let saltenv = query.split_once('=').map(|(_, name)| name).filter(|name| !name.is_empty());
            // A `|` escapes whatever follows it, so that names may hold a `?`.
            let path = path.strip_prefix('|').unwrap_or(path);
            return Some(Url::Salt { path: path.trim_start_matches('/'), saltenv });
        }
        if let Some(path) = text.strip_prefix("file://") {
            return Some(Url::Path(path));
        }
        if text.starts_with('/') {
            return Some(Url::Path(text));
        }
        text.contains("://").then_some(Url::Web(text))
    }
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn urls_are_taken_apart() {
        let check =
            |text: &'static str, expected: Option<Url<'static>>| assert_eq!(Url::parse(text), expected);
        check("salt://a/b.conf", Some(Url::Salt { path: "a/b.conf", saltenv: None }));
        check("salt://a?saltenv=dev", Some(Url::Salt { path: "a", saltenv: Some("dev") }));
        check("salt://|a?b", Some(Url::Salt { path: "a?b", saltenv: None }));
        check("/etc/hosts", Some(Url::Path("/etc/hosts")));
        check("file:///etc/hosts", Some(Url::Path("/etc/hosts")));
        check("https://example.com/x", Some(Url::Web("https://example.com/x")));
        check("a/b", None);
    }
}
