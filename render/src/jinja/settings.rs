//! How templates are rendered: Salt's `jinja_env`, the `#jinja2:` header, and bounds.

use halite_common::value::{Dict, Value};

use super::syntax::Options;
use crate::{Context, Variable};

/// How templates are rendered.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How templates are marked up.
    pub(super) options: Options,
    /// Undefined names are nothing instead of errors (`allow_undefined`).
    pub allow_undefined: bool,
    /// How much work a rendering may take: expressions, loop turns and calls.
    pub fuel: u64,
    /// How many bytes a rendering may write.
    pub max_output: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            options: Options::default(),
            allow_undefined: false,
            fuel: 8_000_000,
            max_output: 64 << 20,
        }
    }
}

impl Settings {
    /// The settings that a context's `opts` ask for.
    pub fn of(context: &Context) -> Settings {
        let mut settings = Settings::default();
        let opts = match context.variables.get("opts") {
            Some(Variable::Shared(opts)) => opts,
            Some(Variable::Value(Value::Dict(opts))) => opts,
            _ => return settings,
        };
        let is_set = |name: &str| opts.get(name).is_some_and(Value::is_truthy);
        settings.allow_undefined = is_set("allow_undefined");
        let for_sls = match context.variables.get("sls") {
            Some(Variable::Value(sls)) => sls.is_truthy(),
            _ => false,
        };
        let environment = opts.get(if for_sls { "jinja_sls_env" } else { "jinja_env" });
        if let Some(Value::Dict(environment)) = environment {
            for name in settings.apply(environment) {
                tracing::warn!(name, "jinja_env names an option that is not known");
            }
        }
        settings.options.trim_blocks |= is_set("jinja_trim_blocks");
        settings.options.lstrip_blocks |= is_set("jinja_lstrip_blocks");
        settings
    }

    /// Applies the options of a `jinja_env` or `jinja_sls_env`; returns the names that are not known.
    pub fn apply(&mut self, environment: &Dict) -> Vec<String> {
        let mut unknown = Vec::new();
        for (name, value) in environment {
            let name = name.to_string().to_lowercase();
            if !self.apply_one(&name, value) {
                unknown.push(name);
            }
        }
        unknown
    }

    fn apply_one(&mut self, name: &str, value: &Value) -> bool {
        let delimiters = &mut self.options.delimiters;
        let mark = match name {
            "trim_blocks" => {
                self.options.trim_blocks = value.is_truthy();
                return true;
            }
            "lstrip_blocks" => {
                self.options.lstrip_blocks = value.is_truthy();
                return true;
            }
            "keep_trailing_newline" => {
                self.options.keep_trailing_newline = value.is_truthy();
                return true;
            }
            "block_start_string" => &mut delimiters.block.0,
            "block_end_string" => &mut delimiters.block.1,
            "variable_start_string" => &mut delimiters.variable.0,
            "variable_end_string" => &mut delimiters.variable.1,
            "comment_start_string" => &mut delimiters.comment.0,
            "comment_end_string" => &mut delimiters.comment.1,
            _ => return false,
        };
        match value.as_str() {
            Some(text) if !text.is_empty() => {
                *mark = text.to_owned();
                true
            }
            _ => false,
        }
    }
}

/// Takes the `#jinja2: {…}` header out of a template and applies it; other templates pass unchanged.
pub(super) fn take_header(text: &str, settings: &mut Settings) -> Option<String> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    let shebang = first.starts_with("#!") && !first.starts_with("#!/");
    let (before, header) = if shebang { (first, lines.next()?) } else { ("", first) };
    let payload = header.strip_prefix("#jinja2:")?.trim();
    let Ok(Value::Dict(environment)) = Value::from_json(payload) else {
        if !payload.is_empty() {
            tracing::warn!(header, "malformed #jinja2 header ignored");
        }
        return None;
    };
    for name in settings.apply(&environment) {
        tracing::warn!(name, "the #jinja2 header names an option that is not known");
    }
    Some(format!("{before}{}", lines.collect::<String>()))
}
