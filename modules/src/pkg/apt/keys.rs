//! Keys that sign packages: fetched, put in their place, taken out.

use std::path::{Path, PathBuf};

use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::{Command, WriteOptions},
};

use super::call::plain;
use crate::cmd::english;

const KEYRINGS: &str = "/etc/apt/keyrings";

/// A key to add.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AddKey<'a> {
    /// A file with the key, as the minion has it.
    pub path: Option<&'a Path>,
    /// The key itself.
    pub text: Option<&'a str>,
    /// Where keys are asked for.
    pub keyserver: Option<&'a str>,
    /// Which key is asked for.
    pub keyid: Option<&'a str>,
    /// Whether apt's own key store takes it, through `apt-key`.
    pub aptkey: bool,
    /// The file that takes it where `apt-key` does not.
    pub target: Option<&'a Path>,
}

/// Whether `apt-key` is asked for and there is one. Debian 13 has none any more.
pub(crate) fn uses_apt_key(ask: &Ask<'_>, aptkey: bool) -> bool {
    aptkey && ask.probe.which("apt-key").is_some()
}

/// Adds a key.
pub(crate) fn add(act: &Act<'_>, key: &AddKey<'_>) -> Result<(), ModuleError> {
    let aptkey = uses_apt_key(&act.ask(), key.aptkey);
    match (key.path, key.text, key.keyserver, key.keyid) {
        (Some(path), ..) if aptkey => apt_key(act, &["add".into(), path.display().to_string()], None),
        (Some(path), ..) => {
            let content = act.host.read(path).map_err(ModuleError::file("read", path))?;
            place(act, &content, &target(key, path.file_name().map(Path::new)))
        }
        (None, Some(text), ..) if aptkey => apt_key(act, &["add".into(), "-".into()], Some(text)),
        (None, Some(text), ..) => place(act, text.as_bytes(), &target(key, None)),
        (None, None, Some(server), Some(id)) if aptkey => {
            let words = ["adv", "--batch", "--keyserver", server, "--logger-fd", "1", "--recv-keys", id];
            apt_key(act, &words.map(str::to_owned), None)
        }
        (None, None, Some(server), Some(id)) => receive(act, server, id, &target(key, None)),
        _ => Err(ModuleError::Usage("both keyserver and keyid options required.".into())),
    }
}

fn target(key: &AddKey<'_>, name: Option<&Path>) -> PathBuf {
    let default = || Path::new(KEYRINGS).join(name.unwrap_or(Path::new("halite.gpg")));
    key.target.map_or_else(default, Path::to_path_buf)
}

fn apt_key(act: &Act<'_>, words: &[String], stdin: Option<&str>) -> Result<(), ModuleError> {
    let mut command =
        english(Command::new(["apt-key"].into_iter().map(str::to_owned).chain(words.iter().cloned())));
    command.stdin = stdin.map(|text| text.as_bytes().to_vec());
    let output = act.host.run(&command)?;
    if output.success() {
        return Ok(());
    }
    let told = format!("{}{}", output.stdout_text(), output.stderr_text());
    Err(ModuleError::Failed(format!("Error: key retrieval failed: {}", told.trim())))
}

/// Puts a key into a file that apt can read: binary, unless the name says `.asc`.
fn place(act: &Act<'_>, content: &[u8], target: &Path) -> Result<(), ModuleError> {
    let armoured = content.trim_ascii_start().starts_with(b"-----BEGIN PGP");
    let content = match armoured && target.extension().is_none_or(|ending| ending != "asc") {
        true => dearmour(act, content)?,
        false => content.to_vec(),
    };
    folder(act, target)?;
    let options = WriteOptions { mode: Some(0o644), ..WriteOptions::default() };
    act.host.write(target, &content, &options).map_err(ModuleError::file("write", target))
}

fn dearmour(act: &Act<'_>, content: &[u8]) -> Result<Vec<u8>, ModuleError> {
    if act.host.which("gpg").is_none() {
        return Err(ModuleError::failed(
            "the key is ASCII-armored, and there is no `gpg` to turn it into a keyring",
        ));
    }
    let mut command = english(Command::new(["gpg", "--batch", "--dearmor"]));
    command.stdin = Some(content.to_vec());
    let output = act.host.query(&command)?;
    match output.success() {
        true => Ok(output.stdout),
        false => {
            Err(ModuleError::Failed(format!("Error: Could not add key: {}", output.stderr_text().trim())))
        }
    }
}

fn folder(act: &Act<'_>, target: &Path) -> Result<(), ModuleError> {
    let Some(folder) = target.parent().filter(|folder| !act.host.is_dir(folder)) else { return Ok(()) };
    act.host.create_dir(folder, Some(0o755)).map_err(ModuleError::file("make", folder))
}

fn receive(act: &Act<'_>, server: &str, id: &str, target: &Path) -> Result<(), ModuleError> {
    folder(act, target)?;
    let path = target.display().to_string();
    let words = [
        "gpg",
        "--batch",
        "--no-default-keyring",
        "--keyring",
        &path,
        "--keyserver",
        server,
        "--recv-keys",
        id,
    ];
    let output = plain(act, &words.map(str::to_owned))?;
    if !output.success() {
        return Err(ModuleError::Failed(format!(
            "Error: Could not add key: {id}: {}",
            output.stderr_text().trim()
        )));
    }
    act.host.set_mode(target, 0o644).map_err(ModuleError::file("set the mode of", target))
}

/// Takes a key out by its id.
pub(crate) fn remove(act: &Act<'_>, keyid: &str, aptkey: bool) -> Result<(), ModuleError> {
    if uses_apt_key(&act.ask(), aptkey) {
        return apt_key(act, &["del".into(), keyid.to_owned()], None);
    }
    let names = act.host.list(Path::new(KEYRINGS)).unwrap_or_default();
    for path in names.iter().map(|name| Path::new(KEYRINGS).join(name)) {
        let shown = path.display().to_string();
        let words =
            ["gpg", "--batch", "--no-default-keyring", "--keyring", &shown, "--list-keys", "--with-colons"];
        let output = act.host.query(&english(Command::new(words)))?;
        if holds(&output.stdout_text(), keyid) {
            return act.host.remove_file(&path).map_err(ModuleError::file("remove", &path));
        }
    }
    Err(ModuleError::Failed(format!("Could not find the key file for keyid: {keyid}")))
}

/// Tells whether `gpg --with-colons` lists a key whose id ends so.
fn holds(text: &str, keyid: &str) -> bool {
    let ids = text.lines().filter_map(|line| {
        let mut fields = line.split(':');
        matches!(fields.next(), Some("pub")).then(|| fields.nth(3)).flatten()
    });
    ids.into_iter().any(|id| id.ends_with(&keyid.trim_start_matches("0x").to_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn keys_are_found_by_the_end_of_their_id() {
        let text = "tru::1:1700000000:0:3:1:5\npub:-:4096:1:DC30D7C23CBBABEE:1611000000:::-:::scSC::::::23::0:\nfpr:::::::::1F89983E0081FDE018F3CC9673A4F27B8DD47936:\n";
        assert!(holds(text, "3CBBABEE") && holds(text, "0x3cbbabee"));
        assert!(!holds(text, "8DD47936"));
    }
}
