//! `file.patch`.

use std::path::PathBuf;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Ask, ModuleError, Outcome, State, Verdict},
    host::{Command, Output},
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    cmd::{ran_all, words},
    file::{
        managed::{self, Managed},
        place,
        source::Candidates,
    },
};

/// Applies a patch to a file, or to the files of a folder, unless it is applied already.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Patch {
    /// The file or folder.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// Where the patch comes from.
    #[serde(default)]
    source: Candidates,
    /// What it must hash to.
    #[serde(default)]
    source_hash: Option<Text>,
    /// The name to look for in a file of digests.
    #[serde(default)]
    source_hash_name: Option<Text>,
    /// Takes http(s) sources without `source_hash`.
    #[serde(default)]
    skip_verify: bool,
    /// Renders the patch with this engine, such as `jinja`.
    #[serde(default)]
    template: Option<Text>,
    /// Names for the template, over `defaults`.
    #[serde(default)]
    context: Option<Value>,
    /// Names for the template.
    #[serde(default)]
    defaults: Option<Value>,
    /// Further options for `patch`.
    #[serde(default)]
    options: Text,
    /// Where parts go that cannot be applied.
    #[serde(default)]
    reject_file: Option<Text>,
    /// How many folders to take off the paths in the patch.
    #[serde(default)]
    strip: Option<i64>,
    /// The environment of the source, if not that of the state.
    #[serde(default)]
    saltenv: Option<Text>,
}

/// The patch and how it is to be applied.
pub(crate) struct Plan {
    target: PathBuf,
    patch: Vec<u8>,
    options: Vec<String>,
    foreseen: Output,
}

impl State for Patch {
    const NAME: &'static str = "file.patch";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let target = match self.target(ask) {
            Ok(target) => target,
            Err(complaint) => return Ok(Verdict::failed(complaint)),
        };
        let options = match self.options(ask.probe.is_dir(&target)) {
            Ok(options) => options,
            Err(complaint) => return Ok(Verdict::failed(complaint)),
        };
        let patch = match managed::fresh(&self.managed(), ask).and_then(|content| content.bytes(ask.probe)) {
            Ok(patch) => patch,
            Err(error) => return Ok(Verdict::failed(error.to_string())),
        };
        let mut plan = Plan { target, patch, options, foreseen: Output::default() };
        plan.foreseen = ask.probe.query(&plan.command(ask, &["--forward", "--dry-run", "-r", "-"]))?;
        if plan.foreseen.success() {
            return Ok(Verdict::Change(plan));
        }
        if plan.foreseen.code > 1 {
            return Ok(Verdict::failed(plan.foreseen.stderr_text().trim_end()));
        }
        let back = ask.probe.query(&plan.command(ask, &["--reverse", "--force", "--dry-run", "-r", "-"]))?;
        match () {
            () if back.success() => Ok(Verdict::in_place("Patch was already applied")),
            // The rejected parts are written down, which is nothing that a check may do.
            () if self.reject_file.is_some() && !ask.facts.test() => Ok(Verdict::Change(plan)),
            () => Ok(Verdict::failed(self.unclean(&plan.foreseen))),
        }
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        Outcome::changed(ran_all(&plan.foreseen), "The patch would be applied")
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        if let Some(rejects) = self.reject_file.as_deref().filter(|_| !plan.foreseen.success()) {
            let output =
                act.host.run(&plan.command(&act.ask(), &["--forward", "-r", rejects, "-o", "/dev/null"]))?;
            return Ok(Outcome::failed(self.unclean(&output)));
        }
        let output = act.host.run(&plan.command(&act.ask(), &["--forward", "-r", "-"]))?;
        let changes = ran_all(&output);
        Ok(match output.success() {
            true => Outcome::changed(changes, "Patch successfully applied"),
            false => Outcome { changes, ..Outcome::failed("Failed to apply patch") },
        })
    }
}

impl Plan {
    fn command(&self, ask: &Ask<'_>, how: &[&str]) -> Command {
        command(ask, &self.target, &self.options, how, &self.patch)
    }
}

/// `patch`, which reads the patch from its standard input.
fn command(
    ask: &Ask<'_>,
    target: &std::path::Path,
    options: &[String],
    how: &[&str],
    patch: &[u8],
) -> Command {
    let mut argv = vec!["patch".to_owned()];
    argv.extend(options.iter().cloned());
    argv.extend(how.iter().map(|&word| word.to_owned()));
    let target_word = target.display().to_string();
    if ask.probe.is_dir(target) {
        argv.extend(["-d".to_owned(), target_word]);
        if !argv.iter().any(|word| word.starts_with("-p")) {
            argv.push("--strip=0".into());
        }
    } else {
        argv.push(target_word);
    }
    Command { stdin: Some(patch.to_vec()), ..Command::new(argv) }
}

impl Patch {
    fn target(&self, ask: &Ask<'_>) -> Result<PathBuf, String> {
        if ask.probe.which("patch").is_none() {
            return Err("patch executable not found on minion".into());
        }
        if self.name.is_empty() {
            return Err("A file/directory to be patched is required".into());
        }
        let name = place::expand(ask.probe, &self.name);
        let path = PathBuf::from(&name);
        match () {
            () if !path.is_absolute() => return Err(format!("{name} is not an absolute path")),
            () if !ask.probe.exists(&path) => return Err(format!("{name} does not exist")),
            () => {}
        }
        if let Some(rejects) = &self.reject_file {
            let folder = PathBuf::from(&rejects.0).parent().map(PathBuf::from).unwrap_or_default();
            if !folder.is_absolute() {
                return Err(format!("'{rejects}' is not an absolute path"));
            }
            if !ask.probe.is_dir(&folder) {
                return Err(format!(
                    "Parent directory for reject_file '{rejects}' either does not exist, or is not a directory"
                ));
            }
        }
        Ok(path)
    }

    /// The user's own options, without those that belong to this state.
    fn options(&self, folder: bool) -> Result<Vec<String>, String> {
        let invalid = |option: &str| {
            format!(
                "Invalid format for '{option}' CLI option. Consider using the 'strip' option for this state."
            )
        };
        let mut strip = self.strip;
        let (mut kept, mut refused) = (Vec::new(), Vec::new());
        let mut given = words(&self.options).map_err(|error| error.to_string())?.into_iter();
        while let Some(option) = given.next() {
            const OWN: [&str; 6] = ["-N", "--forward", "-r", "--reject-file", "-o", "--output"];
            if OWN.iter().any(|own| option.starts_with(own)) {
                refused.push(option.clone());
            }
            if let Some(number) = option.strip_prefix("-p") {
                strip = Some(number.parse().map_err(|_| invalid("-p"))?);
            } else if option.starts_with("--strip") {
                let number = match option.split_once('=') {
                    Some((_, number)) => Some(number.to_owned()),
                    None => given.next(),
                };
                strip = Some(number.and_then(|number| number.parse().ok()).ok_or_else(|| invalid("-strip"))?);
            } else {
                kept.push(option);
            }
        }
        if !refused.is_empty() {
            return Err(format!("The following CLI options are not allowed: {}", refused.join(", ")));
        }
        kept.extend(strip.filter(|_| folder).map(|strip| format!("-p{strip}")));
        Ok(kept)
    }

    fn managed(&self) -> Managed {
        Managed {
            source: self.source.clone(),
            source_hash: self.source_hash.clone(),
            source_hash_name: self.source_hash_name.clone(),
            skip_verify: self.skip_verify,
            template: self.template.clone(),
            context: self.context.clone(),
            defaults: self.defaults.clone(),
            saltenv: self.saltenv.clone(),
            ..Managed::of(&self.name)
        }
    }

    fn unclean(&self, output: &Output) -> String {
        let hint = match self.reject_file {
            None => " Run state again using the reject_file option to save rejects to a persistent file.",
            Some(_) => "",
        };
        let mut comment = format!(
            "Patch would not apply cleanly, no changes made. Results of dry-run are below.{hint}\n\n{:14}----------",
            ""
        );
        let told: Dict = ran_all(output);
        let mut told: Vec<(String, String)> =
            told.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        told.sort();
        for (key, value) in told {
            comment.push_str(&format!("\n{:14}{key}:", ""));
            for line in value.lines() {
                comment.push_str(&format!("\n{:18}{line}", ""));
            }
        }
        comment
    }
}
