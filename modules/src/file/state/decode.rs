//! `file.decode`.

use std::path::PathBuf;

use base64::{Engine, engine::general_purpose::STANDARD};
use halite_common::{declare::Text, value::Value};
use halite_states::{
    declare::{Act, Ask, Changes, ModuleError, Outcome, State, Verdict},
    host::WriteOptions,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    file::{place, source},
    hashutil::Algorithm,
};

/// Writes a file whose content is given in Base64.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decode {
    /// Path of the file.
    #[schemars(extend("format" = "absolute-path"))]
    name: Text,
    /// The content, encoded.
    #[serde(default)]
    encoded_data: Option<Text>,
    /// The pillar key that holds the content, encoded.
    #[serde(default)]
    contents_pillar: Option<Text>,
    /// How it is encoded: `base64`.
    #[serde(default = "base64")]
    encoding_type: Text,
    /// The digest that tells whether the file has the content already.
    #[serde(default = "md5")]
    checksum: Text,
}

fn base64() -> Text {
    "base64".into()
}

fn md5() -> Text {
    "md5".into()
}

/// The content, and its digests.
pub(crate) struct Plan {
    path: PathBuf,
    content: Vec<u8>,
    old: Option<String>,
    new: String,
}

impl State for Decode {
    const NAME: &'static str = "file.decode";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let path = PathBuf::from(place::expand(ask.probe, &self.name));
        if !self.encoding_type.eq_ignore_ascii_case("base64") {
            let kind = &self.encoding_type;
            return Ok(Verdict::failed(format!("`{kind}` is no encoding that can be decoded; `base64` is")));
        }
        let text = match self.encoded(ask) {
            Ok(text) => text,
            Err(complaint) => return Ok(Verdict::failed(complaint)),
        };
        let kind = Algorithm::named(&self.checksum);
        let kind =
            kind.ok_or_else(|| ModuleError::failed(format!("Invalid hash type: {}", self.checksum)))?;
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let content = match STANDARD.decode(plain) {
            Ok(content) => content,
            Err(error) => return Ok(Verdict::failed(format!("The data is no Base64: {error}"))),
        };
        let old = match ask.probe.is_file(&path) {
            true => Some(source::digest(ask, &path, kind)?),
            false => None,
        };
        let new = kind.hex(&content);
        Ok(match old.as_ref() == Some(&new) {
            true => Verdict::in_place("File is in the correct state."),
            false => Verdict::Change(Plan { path, content, old, new }),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        let changes = if plan.old.is_some() { changes(plan) } else { Changes::new() };
        Outcome::changed(changes, "File is set to be updated.")
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let written = act.host.write(&plan.path, &plan.content, &WriteOptions::default());
        written.map_err(ModuleError::file("write", &plan.path))?;
        Ok(Outcome::changed(changes(&plan), "File was updated."))
    }
}

fn changes(plan: &Plan) -> Changes {
    let old = plan.old.clone().map_or(Value::Null, Value::from);
    Changes::from([("old", old), ("new", plan.new.as_str().into())])
}

impl Decode {
    fn encoded(&self, ask: &Ask<'_>) -> Result<String, String> {
        let given = |text: &Option<Text>| text.clone().filter(|text| !text.is_empty());
        match (given(&self.encoded_data), given(&self.contents_pillar)) {
            (None, None) => Err("Specify either the 'encoded_data' or 'contents_pillar' argument.".into()),
            (Some(_), Some(_)) => {
                Err("Specify only one 'encoded_data' or 'contents_pillar' argument.".into())
            }
            (Some(data), None) => Ok(data.0),
            (None, Some(key)) => {
                let pillar = ask.facts.pillar();
                let found = pillar.traverse(&key, ":").map(Value::to_string);
                found.ok_or_else(|| "Pillar data not found.".into())
            }
        }
    }
}
