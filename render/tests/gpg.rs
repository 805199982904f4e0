//! Secrets, decrypted with the real `gpg` and a key made for the test.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use halite_common::{
    program::Program,
    value::{Dict, Value},
};
use halite_render::{Context, Gpg, NoFunctions, NoSource, RenderError, Renderers, Template, render};
use tempfile::TempDir;

/// A folder of keys with one key, without a passphrase.
struct Keys(TempDir);

impl Keys {
    fn new() -> Keys {
        let keys = Keys(tempfile::tempdir().expect("a temporary folder can be made"));
        fs::set_permissions(keys.path(), fs::Permissions::from_mode(0o700)).expect("its owner may");
        let free = ["--pinentry-mode", "loopback", "--passphrase", ""];
        let made = ["--quick-gen-key", "halite@example.org", "future-default"];
        keys.gpg(&[&free[..], &made].concat(), b"");
        keys
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn gpg(&self, words: &[&str], input: &[u8]) -> Vec<u8> {
        let home = self.path().to_string_lossy();
        let argv = [&["gpg", "--homedir", home.as_ref(), "--batch", "--quiet"], words].concat();
        let said = Program { input: input.to_vec(), ..Program::new(argv) }.run();
        let said = said.unwrap_or_else(|error| panic!("these tests need the program `gpg`: {error}"));
        assert_eq!(said.code, 0, "{}", String::from_utf8_lossy(&said.stderr));
        said.stdout
    }

    fn hide(&self, secret: &[u8]) -> String {
        let words = ["--armor", "--trust-model", "always", "--encrypt", "-r", "halite@example.org"];
        String::from_utf8(self.gpg(&words, secret)).expect("armor is ASCII")
    }

    fn renderers(&self, options: &[(&str, Value)]) -> Renderers {
        let mut all = Dict::from([("gpg_keydir", self.path().to_string_lossy().into_owned())]);
        all.extend(options.iter().map(|(name, value)| (*name, value.clone())).collect::<Dict>());
        Renderers { gpg: Gpg::from_options(&all), ..Renderers::default() }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // The agent that gpg has started would stay for a while.
        let home = self.path().to_string_lossy().into_owned();
        let words = ["--homedir", &home, "--kill", "all"];
        let _ = Command::new("gpgconf").args(words).stderr(Stdio::null()).status();
    }
}

fn rendered(text: &str, renderers: &Renderers) -> Result<Value, RenderError> {
    let context = Context::new("base", Arc::new(NoSource), Arc::new(NoFunctions));
    render(&Template::of_path("a.sls", text), &context, renderers).map(|rendered| rendered.value)
}

/// A block as the value of a YAML key.
fn indented(block: &str) -> String {
    block.lines().map(|line| format!("    {line}\n")).collect()
}

#[test]
fn secrets_are_decrypted_wherever_they_are() {
    let keys = Keys::new();
    let renderers = keys.renderers(&[]);
    let secret = keys.hide(b"s3cret\n");
    let two = keys.hide("zw\u{f6}lf".as_bytes());
    let binary = keys.hide(b"\xff\x00");
    let check = |text: &str, expected: &str| {
        assert_eq!(rendered(text, &renderers).unwrap().repr(), expected, "{text}");
    };
    let block = indented(&secret);
    check(&format!("#!yaml|gpg\na: 1\nb:\n  c: |\n{block}"), "{'a': 1, 'b': {'c': 's3cret'}}");
    check(
        &format!("#!yaml|gpg\nb:\n- |\n{block}- - |\n{}", indented(&two)),
        "{'b': ['s3cret', ['zw\u{f6}lf']]}",
    );
    check(
        &format!(
            "#!jinja|yaml|gpg\n{{% set n = 3 %}}\n# {{{{ n }}}}\na: |\n  x {{{{ n }}}}\n{}",
            indented(&secret)
        ),
        "{'a': 'x 3\\n  s3cret'}",
    );
    check(&format!("#!yaml|gpg\na: |\n{}", indented(&binary)), "{'a': b'\\xff\\x00'}");
    // On one line, as on a command line.
    check(&format!("#!yaml|gpg\na: '{}'\n", secret.trim().replace('\n', "\\n")), "{'a': 's3cret'}");
    // Keys and texts without a whole block stay as they are.
    check(
        "#!yaml|gpg\na: '-----BEGIN PGP MESSAGE-----'\n3: ~\n",
        "{'a': '-----BEGIN PGP MESSAGE-----', 3: None}",
    );
    // As a renderer of text: the template itself is a secret.
    check(&format!("#!gpg|jinja|yaml\n{}", keys.hide(b"a: {{ 1 + 1 }}\n")), "{'a': 2}");
}

/// The same without its checksum, and with another byte near its end.
fn changed(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().starts_with('=')).collect();
    let last = lines.len() - 2;
    let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    let other = if lines[last].trim().starts_with('A') { "B" } else { "A" };
    lines[last].replace_range(4..5, other);
    lines.join("\n") + "\n"
}

#[test]
fn a_secret_that_cannot_be_decrypted_is_told_with_its_place() {
    let keys = Keys::new();
    let block = keys.hide(b"s3cret");
    let text = format!("#!yaml|gpg\na: 1\nb:\n  c: |\n{}", indented(&block));
    let broken = |keydir: &str, text: &str| {
        let options = Dict::from([("gpg_keydir", keydir)]);
        let renderers = Renderers { gpg: Gpg::from_options(&options), ..Renderers::default() };
        rendered(text, &renderers).unwrap_err()
    };
    let other = Keys::new();
    let error = broken(&other.path().to_string_lossy(), &text);
    assert_eq!(error.to_string(), "could not decrypt: gpg: decryption failed: No secret key");
    assert_eq!(error.place().unwrap().to_string(), "salt://a.sls, line 4, column 3");
    let salt = error.salt_text();
    assert!(salt.starts_with("Could not decrypt cipher b'-----BEGIN PGP MESSAGE-----\\n"), "{salt}");
    assert!(salt.contains(", received: b") && salt.contains("[GNUPG:] "), "{salt}");
    let nowhere = broken("/no/such/folder", &text);
    assert_eq!(
        nowhere.hint(),
        Some("there is no folder /no/such/folder; `gpg_keydir` names the one with the keys")
    );
    let lines = broken(&other.path().to_string_lossy(), &format!("#!gpg|yaml\na: 1\n{block}"));
    assert_eq!(lines.place().unwrap().line, 3);
    // A block that was changed on its way: `gpg` writes what it makes of it, and refuses it afterwards.
    let changed = rendered(&changed(&text), &keys.renderers(&[])).unwrap_err();
    assert!(changed.to_string().starts_with("could not decrypt: gpg: "), "{changed}");
}

#[test]
fn what_need_not_be_decrypted_may_stay() {
    let keys = Keys::new();
    let other = Keys::new();
    let block = keys.hide(b"s3cret");
    let text = format!("#!yaml|gpg\na: |\n{}", indented(&block));
    let lenient = other.renderers(&[("gpg_decrypt_must_succeed", false.into())]);
    assert_eq!(rendered(&text, &lenient).unwrap().get("a").unwrap().as_str(), Some(block.trim()));
}

#[test]
fn a_kept_secret_needs_no_key_any_more() {
    let keys = Keys::new();
    let text = format!("#!yaml|gpg\na: |\n{}", indented(&keys.hide(b"s3cret")));
    let [keeping, asking] = [true, false].map(|keeps| keys.renderers(&[("gpg_cache", keeps.into())]));
    for renderers in [&keeping, &asking] {
        assert_eq!(rendered(&text, renderers).unwrap().repr(), "{'a': 's3cret'}");
    }
    fs::remove_dir_all(keys.path().join("private-keys-v1.d")).unwrap();
    assert_eq!(rendered(&text, &keeping).unwrap().repr(), "{'a': 's3cret'}");
    rendered(&text, &asking).unwrap_err();
}

#[test]
fn a_renderer_that_is_not_allowed_decrypts_nothing() {
    let keys = Keys::new();
    let block = keys.hide(b"s3cret");
    let without = Renderers { blacklist: vec!["gpg".into()], ..keys.renderers(&[]) };
    let value = rendered(&format!("#!yaml|gpg\na: |\n{}", indented(&block)), &without).unwrap();
    assert_eq!(value.get("a").unwrap().as_str(), Some(block.as_str()));
}
