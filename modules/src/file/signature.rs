//! Signatures of files: what `signature` and `source_hash_sig` ask for, checked by the program `gpg`.
//!
//! What is checked are the bytes in hand, never a path that someone could replace in between.

use std::path::PathBuf;

use halite_common::{
    declare::{OneOrMany, Text},
    value::Value,
};
use halite_states::{
    declare::{Ask, ModuleError},
    host::{Command, CommandError},
};

use super::owner::minion_user;

/// Who must have signed, and where the keys are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signers<'a> {
    /// One of these keys, by fingerprint.
    pub(crate) any: &'a OneOrMany<Text>,
    /// Each of these keys, by fingerprint.
    pub(crate) all: &'a OneOrMany<Text>,
    /// The file of keys, if not the one in the home of GnuPG.
    pub(crate) keyring: Option<&'a Text>,
    /// The home of GnuPG.
    pub(crate) home: Option<&'a Text>,
    /// What verifies; only `gpg` does.
    pub(crate) backend: Option<&'a Text>,
}

/// A signature that a file must have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proof<'a> {
    /// The argument that asks for it.
    pub(crate) asked: &'a Value,
    /// Who must have signed.
    pub(crate) signers: Signers<'a>,
}

impl Proof<'_> {
    /// Gives what is signed; the whole content where no signature is asked for.
    pub(crate) fn of(&self, ask: &Ask<'_>, content: Vec<u8>, saltenv: &str) -> Result<Vec<u8>, ModuleError> {
        match Signature::asked(self.asked)? {
            Some(signature) => self.signers.verify(ask, content, &signature, saltenv),
            None => Ok(content),
        }
    }
}

/// Where the signature is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Signature {
    /// In the file itself.
    Inline,
    /// In a file of its own: URL or path.
    Detached(String),
}

impl Signature {
    /// Reads the argument; `None` where no signature is asked for.
    pub(crate) fn asked(argument: &Value) -> Result<Option<Signature>, ModuleError> {
        match argument {
            Value::Bool(true) => Ok(Some(Signature::Inline)),
            Value::Str(url) if !url.is_empty() => Ok(Some(Signature::Detached(url.clone()))),
            Value::List(list) if list.len() == 1 => {
                let one = list.iter().next().cloned().unwrap_or_default();
                Signature::asked(&one)
            }
            other if other.is_truthy() => Err(ModuleError::failed(format!(
                "A signature is True for one in the file itself, or the URL of one file, not {other}"
            ))),
            _ => Ok(None),
        }
    }
}

impl Signers<'_> {
    /// Checks that the content is signed, and gives what is signed: of an inline signature, the text inside.
    pub(crate) fn verify(
        &self,
        ask: &Ask<'_>,
        content: Vec<u8>,
        signature: &Signature,
        saltenv: &str,
    ) -> Result<Vec<u8>, ModuleError> {
        if let Some(backend) = self.backend.filter(|backend| backend.0 != "gpg") {
            return Err(ModuleError::failed(format!(
                "Cannot verify signatures because the {backend} module was not loaded"
            )));
        }
        let mut words = self.words(ask);
        match signature {
            Signature::Inline => {
                if !is_whole(&content) {
                    return Err(unverified("There is text outside of what is signed."));
                }
                words.extend(["--output", "-", "--decrypt", "-"].map(str::to_owned));
            }
            Signature::Detached(url) => {
                let path = fetch(ask, url, saltenv)?;
                words.extend(["--verify".to_owned(), path.display().to_string(), "-".to_owned()]);
            }
        }
        let mut command = Command::new(words).env("LC_ALL", "C");
        command.stdin = Some(content.clone());
        let output = ask.probe.query(&command).map_err(|error| match error {
            CommandError::NotFound(_) => ModuleError::failed(
                "Signature verification requires the gpg module, which could not be found. Make sure you have the \
                 necessary tools and libraries intalled",
            ),
            other => other.into(),
        })?;
        // The status lines alone decide: the exit code is not 0 if one of several signatures has no key here.
        let told = output.stderr_text();
        let found = found(&told);
        self.judge(&found).map_err(unverified)?;
        Ok(match signature {
            Signature::Inline => output.stdout,
            Signature::Detached(_) => content,
        })
    }

    fn words(&self, ask: &Ask<'_>) -> Vec<String> {
        // In batch mode gpg stops at the first signature that is wrong.
        let mut words: Vec<String> =
            ["gpg", "--no-tty", "--no-batch", "--status-fd", "2", "--trust-model", "always"]
                .map(str::to_owned)
                .into();
        let own = || {
            let user = ask.probe.user(&minion_user(ask)).ok().flatten()?;
            Some(user.home.join(".gnupg").display().to_string())
        };
        if let Some(home) = self.home.map(|home| home.0.clone()).or_else(own) {
            words.extend(["--homedir".to_owned(), home]);
        }
        if let Some(keyring) = self.keyring {
            words.extend(["--no-default-keyring".to_owned(), "--keyring".to_owned(), keyring.0.clone()]);
        }
        words
    }

    /// What is wrong with these signatures, in Salt's words.
    fn judge(&self, found: &Found) -> Result<(), String> {
        let plain = |text: &Text| text.replace(' ', "").to_uppercase();
        let signed = |signer: &Text| found.good.contains(&plain(signer));
        let (any, all) = (&self.any.0, &self.all.0);
        if any.is_empty() && all.is_empty() {
            // Without a list, one signature that is wrong spoils the others.
            return match !found.good.is_empty() && !found.bad {
                true => Ok(()),
                false => Err("The signature could not be verified.".into()),
            };
        }
        if !any.is_empty() && !any.iter().any(signed) {
            return Err("None of the public keys listed in signed_by_any provided a valid signature".into());
        }
        match all.iter().find(|signer| !signed(signer)) {
            None => Ok(()),
            Some(signer) => Err(format!(
                "Public key {signer} has not provided a valid signature, but was listed in signed_by_all"
            )),
        }
    }
}

fn unverified(why: impl std::fmt::Display) -> ModuleError {
    ModuleError::failed(format!("The file's signature could not be verified: {why}"))
}

fn fetch(ask: &Ask<'_>, url: &str, saltenv: &str) -> Result<PathBuf, ModuleError> {
    let missing = || ModuleError::failed(format!("Detached signature file {url} not found"));
    ask.facts.cache_file(url, saltenv)?.ok_or_else(missing)
}

/// What gpg said of the signatures.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    /// Fingerprints of the primary keys that signed, their keys neither expired nor revoked.
    good: Vec<String>,
    /// Whether one is wrong or from a key that does not count.
    bad: bool,
}

/// Reads the status lines: `GOODSIG`, then the `VALIDSIG` that has the fingerprint.
fn found(status: &str) -> Found {
    let mut found = Found::default();
    let mut good = false;
    for line in status.lines().filter_map(|line| line.strip_prefix("[GNUPG:] ")) {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["NEWSIG", ..] => good = false,
            ["GOODSIG", ..] => good = true,
            // The last word is the primary key; the first may be that of a subkey.
            ["VALIDSIG", .., primary] if good => found.good.push((*primary).to_uppercase()),
            ["BADSIG" | "ERRSIG" | "EXPSIG" | "EXPKEYSIG" | "REVKEYSIG", ..] => {
                good = false;
                found.bad = true;
            }
            _ => {}
        }
    }
    found
}

/// Whether an armoured message is all there is. gpg takes no offence at text before or after it.
fn is_whole(content: &[u8]) -> bool {
    let text = String::from_utf8_lossy(content);
    let begins = |line: &&str| {
        line.starts_with("-----BEGIN PGP SIGNED MESSAGE") || *line == "-----BEGIN PGP MESSAGE-----"
    };
    let lines = || text.trim().lines().map(str::trim_end);
    match lines().filter(begins).count() {
        // Not armoured: gpg reads a binary message, or none at all.
        0 => !text.contains("-----BEGIN PGP"),
        1 => {
            let ends = ["-----END PGP SIGNATURE-----", "-----END PGP MESSAGE-----"];
            let last = lines().filter(|line| ends.contains(line)).count() == 1;
            lines().next().as_ref().is_some_and(begins)
                && last
                && lines().next_back().is_some_and(|line| ends.contains(&line))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use halite_common::declare::{OneOrMany, Text};

    use super::{Found, Signers, found, is_whole};

    const ONE: &str = "DA22A38F5A98D9C0A3E4F1F8B5B0B0B1C2C3D4E5";

    fn said(kind: &str, rest: &str) -> String {
        format!("gpg: Signature made …\n[GNUPG:] NEWSIG\n[GNUPG:] {kind} B5B0B0B1C2C3D4E5 A <a@b>\n{rest}")
    }

    fn valid() -> String {
        format!(
            "[GNUPG:] VALIDSIG 0123 2026-01-01 1767225600 0 4 0 22 10 00 {ONE}\n[GNUPG:] TRUST_FULLY 0 always\n"
        )
    }

    #[test]
    fn status_lines_are_read() {
        let good = Found { good: vec![ONE.into()], bad: false };
        assert_eq!(found(&said("GOODSIG", &valid())), good);
        for kind in ["EXPKEYSIG", "REVKEYSIG", "EXPSIG"] {
            assert_eq!(found(&said(kind, &valid())), Found { good: vec![], bad: true }, "{kind}");
        }
        assert_eq!(found(&said("BADSIG", "")), Found { good: vec![], bad: true });
        // A name cannot speak for gpg: only its own lines begin so.
        assert_eq!(found(&format!("gpg: [GNUPG:] GOODSIG x\n{}", valid())), Found::default());
    }

    #[test]
    fn signers_are_held_against_the_lists() {
        let (none, one) = (OneOrMany(vec![]), OneOrMany(vec![Text::from(ONE)]));
        let two = OneOrMany(vec![Text::from(ONE), Text::from("F00D")]);
        let good = Found { good: vec![ONE.into()], bad: false };
        let mixed = Found { bad: true, ..found(&said("GOODSIG", &valid())) };
        let check = |any, all, found: &Found, fits: bool| {
            let signers = Signers { any, all, keyring: None, home: None, backend: None };
            assert_eq!(signers.judge(found).is_ok(), fits, "{any:?} {all:?} {found:?}");
        };
        check(&none, &none, &good, true);
        check(&none, &none, &mixed, false);
        check(&none, &none, &Found::default(), false);
        check(&two, &none, &mixed, true);
        check(&none, &two, &good, false);
        check(&none, &one, &good, true);
        check(&one, &two, &good, false);
    }

    #[test]
    fn nothing_may_stand_beside_a_signed_text() {
        let signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nabc\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n";
        assert!(is_whole(signed.as_bytes()));
        assert!(is_whole(b"\xa3\x01binary"));
        assert!(!is_whole(format!("evil\n{signed}").as_bytes()));
        assert!(!is_whole(format!("{signed}evil\n").as_bytes()));
        assert!(!is_whole(format!("{signed}{signed}").as_bytes()));
    }
}
