//! `/etc/os-release`, and the grains that follow from it.

use std::collections::HashMap;

use halite_common::value::{Dict, Value};

use super::names;

/// The members of an `os-release`.
pub(super) type Release = HashMap<String, String>;

/// Distributions whose `os-release` says it all.
const TOLD: [&str; 8] = ["almalinux", "astra", "debian", "linuxmint", "mendel", "pop", "rocky", "ubuntu"];

/// Reads `NAME="value"` lines as a shell would.
pub(super) fn parse(text: &str) -> Release {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let mut release: Release = lines
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim().to_owned(), unquoted(value.trim())))
        .collect();
    for (key, default) in [("NAME", "Linux"), ("ID", "linux"), ("PRETTY_NAME", "Linux")] {
        release.entry(key.into()).or_insert_with(|| default.into());
    }
    release
}

fn unquoted(value: &str) -> String {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inner = match quote {
        Some(quote) => value[1..].strip_suffix(quote).unwrap_or(&value[1..]),
        None => value,
    };
    if quote == Some('\'') {
        return inner.to_owned();
    }
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c == '\\' { out.extend(chars.next()) } else { out.push(c) }
    }
    out
}

/// `os`, `os_family`, `oscodename`, `osfullname`, `osrelease` and `lsb_distrib_*`.
pub(super) fn grains(release: &Release, lsb: &Dict, centos: Option<&str>) -> Dict {
    let text = |key: &str| release.get(key).map(String::as_str).filter(|value| !value.is_empty());
    let (id, name) = (text("ID").unwrap_or("linux"), text("NAME").unwrap_or("Linux").trim());
    let mut grains = lsb.clone();
    if !grains.contains("lsb_distrib_id") {
        grains.insert("lsb_distrib_id", name);
        if let Some(version) = text("VERSION_ID") {
            grains.insert("lsb_distrib_release", version);
        }
        if let Some(codename) = text("VERSION_CODENAME").or(text("PRETTY_NAME")) {
            grains.insert("lsb_distrib_codename", codename);
        }
    }
    let os = names::os(name, id);
    let lsb = |grains: &Dict, key: &str| grains.get(key).map(|value| value.to_string().trim().to_owned());
    let told = TOLD.contains(&id);
    let codename = codename(release);
    let family = if told { by_id(id, text("ID_LIKE")) } else { names::family(&os) };
    let version = if told {
        text("VERSION_ID").map(str::to_owned).or_else(|| mendel(release))
    } else {
        centos
            .filter(|_| id == "centos")
            .and_then(centos_release)
            .or_else(|| lsb(&grains, "lsb_distrib_release"))
    };
    let codename = if told { codename } else { lsb(&grains, "lsb_distrib_codename").or(codename) };
    let found = [
        ("os", Some(suse_name(release).unwrap_or(os))),
        ("os_family", Some(family)),
        ("oscodename", codename),
        ("osfullname", Some(full_name(release, name))),
        ("osrelease", version),
    ];
    grains.extend(found.into_iter().filter_map(|(key, value)| {
        value.filter(|value| !value.is_empty()).map(|value| (key, Value::from(value)))
    }));
    grains
}

/// The oldest ancestor; Mint says nothing of Debian.
fn by_id(id: &str, like: Option<&str>) -> String {
    let Some(like) = like else { return capital(id) };
    let mut ancestors = like.split_whitespace();
    if id == "debian" || id == "ubuntu" || ancestors.clone().any(|a| matches!(a, "debian" | "ubuntu")) {
        return "Debian".into();
    }
    capital(ancestors.next_back().unwrap_or(id))
}

fn capital(id: &str) -> String {
    if id == "fedora" {
        return "RedHat".into();
    }
    let mut chars = id.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn codename(release: &Release) -> Option<String> {
    let text = |key: &str| release.get(key).filter(|value| !value.is_empty());
    let quirk = || match text("ID")?.as_str() {
        "astra" => text("VARIANT_ID").cloned(),
        "almalinux" | "rocky" => {
            let (_, behind) = text("VERSION")?.split_once('(')?;
            Some(behind.trim_end_matches(')').to_owned())
        }
        _ => None,
    };
    text("VERSION_CODENAME").cloned().or_else(quirk)
}

/// Mendel names its version only for people: `Mendel GNU/Linux 5 (Eagle)`.
fn mendel(release: &Release) -> Option<String> {
    (release.get("ID")? == "mendel")
        .then(|| release.get("PRETTY_NAME")?.split_whitespace().nth(2).map(str::to_owned))?
}

/// `os-release` of CentOS lacks the minor number.
fn centos_release(text: &str) -> Option<String> {
    text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

fn suse_name(release: &Release) -> Option<String> {
    let cpe = release.get("CPE_NAME")?;
    let vendor = cpe
        .split(':')
        .find(|part| part.eq_ignore_ascii_case("suse") || part.eq_ignore_ascii_case("opensuse"));
    vendor.map(|_| "SUSE".into())
}

fn full_name(release: &Release, name: &str) -> String {
    if suse_name(release).is_some() && name == "openSUSE Leap" {
        return "Leap".into();
    }
    match release.get("VERSION").filter(|version| *version == "Tumbleweed") {
        Some(tumbleweed) => tumbleweed.clone(),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Dict;

    use super::{grains, parse};

    fn check(release: &str, lsb: &str, expected: [&str; 5]) {
        let grains = grains(&parse(release), &super::super::lsb::parse(lsb), None);
        let text = |name: &str| grains.get(name).map(ToString::to_string).unwrap_or_default();
        let found = ["os", "os_family", "oscodename", "osfullname", "osrelease"].map(text);
        assert_eq!(found, expected);
    }

    #[test]
    fn distributions_are_told_apart() {
        check(
            "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\nID=debian\n",
            "",
            ["Debian", "Debian", "bookworm", "Debian GNU/Linux", "12"],
        );
        check(
            "NAME=\"Ubuntu\"\nVERSION_ID=\"24.04\"\nVERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\n",
            "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\nDISTRIB_CODENAME=noble\n",
            ["Ubuntu", "Debian", "noble", "Ubuntu", "24.04"],
        );
        check(
            "NAME=\"AlmaLinux\"\nVERSION=\"9.3 (Shamrock Pampas Cat)\"\nID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.3\"\n",
            "",
            ["AlmaLinux", "RedHat", "Shamrock Pampas Cat", "AlmaLinux", "9.3"],
        );
        check(
            "NAME=\"Fedora Linux\"\nVERSION_ID=40\nID=fedora\nPRETTY_NAME=\"Fedora Linux 40 (Forty)\"\n",
            "",
            ["Fedora", "RedHat", "Fedora Linux 40 (Forty)", "Fedora Linux", "40"],
        );
        check(
            "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.20.1\nPRETTY_NAME=\"Alpine Linux v3.20\"\n",
            "",
            ["Alpine", "Alpine", "Alpine Linux v3.20", "Alpine Linux", "3.20.1"],
        );
        check(
            "NAME=\"SLES\"\nID=sles\nVERSION_ID=\"15.5\"\nPRETTY_NAME=\"SUSE Linux Enterprise Server 15 SP5\"\nCPE_NAME=\"cpe:/o:suse:sles:15:sp5\"\n",
            "",
            ["SUSE", "Suse", "SUSE Linux Enterprise Server 15 SP5", "SLES", "15.5"],
        );
    }

    #[test]
    fn a_machine_without_the_file_is_linux() {
        let grains = grains(&parse(""), &Dict::new(), None);
        assert_eq!(grains.get("osfullname"), Some(&"Linux".into()));
    }

    #[test]
    fn values_are_unquoted() {
        let release = parse("# c\nA=\"x \\\"y\\\"\"\nB='z'\nC=plain\n");
        assert_eq!(
            (release["A"].as_str(), release["B"].as_str(), release["C"].as_str()),
            ("x \"y\"", "z", "plain")
        );
    }
}
