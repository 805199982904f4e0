//! `check_cmd`: a command looks at the new content before it is put in place.

use std::path::PathBuf;

use halite_common::declare::Text;
use halite_states::{
    declare::{Act, ModuleError, Outcome},
    host::{Command, Program, WriteOptions},
};
use ring::rand::{SecureRandom, SystemRandom};

use super::Content;

/// Runs the commands on a copy of the content; the outcome of the first that refuses it.
pub(in crate::file) fn vet(
    act: &Act<'_>,
    commands: &[Text],
    content: &Content,
    options: &WriteOptions,
    folder: Option<&str>,
    ending: &str,
) -> Result<Option<Outcome>, ModuleError> {
    if commands.is_empty() {
        return Ok(None);
    }
    let copy = copy_path(act, folder, ending)?;
    content.write(
        act.host,
        &copy,
        &WriteOptions { mode: options.mode.or(Some(0o600)), ..options.clone() },
    )?;
    let refused = commands.iter().find_map(|command| refuse(act, command, &copy).transpose()).transpose();
    act.host.remove_file(&copy).map_err(ModuleError::file("remove", &copy))?;
    refused
}

fn copy_path(act: &Act<'_>, folder: Option<&str>, ending: &str) -> Result<PathBuf, ModuleError> {
    let mut random = [0_u8; 8];
    let filled = SystemRandom::new().fill(&mut random);
    filled.map_err(|_| ModuleError::failed("the system gives no random numbers"))?;
    let folder =
        folder.map_or_else(|| act.host.env("TMPDIR").unwrap_or_else(|| "/tmp".into()), str::to_owned);
    Ok(PathBuf::from(folder).join(format!("__salt.tmp.{}{ending}", crate::hashutil::hex(&random))))
}

fn refuse(act: &Act<'_>, command: &str, copy: &std::path::Path) -> Result<Option<Outcome>, ModuleError> {
    let line = format!("{command} {}", copy.display());
    let grains = act.minion.grains();
    let shell = grains.get("shell").and_then(|shell| shell.as_str()).unwrap_or("/bin/sh");
    let output = act.host.run(&Command::of(Program::Shell { shell: shell.into(), line }))?;
    if output.success() {
        return Ok(None);
    }
    let mut comment = String::from("check_cmd execution failed");
    for text in [output.stdout_text(), output.stderr_text()] {
        let text = text.trim_end_matches('\n');
        if !text.is_empty() {
            comment.push('\n');
            comment.push_str(text);
        }
    }
    let mut outcome = Outcome::failed(comment);
    outcome.extra.insert("skip_watch", true);
    Ok(Some(outcome))
}
