//! `file.serialize`.

use std::path::Path;

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    file::{
        managed::{self, Managed},
        mode::SourceMode,
        place,
    },
    slsutil::{Serializer, differences},
};

/// Manages a file whose content is data, written as YAML, JSON or sections of keys.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Serialize {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// The data.
    #[serde(default)]
    dataset: Value,
    /// The pillar key that holds the data.
    #[serde(default)]
    dataset_pillar: Option<Text>,
    /// Owner.
    #[serde(default)]
    user: Option<Text>,
    /// Group.
    #[serde(default)]
    group: Option<Text>,
    /// Mode.
    #[serde(default)]
    mode: Option<SourceMode>,
    /// Keeps the old content: `minion`.
    #[serde(default)]
    backup: Value,
    /// Makes the folders above the file.
    #[serde(default)]
    makedirs: bool,
    /// Shows the difference in the changes.
    #[serde(default = "yes")]
    show_changes: bool,
    /// Makes the file if it is missing.
    #[serde(default = "yes")]
    create: bool,
    /// Puts the data over what the file holds already.
    #[serde(default)]
    merge_if_exists: bool,
    /// Encodes the text: `utf-8`, `ascii` or `latin-1`; characters beyond ASCII then stay as they are.
    #[serde(default)]
    encoding: Option<Text>,
    /// What to do about characters that the encoding does not have: `strict`, `ignore` or `replace`.
    #[serde(default)]
    encoding_errors: Option<Text>,
    /// `yaml`, `json` or `configparser`.
    #[serde(default)]
    serializer: Option<Text>,
    /// What the serializer is told besides, such as `indent`.
    #[serde(default)]
    serializer_opts: Value,
    /// Taken for Salt's sake: no serializer has options for reading.
    #[serde(default)]
    deserializer_opts: Value,
    /// A command that vets the new content before it is put in place; gets the path of a copy.
    #[serde(default)]
    check_cmd: OneOrMany<Text>,
    /// Folder for that copy.
    #[serde(default)]
    tmp_dir: Option<Text>,
    /// What the name of that copy ends in.
    #[serde(default)]
    tmp_ext: Text,
    /// Another word for `serializer`.
    #[serde(default)]
    formatter: Option<Text>,
}

fn yes() -> bool {
    true
}

/// The file to manage, and how what it holds differs from the data.
#[derive(Debug)]
pub(crate) struct Plan {
    managed: Managed,
    plan: managed::Plan,
    merged: Option<Dict>,
}

impl State for Serialize {
    const NAME: &'static str = "file.serialize";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let name = place::expand(ask.probe, &self.name);
        if name.is_empty() {
            return Ok(Verdict::failed("Must provide name to file.serialize"));
        }
        if !self.create && !ask.probe.is_file(Path::new(&name)) {
            return Ok(Verdict::in_place(format!("File {name} is not present and is not set for creation")));
        }
        let (data, serializer) = match self.data(ask).and_then(|data| Ok((data, self.serializer()?))) {
            Ok(found) => found,
            Err(complaint) => return Ok(Verdict::failed(complaint)),
        };
        let existing = match self.existing(ask, &name, serializer) {
            Ok(existing) => existing,
            Err(complaint) => return Ok(Verdict::failed(complaint)),
        };
        let (data, merged) = match (existing, data) {
            (Some(Value::Dict(old)), Value::Dict(new)) => {
                let mut whole = old.clone();
                whole.update(new, false);
                if whole == old {
                    return Ok(Verdict::in_place(format!("The file {name} is in the correct state")));
                }
                let diff = differences(&old, &whole);
                (Value::Dict(whole), Some(diff))
            }
            (Some(old), new) if old == new => {
                return Ok(Verdict::in_place(format!("The file {name} is in the correct state")));
            }
            (_, data) => (data, None),
        };
        let managed = self.managed(&name, serializer.text(&data, &self.options(serializer))?);
        Ok(match managed.check(ask)? {
            Verdict::InPlace(mut outcome) => {
                outcome.warnings.extend(self.warning());
                Verdict::InPlace(outcome)
            }
            Verdict::Failed(outcome) => Verdict::Failed(outcome),
            Verdict::Change(plan) => Verdict::Change(Plan { managed, plan, merged }),
        })
    }

    fn describe(&self, ask: &Ask<'_>, plan: &Plan) -> Outcome {
        let mut outcome = plan.managed.describe(ask, &plan.plan);
        outcome.comment = format!("Dataset will be serialized and stored into {}", plan.managed.name);
        if !self.show_changes {
            outcome.changes.insert("diff", "<show_changes=False>");
        }
        self.told(outcome, plan.merged.as_ref())
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let outcome = plan.managed.apply(act, plan.plan)?;
        Ok(self.told(outcome, plan.merged.as_ref()))
    }
}

impl Serialize {
    fn data(&self, ask: &Ask<'_>) -> Result<Value, String> {
        let key = self.dataset_pillar.as_deref().filter(|key| !key.is_empty());
        match key {
            Some(_) if self.dataset.is_truthy() => {
                Err("Only one of 'dataset' and 'dataset_pillar' is permitted".into())
            }
            Some(key) => {
                let pillar = ask.facts.pillar();
                Ok(pillar.traverse(key, ":").cloned().unwrap_or_else(|| "".into()))
            }
            None if self.dataset.is_null() => {
                Err("Neither 'dataset' nor 'dataset_pillar' was defined".into())
            }
            None => Ok(self.dataset.clone()),
        }
    }

    fn serializer(&self) -> Result<Serializer, String> {
        let name = match (&self.serializer, &self.formatter) {
            (Some(_), Some(_)) => return Err("Only one of serializer and formatter are allowed".into()),
            (Some(name), None) | (None, Some(name)) => name.to_lowercase(),
            (None, None) => "yaml".into(),
        };
        Serializer::named(&name).ok_or_else(|| {
            format!(
                "The {name} serializer could not be found. It either does not exist or its prerequisites are not \
                 installed."
            )
        })
    }

    /// What the file holds already, if it counts.
    fn existing(&self, ask: &Ask<'_>, name: &str, serializer: Serializer) -> Result<Option<Value>, String> {
        if !self.merge_if_exists || !ask.probe.is_file(Path::new(name)) {
            return Ok(None);
        }
        let failed = |error: &dyn std::fmt::Display| format!("Failed to deserialize existing data: {error}");
        let bytes = ask.probe.read(Path::new(name)).map_err(|error| failed(&error))?;
        let data = serializer.data(&String::from_utf8_lossy(&bytes)).map_err(|error| failed(&error))?;
        Ok(Some(data).filter(|data| !data.is_null()))
    }

    fn options(&self, serializer: Serializer) -> Dict {
        let mut options = serializer.file_options();
        if self.encoding.is_some() {
            options.insert("allow_unicode", true);
        }
        options.update(repacked(&self.serializer_opts), false);
        options
    }

    fn managed(&self, name: &str, text: String) -> Managed {
        let mut managed = Managed {
            contents: Value::Str(text + "\n"),
            user: self.user.clone(),
            group: self.group.clone(),
            mode: self.mode,
            backup: self.backup.clone(),
            makedirs: self.makedirs,
            show_changes: self.show_changes,
            encoding: self.encoding.clone(),
            check_cmd: self.check_cmd.clone(),
            tmp_dir: self.tmp_dir.clone(),
            tmp_ext: self.tmp_ext.clone(),
            ..Managed::of(name)
        };
        if let Some(errors) = &self.encoding_errors {
            managed.encoding_errors = errors.clone();
        }
        managed
    }

    fn warning(&self) -> Option<String> {
        let idle = !self.merge_if_exists && self.deserializer_opts.is_truthy();
        idle.then(|| {
            "The 'deserializer_opts' option is ignored unless merge_if_exists is set to True.".to_owned()
        })
    }

    fn told(&self, mut outcome: Outcome, merged: Option<&Dict>) -> Outcome {
        if let Some(merged) = merged.filter(|_| outcome.result != Some(false)) {
            outcome.changes.insert("diff", merged.clone());
        }
        outcome.warnings.extend(self.warning());
        outcome
    }
}

/// A dictionary, also where it is written as a list of dictionaries.
fn repacked(options: &Value) -> Dict {
    match options {
        Value::Dict(options) => options.clone(),
        Value::List(parts) => {
            let mut whole = Dict::new();
            parts.iter().filter_map(Value::as_dict).for_each(|part| whole.extend(part.clone()));
            whole
        }
        _ => Dict::new(),
    }
}
