//! The pipe itself: text and data from one renderer to the next.

use std::sync::Arc;

use halite_common::{
    chain,
    failure::{Place, nearest},
    value::{Dict, Value},
    yaml::{self, Marks},
};

use super::{
    Places, Rendered,
    data::{locate, locate_rendered},
    header::{Part, asked_for, parts},
};
use crate::{Context, Gpg, GpgError, RenderError, RenderedText, Template, gpg::decrypt_text, jinja};

/// Which renderers are used, as the configuration says.
#[derive(Clone, Debug)]
pub struct Renderers {
    /// `renderer`: the pipe of templates whose first line names none.
    pub default: String,
    /// `renderer_whitelist`: others are skipped, unless it is empty.
    pub whitelist: Vec<String>,
    /// `renderer_blacklist`: these are skipped.
    pub blacklist: Vec<String>,
    /// How `gpg` decrypts.
    pub gpg: Gpg,
}

impl Default for Renderers {
    fn default() -> Renderers {
        let default = "jinja|yaml".into();
        Renderers { default, whitelist: Vec::new(), blacklist: Vec::new(), gpg: Gpg::default() }
    }
}

impl Renderers {
    fn allows(&self, name: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|n| n == name);
        (self.whitelist.is_empty() || named(&self.whitelist)) && !named(&self.blacklist)
    }
}

/// Renders a template to data by the pipe of its first line. An empty template is an empty dictionary.
pub fn render(
    template: &Template,
    context: &Context,
    renderers: &Renderers,
) -> Result<Rendered, RenderError> {
    let text = RenderedText::verbatim(&template.name, &template.text);
    if template.text.trim().is_empty() {
        return Ok(Rendered {
            value: Value::Dict(Dict::new()),
            places: Places::new(Marks::default(), Arc::new(text)),
        });
    }
    let pipe = asked_for(&template.text).unwrap_or(&renderers.default);
    let mut stage = Stage::Text(text);
    for part in parts(pipe) {
        if renderers.allows(part.name) {
            stage = step(stage, &part, template, context, &renderers.gpg)?;
        } else {
            tracing::warn!(
                renderer = part.name,
                "the configuration does not allow this renderer; it is skipped"
            );
        }
    }
    Ok(match stage {
        Stage::Data(rendered) => rendered,
        Stage::Text(text) => Rendered {
            value: Value::Str(text.text.clone()),
            places: Places::new(Marks::default(), Arc::new(text)),
        },
    })
}

enum Stage {
    Text(RenderedText),
    Data(Rendered),
}

fn step(
    stage: Stage,
    part: &Part<'_>,
    template: &Template,
    context: &Context,
    gpg: &Gpg,
) -> Result<Stage, RenderError> {
    let text = match stage {
        Stage::Data(rendered) if part.name == "gpg" => return decrypt(rendered, gpg).map(Stage::Data),
        Stage::Text(text) => text,
        Stage::Data(_) if matches!(part.name, "jinja" | "yaml" | "json" | "text") => {
            let place = Box::new(first_line(template));
            return Err(RenderError::Pipe { renderer: part.name.into(), wanted: "text, not data", place });
        }
        Stage::Data(_) => return Err(unknown(part.name, template)),
    };
    match part.name {
        "jinja" => render_jinja(text, part, template, context).map(Stage::Text),
        "yaml" => load_yaml(text).map(Stage::Data),
        "json" => load_json(text).map(Stage::Data),
        "text" => Ok(Stage::Text(text)),
        "gpg" => {
            let lines = text.clone();
            let failed = |(error, line)| not_decrypted(&error, lines.place(line));
            decrypt_text(gpg, text).map(Stage::Text).map_err(failed)
        }
        name => Err(unknown(name, template)),
    }
}

fn render_jinja(
    text: RenderedText,
    part: &Part<'_>,
    template: &Template,
    context: &Context,
) -> Result<RenderedText, RenderError> {
    if !matches!(part.argument, "" | "-s") {
        return Err(RenderError::Jinja {
            message: format!("unknown renderer option: {}", part.argument),
            place: Some(Box::new(first_line(template))),
            hint: None,
            text: String::new(),
        });
    }
    let template = Template { text: text.text.into(), ..template.clone() };
    jinja::render_text(&template, context)
}

fn decrypt(mut rendered: Rendered, gpg: &Gpg) -> Result<Rendered, RenderError> {
    let mut path = Vec::new();
    match gpg.value(&mut rendered.value, &mut path) {
        Ok(()) => Ok(rendered),
        Err(error) => Err(not_decrypted(&error, rendered.place(&path))),
    }
}

fn not_decrypted(error: &GpgError, place: Option<Place>) -> RenderError {
    RenderError::Gpg {
        message: chain::print(error),
        place: place.map(Box::new),
        hint: error.hint(),
        text: error.salt_text(),
    }
}

fn load_yaml(text: RenderedText) -> Result<Rendered, RenderError> {
    match yaml::load(&text.text) {
        Ok(document) => {
            let empty = !document.value.is_truthy();
            let value = if empty { Value::Dict(Dict::new()) } else { document.value };
            Ok(Rendered { value, places: Places::new(document.marks, Arc::new(text)) })
        }
        Err(error) => Err(RenderError::Yaml {
            place: error.blamed().and_then(|mark| locate_rendered(&text, mark)).map(Box::new),
            hint: error.hint(&text.text, &|mark| {
                locate(&text, mark).map_or_else(String::new, |place| format!("line {}", place.line))
            }),
            error: Box::new(error),
            text: text.text,
        }),
    }
}

fn load_json(text: RenderedText) -> Result<Rendered, RenderError> {
    let skip = text.text.starts_with("#!").then(|| text.text.find('\n').map_or(text.text.len(), |n| n + 1));
    let json = &text.text[skip.unwrap_or(0)..];
    let value = if json.trim().is_empty() {
        Value::Dict(Dict::new())
    } else {
        Value::from_json(json).map_err(|error| {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX) + u32::from(skip.is_some());
            let mark = yaml::Mark { line, column: u32::try_from(error.column()).unwrap_or(0) };
            RenderError::Json { message: error.problem(), place: locate(&text, mark).map(Box::new) }
        })?
    };
    // JSON that Salt takes is YAML too, with few exceptions: those have no places.
    let marks = yaml::load(&text.text).map(|document| document.marks).unwrap_or_default();
    Ok(Rendered { value, places: Places::new(marks, Arc::new(text)) })
}

const RENDERERS: [&str; 5] = ["jinja", "yaml", "json", "text", "gpg"];
const OF_SALT: [&str; 8] = ["py", "pyobjects", "pydsl", "mako", "nacl", "toml", "stateconf", "yamlex"];

fn unknown(name: &str, template: &Template) -> RenderError {
    let hint = if matches!(name, "py" | "pyobjects" | "pydsl" | "mako") {
        Some("this renderer runs Python code, which Halite does not; write the file as jinja|yaml".to_owned())
    } else if OF_SALT.contains(&name) {
        Some("this renderer of Salt is not supported yet".to_owned())
    } else {
        nearest(name, RENDERERS).map(|near| format!("did you mean `{near}`?"))
    };
    RenderError::Renderer { renderer: name.to_owned(), place: Box::new(first_line(template)), hint }
}

fn first_line(template: &Template) -> Place {
    Place {
        file: template.name.as_ref().to_owned(),
        line: 1,
        column: 0,
        text: template.text.lines().next().map(str::to_owned),
        ..Place::default()
    }
}
