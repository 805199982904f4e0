//! Includes that do nothing: of the SLS itself, of the same SLS twice, of one that declares nothing.

use std::collections::HashSet;

use halite_common::{
    failure::{Failure, Kind, Place},
    value::{Dict, Value},
};
use halite_render::Rendered;

use super::{Finding, Rule};
use crate::{
    high::{Sls, absolute_sls},
    source::Sources,
};

/// One entry of an include list that names an SLS of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Include {
    /// Environment and name of the SLS that is included.
    pub of: (String, String),
    /// Environment and name of the SLS that includes it.
    pub by: (String, String),
    /// Where it says so.
    pub place: Option<Place>,
    /// Whether the included SLS was rendered, and to nothing.
    pub is_empty: bool,
}

impl Include {
    /// The finding about an SLS that declares nothing for any of the hosts.
    pub fn unused(&self) -> Finding {
        found(format!("`{}` is included and declares nothing", self.of.1), self.place.clone())
    }
}

/// Every include of the SLS files of a run, and what is wrong with them by themselves.
pub(super) fn all(sources: &Sources) -> (Vec<Include>, Vec<Finding>) {
    let (mut includes, mut findings) = (Vec::new(), Vec::new());
    let nothing: HashSet<(&str, &str)> = sources
        .all()
        .filter(|(.., rendered)| is_nothing(&rendered.value))
        .map(|(saltenv, sls, ..)| (saltenv, sls))
        .collect();
    for (saltenv, sls, file, rendered) in sources.all() {
        let by = Sls { name: sls, saltenv, is_init: file.ends_with("/init.sls"), chain: &[] };
        let mut before: Vec<(String, String)> = Vec::new();
        for (index, item) in listed(rendered).iter().enumerate() {
            let Some(of) = named(item, &by) else { continue };
            let place = rendered.place(&["include".into(), index.into()]);
            if of == (saltenv.to_owned(), sls.to_owned()) {
                findings.push(found(format!("`{sls}` includes itself"), place));
            } else if before.contains(&of) {
                findings.push(found(format!("`{}` is included twice", of.1), place));
            } else {
                let is_empty = nothing.contains(&(of.0.as_str(), of.1.as_str()));
                before.push(of.clone());
                includes.push(Include { of, by: (saltenv.to_owned(), sls.to_owned()), place, is_empty });
            }
        }
    }
    (includes, findings)
}

fn found(message: String, place: Option<Place>) -> Finding {
    let mut failure = Failure::new(Kind::Compile, message).hint("remove it from the list");
    failure.place = place.map(Box::new);
    Finding::new(Rule::UnusedInclude, failure)
}

fn listed(rendered: &Rendered) -> &[Value] {
    rendered.value.get("include").and_then(Value::as_list).unwrap_or_default()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Dict(declared) => Dict::is_empty(declared),
        other => !other.is_truthy(),
    }
}

/// The environment and the SLS that an entry names; `None` for patterns and for `_xenv`.
fn named(item: &Value, by: &Sls<'_>) -> Option<(String, String)> {
    let (saltenv, written) = match item {
        Value::Dict(one) => {
            let (saltenv, written) = one.at(one.len().checked_sub(1)?)?;
            (saltenv.to_string(), written.to_string())
        }
        name => (by.saltenv.to_owned(), name.to_string()),
    };
    if saltenv == "_xenv" || written.contains(['*', '?', '[']) {
        return None;
    }
    let name = absolute_sls(&written, by).ok()?;
    Some((saltenv, name.trim_end_matches('.').to_owned()))
}

/// The includes that stand in the text of an SLS which does not render, as far as they can be read there.
pub fn written_includes(text: &str, saltenv: &str, sls: &str, file: &str) -> Vec<(String, String)> {
    let by = Sls { name: sls, saltenv, is_init: file.ends_with("/init.sls"), chain: &[] };
    let list = text.lines().skip_while(|line| line.trim_end() != "include:").skip(1);
    let list = list.map(str::trim).take_while(|line| line.is_empty() || line.starts_with(['-', '#', '{']));
    let items =
        list.filter_map(|line| line.strip_prefix('-')).map(|item| item.trim().trim_matches(['\'', '"']));
    items.filter_map(|item| named(&Value::from(item), &by)).collect()
}

#[cfg(test)]
mod tests {
    use super::written_includes;

    #[test]
    fn includes_are_read_off_a_text_that_does_not_render() {
        let text = "# web\ninclude:\n  - .conf\n  {% if x %}\n  # more\n  - 'db'\n\n  - web.*\n{% endif %}\nid:\n  - no\n";
        let names: Vec<String> =
            written_includes(text, "base", "web", "web/init.sls").into_iter().map(|(_, sls)| sls).collect();
        assert_eq!(names, ["web.conf", "db"]);
        assert!(written_includes("id:\n  test.nop\n", "base", "a", "a.sls").is_empty());
    }
}
