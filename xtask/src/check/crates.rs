//! The crates of others: licences, sources, duplicate versions, who may depend on cryptography, and what is banned.
//!
//! What `cargo deny check licenses bans sources` does, over `cargo metadata`, without building it. Advisories are not
//! looked at: their database is fetched over the network.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
    process::Command,
};

use serde_json::Value;

/// Licences under which we may ship. Of those that are joined by `OR` one is enough.
const LICENCES: [&str; 8] =
    ["Apache-2.0", "BSD-3-Clause", "ISC", "MIT", "Unicode-3.0", "Unlicense", "Zlib", "LLVM-exception"];

/// Crates whose manifest names a file instead of a licence, with what stands in it.
const FILES: [(&str, &str); 1] = [("libyaml-safer", "MIT")];

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Crates of which there are several versions, for reasons beyond us.
const DUPLICATES: [(&str, &[&str]); 3] = [
    ("bitflags", &["1", "2"]),             // 1: zmq
    ("getrandom", &["0.2", "0.3", "0.4"]), // 0.2: ring, 0.3: snow, 0.4: tempfile
    ("syn", &["2", "3"]),                  // 2: the derives of tracing and curve25519-dalek
];

/// Crates that seal, sign or hash, and who may depend on them.
const CRYPTO: [(&str, &[&str]); 11] = [
    ("blake2", &["snow"]),
    ("curve25519-dalek", &["halite-common"]),
    ("md-5", &["halite-modules", "halite-render"]),
    ("ring", &["halite-common", "halite-modules", "halite-render", "rustls", "rustls-webpki", "snow"]),
    ("rustls", &["halite-modules", "ureq"]),
    ("rustls-webpki", &["rustls"]),
    ("sha2", &["halite-modules", "snow"]),
    ("snow", &["halite-common"]),
    ("subtle", &["curve25519-dalek", "digest", "halite-common", "rustls", "snow"]),
    ("untrusted", &["ring", "rustls-webpki"]),
    ("zeroize", &["curve25519-dalek", "halite-common", "rustls", "rustls-pki-types"]),
];

/// Crates that must not come in, by whatever way.
const BANNED: [(&str, &str); 9] = [
    ("aws-lc-rs", "ring does the cryptography"),
    ("chacha20poly1305", "ring does the cryptography"),
    ("aes-gcm", "ring does the cryptography"),
    ("native-tls", "rustls does TLS"),
    ("openssl", "rustls does TLS, ring the cryptography"),
    ("openssl-sys", "rustls does TLS, ring the cryptography"),
    ("rsa", "there are no RSA keys here"),
    ("serde_yaml", "YAML is Salt's, by libyaml-safer"),
    ("zeromq", "one frame of a stranger aborts the process"),
];

pub(crate) fn check(root: &Path) -> Result<Vec<String>, String> {
    let output = Command::new("cargo")
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("could not run cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let metadata =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    Ok(judge(&metadata))
}

/// A crate that is linked or built.
struct Crate<'a> {
    name: &'a str,
    version: &'a str,
    licence: Option<&'a str>,
    source: Option<&'a str>,
    /// Who depends on it.
    users: BTreeSet<&'a str>,
}

fn crates(metadata: &Value) -> Vec<Crate<'_>> {
    let list = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
    let mut users: HashMap<String, BTreeSet<String>> = HashMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let user = node["id"].as_str().unwrap_or_default();
        users.entry(user.to_owned()).or_default();
        for dependency in list(&node["deps"]) {
            let used = dependency["pkg"].as_str().unwrap_or_default().to_owned();
            users.entry(used).or_default().insert(user.to_owned());
        }
    }
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let name_of: HashMap<&str, &str> =
        packages.iter().filter_map(|p| Some((p["id"].as_str()?, p["name"].as_str()?))).collect();
    packages
        .iter()
        .filter_map(|package| {
            let id = package["id"].as_str()?;
            let by = users.get(id)?.iter().filter_map(|user| name_of.get(user.as_str()).copied());
            Some(Crate {
                name: package["name"].as_str()?,
                version: package["version"].as_str()?,
                licence: package["license"].as_str(),
                source: package["source"].as_str(),
                users: by.collect(),
            })
        })
        .collect()
}

fn judge(metadata: &Value) -> Vec<String> {
    let crates = crates(metadata);
    let mut findings: Vec<String> = crates.iter().flat_map(alone).collect();
    let mut versions: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for one in &crates {
        versions.entry(one.name).or_default().insert(line_of(one.version));
    }
    for (name, found) in &versions {
        let known = DUPLICATES.iter().find(|(known, _)| known == name);
        let expected: BTreeSet<String> =
            known.map(|(_, all)| all.iter().map(ToString::to_string).collect()).unwrap_or_default();
        let found_text = || found.iter().cloned().collect::<Vec<_>>().join(", ");
        if found.len() > 1 && *found != expected {
            findings.push(format!(
                "{name} is there in the versions {}: `cargo tree -d` tells who wants them",
                found_text()
            ));
        } else if found.len() == 1 && known.is_some() {
            findings.push(format!(
                "{name} is there once: take it out of DUPLICATES in xtask/src/check/crates.rs"
            ));
        }
    }
    findings
}

/// What can be said of one crate without the others.
fn alone(one: &Crate<'_>) -> Vec<String> {
    let mut findings = Vec::new();
    let Crate { name, version, .. } = one;
    if one.source.is_some_and(|source| source != REGISTRY) {
        findings.push(format!(
            "{name} {version} comes from {}, not from crates.io",
            one.source.unwrap_or_default()
        ));
    }
    if let Some((_, why)) = BANNED.iter().find(|(banned, _)| banned == name) {
        findings.push(format!("{name} must not come in: {why}"));
    }
    let licence =
        one.licence.or_else(|| FILES.iter().find(|(known, _)| known == name).map(|(_, text)| *text));
    match licence {
        Some(text) if permits(text) => {}
        Some(text) => findings.push(format!("{name} {version} has the licence `{text}`")),
        None => findings.push(format!("{name} {version} names no licence")),
    }
    if let Some((_, may)) = CRYPTO.iter().find(|(crypto, _)| crypto == name) {
        let others = one.users.iter().filter(|user| !may.contains(*user));
        findings.extend(
            others.map(|user| format!("{user} must not depend on {name}: cryptography is in few rooms")),
        );
    }
    findings
}

/// The part of a version within which crates are exchanged for each other.
fn line_of(version: &str) -> String {
    let mut parts = version.split('.');
    let (major, minor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if major == "0" { format!("0.{minor}") } else { major.to_owned() }
}

/// Tells whether an SPDX expression leaves us a choice that we may take. `/` is how `OR` was written once.
fn permits(expression: &str) -> bool {
    let text = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut at = 0;
    any_of(&words, &mut at) && at == words.len()
}

fn any_of(words: &[&str], at: &mut usize) -> bool {
    let mut permitted = all_of(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        permitted |= all_of(words, at);
    }
    permitted
}

fn all_of(words: &[&str], at: &mut usize) -> bool {
    let mut permitted = one_of(words, at);
    while matches!(words.get(*at), Some(&"AND" | &"WITH")) {
        *at += 1;
        permitted &= one_of(words, at);
    }
    permitted
}

fn one_of(words: &[&str], at: &mut usize) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word != "(" {
        return LICENCES.contains(&word);
    }
    let permitted = any_of(words, at);
    let closed = words.get(*at) == Some(&")");
    *at += 1;
    permitted && closed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{judge, permits};

    #[test]
    fn a_licence_permits_if_one_choice_does() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0 OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        ] {
            assert!(permits(good), "{good}");
        }
        for bad in
            ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0) AND AGPL-3.0", "(MIT", "MIT)", "MIT MIT"]
        {
            assert!(!permits(bad), "{bad}");
        }
    }

    #[test]
    fn what_should_not_come_in_is_found() {
        let registry = super::REGISTRY;
        let package = |name: &str, version: &str, licence: &str, source: &str| json!({"id": format!("{name}@{version}"), "name": name, "version": version, "license": licence, "source": source});
        let node = |id: &str, deps: &[&str]| json!({"id": id, "deps": deps.iter().map(|dep| json!({"pkg": dep})).collect::<Vec<_>>()});
        let metadata = json!({
            "packages": [
                package("ours", "1.0.0", "MIT", registry),
                package("ring", "0.17.1", "MIT", registry),
                package("openssl", "0.10.1", "Apache-2.0", registry),
                package("gpl", "1.0.0", "GPL-3.0", registry),
                package("fork", "1.0.0", "MIT", "git+https://x"),
                package("twice", "0.1.0", "MIT", registry),
                package("twice", "0.2.0", "MIT", registry),
                package("syn", "2.0.0", "MIT", registry),
                package("bitflags", "1.0.0", "MIT", registry),
                package("bitflags", "2.0.0", "MIT", registry),
                package("getrandom", "0.2.0", "MIT", registry),
                package("getrandom", "0.9.0", "MIT", registry),
                package("unused", "1.0.0", "GPL-3.0", registry),
            ],
            "resolve": {"nodes": [
                node("ours@1.0.0", &["ring@0.17.1"]), node("ring@0.17.1", &[]), node("openssl@0.10.1", &[]),
                node("gpl@1.0.0", &[]), node("fork@1.0.0", &[]), node("twice@0.1.0", &[]), node("twice@0.2.0", &[]),
                node("syn@2.0.0", &[]), node("bitflags@1.0.0", &[]), node("bitflags@2.0.0", &[]),
                node("getrandom@0.2.0", &[]), node("getrandom@0.9.0", &[]),
            ]},
        });
        assert_eq!(
            judge(&metadata),
            [
                "ours must not depend on ring: cryptography is in few rooms",
                "openssl must not come in: rustls does TLS, ring the cryptography",
                "gpl 1.0.0 has the licence `GPL-3.0`",
                "fork 1.0.0 comes from git+https://x, not from crates.io",
                "getrandom is there in the versions 0.2, 0.9: `cargo tree -d` tells who wants them",
                "syn is there once: take it out of DUPLICATES in xtask/src/check/crates.rs",
                "twice is there in the versions 0.1, 0.2: `cargo tree -d` tells who wants them",
            ]
        );
    }
}
