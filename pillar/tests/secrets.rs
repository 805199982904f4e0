//! `decrypt_pillar`, with the real `gpg` and a key made for the test.

use std::{fs, os::unix::fs::PermissionsExt, sync::Arc};

use halite_common::{
    program::Program,
    value::{Dict, Value},
};
use halite_pillar::{Compiled, Compiler, PureFunctions, Request};
use tempfile::TempDir;

/// A pillar tree with one SLS, and a folder of keys.
struct House {
    dir: TempDir,
}

impl House {
    fn new() -> House {
        let house = House { dir: tempfile::tempdir().expect("a temporary folder can be made") };
        fs::create_dir(house.path("keys")).expect("it is empty");
        fs::set_permissions(house.path("keys"), fs::Permissions::from_mode(0o700)).expect("its owner may");
        let free = ["--pinentry-mode", "loopback", "--passphrase", ""];
        house.gpg(&[&free[..], &["--quick-gen-key", "halite@example.org", "future-default"]].concat(), b"");
        house.file("pillar/top.sls", "base:\n  '*':\n    - a\n");
        house
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_string_lossy().into_owned()
    }

    fn file(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path("pillar")).expect("it may be made");
        fs::write(self.path(name), text).expect("it may be written");
    }

    fn gpg(&self, words: &[&str], input: &[u8]) -> String {
        let keys = self.path("keys");
        let argv = [&["gpg", "--homedir", &keys, "--batch", "--quiet"], words].concat();
        let said = Program { input: input.to_vec(), ..Program::new(argv) }.run();
        let said = said.unwrap_or_else(|error| panic!("these tests need the program `gpg`: {error}"));
        assert_eq!(said.code, 0, "{}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8_lossy(&said.stdout).into_owned()
    }

    fn hide(&self, secret: &str) -> String {
        let words = ["--armor", "--trust-model", "always", "--encrypt", "-r", "halite@example.org"];
        self.gpg(&words, secret.as_bytes())
    }

    fn compile(&self, options: &str, overrides: Dict) -> Compiled {
        let mut all = Value::from_json(options).expect("JSON").into_dict().expect("a dictionary");
        all.insert("pillar_roots", Dict::from([("base", vec![self.path("pillar")])]));
        all.entry_or_insert_with("gpg_keydir".into(), || self.path("keys").into());
        let options = Arc::new(all);
        let request = Request { id: "web1".into(), overrides, ..Request::default() };
        let functions = PureFunctions::new(&request, Arc::clone(&options));
        Compiler::new(options).compile(&request, Arc::new(functions))
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // The agent that gpg has started would stay for a while.
        let _ = Program::new(["gpgconf", "--homedir", &self.path("keys"), "--kill", "all"]).run();
    }
}

fn yaml(block: &str) -> String {
    format!("\"{}\"", block.trim().replace('\n', "\\n"))
}

#[test]
fn values_that_the_configuration_names_are_decrypted() {
    let house = House::new();
    let secret = yaml(&house.hide("s3cret"));
    house.file(
        "pillar/a.sls",
        &format!("top: {secret}\nin:\n  deep: {secret}\n  list: [{secret}, 1]\nother: {secret}\n"),
    );
    let check = |options: &str| {
        let Compiled { mut pillar, failures, .. } = house.compile(options, Dict::new());
        assert!(failures.is_empty(), "{failures:?}");
        let other = pillar.remove("other").expect("it is there").to_string();
        assert!(other.starts_with("-----BEGIN PGP"), "{other}");
        assert_eq!(
            Value::Dict(pillar).repr(),
            "{'top': 's3cret', 'in': {'deep': 's3cret', 'list': ['s3cret', 1]}}"
        );
    };
    check(r#"{"decrypt_pillar": ["top", "in:deep", {"in:list": "gpg"}, "gone:away"]}"#);
    check(r#"{"decrypt_pillar": {"top": "gpg", "in": null}}"#);
    check(r#"{"decrypt_pillar": ["top", "in|deep", "in|list"], "decrypt_pillar_delimiter": "|"}"#);
}

#[test]
fn a_secret_that_cannot_be_decrypted_is_an_error_of_the_pillar() {
    let (house, other) = (House::new(), House::new());
    house.file("pillar/a.sls", &format!("a: 1\nb: {}\n", yaml(&other.hide("s3cret"))));
    let compiled = house.compile(r#"{"decrypt_pillar": ["b"]}"#, Dict::new());
    let errors = compiled.pillar.get("_errors").map(Value::repr);
    let expected = "[\"Failed to decrypt pillar key 'b': please see master log for details\"]";
    assert_eq!(errors.as_deref(), Some(expected));
    let told = compiled.failures[0].message.as_str();
    assert_eq!(told, "pillar key `b`: could not decrypt: gpg: decryption failed: No secret key");
    let open = house.compile(r#"{"decrypt_pillar": ["b"], "pillar_safe_render_error": false}"#, Dict::new());
    let told = open.pillar.get("_errors").map(Value::repr).unwrap_or_default();
    assert!(told.contains("Failed to decrypt pillar key 'b': Could not decrypt cipher b"), "{told}");
    let lenient =
        house.compile(r#"{"decrypt_pillar": ["b"], "gpg_decrypt_must_succeed": false}"#, Dict::new());
    assert!(!lenient.pillar.contains("_errors"), "{:?}", lenient.pillar);
    // In a pipe it fails its SLS, at the line of the secret.
    house.file("pillar/a.sls", &format!("#!yaml|gpg\na: 1\nb: {}\n", yaml(&other.hide("s3cret"))));
    let piped = house.compile("{}", Dict::new());
    let expected = "{'_errors': [\"Rendering SLS 'a' failed. Please see master log for details.\"]}";
    assert_eq!(Value::Dict(piped.pillar).repr(), expected);
    let place = piped.failures[0].place.as_ref().map(|place| (place.file.ends_with("a.sls"), place.line));
    assert_eq!(place, Some((true, 3)));
}

#[test]
fn what_a_minion_sends_is_not_decrypted_for_it() {
    let house = House::new();
    let secret = house.hide("s3cret");
    house.file("pillar/a.sls", "a: 1\n");
    for (overrides, key) in [
        (Dict::from([("mine", secret.as_str())]), "mine"),
        (Dict::from([("deep", Dict::from([("er", secret.as_str())]))]), "deep:er"),
        (Dict::from([("deep", Dict::from([("er", secret.as_str())]))]), "deep"),
    ] {
        let options = Dict::from([("decrypt_pillar", vec![key])]);
        let compiled = house.compile(&Value::Dict(options).repr().replace('\'', "\""), overrides);
        let found = compiled.pillar.traverse(key, ":").map(ToString::to_string).unwrap_or_default();
        assert!(found.contains("BEGIN PGP"), "{key}: {found}");
    }
}
