//! A source in one line: `deb [signed-by=/x.gpg] https://example.com/apt stable main`.

use indexmap::IndexMap;
use thiserror::Error;

/// One source as a line tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Repo {
    /// The line is commented out.
    pub disabled: bool,
    /// `deb` or `deb-src`.
    pub kind: String,
    /// What stands in brackets, in order.
    pub options: IndexMap<String, String>,
    /// Where the archive is.
    pub uri: String,
    /// The distribution, or a path.
    pub suite: String,
    /// The components.
    pub components: Vec<String>,
    /// What stands behind `#`.
    pub comment: String,
}

/// A line that is no source.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("Name {0} is not valid. This must be the complete repo entry as seen in the sources file")]
pub(crate) struct LineError(pub String);

impl Repo {
    /// Reads a line.
    pub(crate) fn parse(text: &str) -> Result<Repo, LineError> {
        parse(text).ok_or_else(|| LineError(text.trim().to_owned()))
    }

    /// The architectures it is limited to.
    pub(crate) fn architectures(&self) -> Vec<String> {
        let list = self.options.get("arch").map(String::as_str).unwrap_or_default();
        list.split(',').filter(|arch| !arch.is_empty()).map(str::to_owned).collect()
    }

    /// The key that it must be signed by.
    pub(crate) fn signed_by(&self) -> &str {
        self.options.get("signed-by").map(String::as_str).unwrap_or_default()
    }

    /// Whether it is trusted without a signature, if that is said.
    pub(crate) fn trusted(&self) -> Option<bool> {
        self.options.get("trusted").map(|value| truth(value))
    }

    /// The line.
    pub(crate) fn line(&self) -> String {
        let options: Vec<String> = self.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let mut words = Vec::new();
        if self.disabled {
            words.push("#".to_owned());
        }
        words.push(self.kind.clone());
        if !options.is_empty() {
            words.push(format!("[{}]", options.join(" ")));
        }
        words.extend([self.uri.clone(), self.suite.clone()]);
        words.extend(self.components.iter().cloned());
        if !self.comment.is_empty() {
            words.push(format!("#{}", self.comment));
        }
        words.join(" ")
    }
}

/// What apt takes for yes.
pub(super) fn truth(value: &str) -> bool {
    matches!(value.to_lowercase().as_str(), "yes" | "true" | "with" | "on" | "enable" | "1")
}

fn parse(text: &str) -> Option<Repo> {
    let text = text.trim();
    let (disabled, text) = match text.strip_prefix('#') {
        Some(rest) => (true, rest.trim()),
        None => (false, text),
    };
    let (text, comment) = match text.find('#').filter(|at| *at > 0) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    let (kind, rest) = text.trim().split_once(char::is_whitespace)?;
    let (options, rest) = match rest.trim_start().strip_prefix('[') {
        Some(inside) => {
            let (options, rest) = inside.split_once(']')?;
            (self::options(options), rest)
        }
        None => (IndexMap::new(), rest),
    };
    let mut words = rest.split_whitespace().map(str::to_owned);
    let (uri, suite) = (words.next()?, words.next()?);
    let known = matches!(kind, "deb" | "deb-src") && (uri.contains(':') || uri.starts_with('/'));
    known.then(|| Repo {
        disabled,
        kind: kind.to_owned(),
        options,
        uri,
        suite,
        components: words.collect(),
        comment: comment.trim_end().to_owned(),
    })
}

fn options(text: &str) -> IndexMap<String, String> {
    let pairs = text.split_whitespace().filter_map(|option| option.split_once('='));
    pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::Repo;

    #[test]
    fn lines_are_read_and_written() {
        let check = |text: &str, expected: &str| match Repo::parse(text) {
            Ok(repo) => assert_eq!(repo.line(), expected),
            Err(error) => panic!("{error}"),
        };
        let plain = "deb http://deb.debian.org/debian bookworm main contrib";
        check(plain, plain);
        let signed = "deb [arch=amd64,i386 signed-by=/etc/apt/keyrings/x.gpg] https://x.org/apt stable main";
        check(&format!("  {signed}\n"), signed);
        check(
            "deb [ arch=amd64 ] https://x.org/apt stable main",
            "deb [arch=amd64] https://x.org/apt stable main",
        );
        check("#deb-src http://x.org/apt ./", "# deb-src http://x.org/apt ./");
        check("deb http://x.org/apt stable main # mirror", "deb http://x.org/apt stable main # mirror");
    }

    #[test]
    fn what_is_no_source_is_refused() {
        for text in [
            "",
            "# a comment with words in it",
            "deb",
            "deb http://x.org",
            "rpm http://x y",
            "deb [a=b http://x y",
        ] {
            assert!(Repo::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn options_are_told_apart() {
        let repo = Repo::parse("deb [trusted=yes arch=amd64,i386 signed-by=/x] http://y z").unwrap();
        assert_eq!(repo.architectures(), ["amd64", "i386"]);
        assert_eq!((repo.signed_by(), repo.trusted()), ("/x", Some(true)));
    }
}
