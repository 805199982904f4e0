//! What `apt-cache` and `apt-get` print, read. Pure.

use std::collections::BTreeMap;

use halite_common::value::{Dict, Value};

use super::super::provider::Versions;

/// The candidates of `apt-cache policy`; packages without one are left out.
pub(super) fn candidates(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut package = "";
    for line in text.lines() {
        if let Some(name) = line.strip_suffix(':').filter(|_| !line.starts_with(' ')) {
            package = name;
        } else if let Some(version) = line.trim().strip_prefix("Candidate:") {
            let version = version.trim();
            if !version.is_empty() && version != "(none)" {
                found.insert(package.to_owned(), version.to_owned());
            }
        }
    }
    found
}

/// The versions of `apt-cache show` or `apt-cache dump`, in the order printed.
pub(super) fn offered(text: &str) -> Versions {
    let mut found = Versions::new();
    let mut package = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("Package: ") {
            package = Some(name.trim().to_owned());
        } else if let (Some(version), Some(name)) = (line.trim().strip_prefix("Version: "), &package) {
            let versions: &mut Vec<String> = found.entry(name.clone()).or_default();
            versions.push(version.trim().to_owned());
        }
    }
    found
}

/// The paragraphs of `apt-cache show`, by name and version.
pub(super) fn shown(text: &str) -> Dict {
    let mut found = Dict::new();
    for paragraph in text.split("\n\n") {
        let mut fields: Dict = paragraph
            .lines()
            .filter_map(|line| line.split_once(':'))
            .map(|(key, value)| (key.trim(), value.trim()))
            .collect();
        let (name, version) = (fields.remove("Package"), fields.remove("Version"));
        if let (Some(Value::Str(name)), Some(Value::Str(version))) = (name, version) {
            let versions = found.entry_or_insert_with(name.as_str().into(), || Dict::new().into());
            if let Some(versions) = versions.as_dict_mut() {
                versions.insert(version, fields);
            }
        }
    }
    found
}

/// The packages that `apt-get --just-print` would configure, and their versions.
pub(super) fn upgrades(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("Conf "));
    lines
        .filter_map(|line| {
            let (name, rest) = line.split_once(" (")?;
            Some((name.to_owned(), rest.split_whitespace().next()?.trim_end_matches(')').to_owned()))
        })
        .collect()
}

/// The packages that `apt-get autoremove` would remove, sorted.
pub(super) fn orphans(text: &str) -> Vec<String> {
    let after = text.lines().skip_while(|line| !line.contains("The following packages will be REMOVED:"));
    let indented = after.skip(1).take_while(|line| line.starts_with(' '));
    let mut names: Vec<String> = indented.flat_map(str::split_whitespace).map(str::to_owned).collect();
    names.sort();
    names
}

/// The sources of `apt-get update`: fetched, unchanged (`None`) or failed.
pub(super) fn refreshed(text: &str) -> BTreeMap<String, Option<bool>> {
    let lines = text.lines().filter_map(|line| {
        let (first, rest) = line.trim().split_once(char::is_whitespace)?;
        let result = match first.split(':').next()? {
            "Get" => Some(true),
            "Hit" => None,
            "Ign" | "Err" => Some(false),
            _ => return None,
        };
        let words: Vec<&str> = rest.split_whitespace().collect();
        let source = words.join(" ");
        let source = match source.rfind(" [") {
            Some(at) if result == Some(true) && source.ends_with("B]") => source[..at].to_owned(),
            _ => source,
        };
        Some((source, result))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{candidates, offered, orphans, refreshed, shown, upgrades};

    const POLICY: &str = "\
nginx:
  Installed: (none)
  Candidate: 1.22.1-9+deb12u10
  Version table:
     1.22.1-9+deb12u10 500
        500 http://deb.debian.org/debian-security bookworm-security/main amd64 Packages
     1.22.1-9+deb12u9 500
        500 http://deb.debian.org/debian bookworm/main amd64 Packages
default-mta:
  Installed: (none)
  Candidate: (none)
  Version table:
";

    #[test]
    fn candidates_are_read() {
        let found: Vec<_> = candidates(POLICY).into_iter().collect();
        assert_eq!(found, [("nginx".to_owned(), "1.22.1-9+deb12u10".to_owned())]);
    }

    const SHOW: &str = "\
Package: nginx
Version: 1.22.1-9+deb12u10
Installed-Size: 1381
Depends: libc6 (>= 2.34), nginx-common (= 1.22.1-9+deb12u10)
Description-en: small, powerful, scalable web/proxy server
 Nginx (\"engine X\") is a high-performance web and reverse proxy server

Package: nginx
Version: 1.22.1-9+deb12u9
Installed-Size: 1380

Package: vim
Version: 2:9.0.1378-2
";

    #[test]
    fn offers_are_read() {
        let found: Vec<_> = offered(SHOW).into_iter().collect();
        let nginx = vec!["1.22.1-9+deb12u10".to_owned(), "1.22.1-9+deb12u9".to_owned()];
        assert_eq!(found, [("nginx".to_owned(), nginx), ("vim".to_owned(), vec!["2:9.0.1378-2".to_owned()])]);
        let size = shown(SHOW);
        let size =
            size.get("nginx").and_then(|n| n.get("1.22.1-9+deb12u9")).and_then(|v| v.get("Installed-Size"));
        assert_eq!(size, Some(&Value::from("1380")));
    }

    #[test]
    fn upgrades_are_read() {
        let text = "\
Inst base-files [12.4+deb12u11] (12.4+deb12u15 Debian:12.15/oldstable [amd64])
Conf base-files (12.4+deb12u15 Debian:12.15/oldstable [amd64])
Inst libxfont1 [1:1.4.4-1] (1:1.4.5-1 Debian:testing [i386]) []
Conf libxfont1 (1:1.4.5-1 Debian:testing [i386])
";
        let found: Vec<_> = upgrades(text).into_iter().collect();
        let expected = [("base-files", "12.4+deb12u15"), ("libxfont1", "1:1.4.5-1")];
        assert_eq!(found, expected.map(|(name, version)| (name.to_owned(), version.to_owned())));
    }

    #[test]
    fn orphans_are_read() {
        let text = "\
Reading package lists...
The following packages will be REMOVED:
  libfoo1 libbar2
  aspell
0 upgraded, 0 newly installed, 3 to remove and 0 not upgraded.
";
        assert_eq!(orphans(text), ["aspell", "libbar2", "libfoo1"]);
        assert_eq!(orphans("0 upgraded\n"), Vec::<String>::new());
    }

    #[test]
    fn refreshed_sources_are_read() {
        let text = "\
Hit:1 http://deb.debian.org/debian bookworm InRelease
Get:2 http://deb.debian.org/debian bookworm-updates InRelease [55.4 kB]
Ign:3 http://example.com/apt stable InRelease
Err:4 http://example.com/apt stable Release
  404  Not Found [IP: 192.0.2.1 80]
Reading package lists...
";
        let found: Vec<_> = refreshed(text).into_iter().collect();
        let expected = [
            ("http://deb.debian.org/debian bookworm InRelease", None),
            ("http://deb.debian.org/debian bookworm-updates InRelease", Some(true)),
            ("http://example.com/apt stable InRelease", Some(false)),
            ("http://example.com/apt stable Release", Some(false)),
        ];
        assert_eq!(found, expected.map(|(source, result)| (source.to_owned(), result)));
    }
}
