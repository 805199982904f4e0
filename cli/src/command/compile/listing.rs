//! What was compiled, as a listing for people.

use halite_common::{
    failure::Failure,
    value::{Dict, Key, Value},
};

use super::{CompileOutcome, ListedState, ListedStates, document::place};
use crate::output::{Color, Palette, strip_escapes};

/// The listing, with a line for each state, and below it its arguments.
pub(super) fn format(outcome: &CompileOutcome, palette: Palette) -> String {
    let mut lines = Vec::new();
    let mut section = |title: &str, body: Vec<String>| {
        lines.push(palette.paint(Color::Cyan, &format!("{}:", strip_escapes(title))));
        lines.extend(body);
    };
    if let Err(errors) = &outcome.pillar {
        section("pillar", errors.iter().flat_map(|error| trouble(error, palette)).collect());
    }
    if let Some(Err(failures)) = &outcome.top {
        section("top", troubles(failures, palette));
    }
    for (name, states) in &outcome.sls {
        section(name, of_states(states, palette));
    }
    // Where the top file is broken, so is the highstate, and it was said already.
    if let (Some(states), Some(Ok(_))) = (&outcome.highstate, &outcome.top) {
        section("highstate", of_states(states, palette));
    }
    lines.join("\n")
}

fn of_states(states: &ListedStates, palette: Palette) -> Vec<String> {
    match states {
        Err(failures) => troubles(failures, palette),
        Ok(states) => {
            let mut lines: Vec<String> = states
                .iter()
                .enumerate()
                .flat_map(|(index, state)| of_state(index + 1, state, palette))
                .collect();
            let count = states.len();
            lines.push(format!("{count} state{} would run", if count == 1 { "" } else { "s" }));
            lines
        }
    }
}

fn of_state(number: usize, state: &ListedState, palette: Palette) -> Vec<String> {
    let text = |name: &str| state.chunk.get(name).map(ToString::to_string).unwrap_or_default();
    let (id, name) = (text("__id__"), text("name"));
    let title = format!("{number:>4}. {}.{}: {id}", text("state"), text("fun"));
    let color = if state.warning.is_some() { Color::LightYellow } else { Color::Green };
    let mut lines = vec![palette.paint(color, &strip_escapes(&title))];
    let mut detail = |label: &str, value: &str| {
        lines.push(strip_escapes(&format!("      {label}: {}", value.replace('\n', "\n        "))));
    };
    if let Some(place) = place(state).as_str() {
        detail("at", place);
    }
    if name != id {
        detail("name", &name);
    }
    for (key, value) in arguments(&state.chunk) {
        detail(&key.to_string(), &shown(value));
    }
    if let Some(warning) = &state.warning {
        let line = format!("      warning: {}", warning.message.replace('\n', ". "));
        lines.push(palette.paint(Color::LightYellow, &strip_escapes(&line)));
        lines.extend(warning.hint.iter().map(|hint| strip_escapes(&format!("      hint: {hint}"))));
    }
    lines
}

/// What the user wrote of a chunk, without what the compiler added.
fn arguments(chunk: &Dict) -> impl Iterator<Item = (&Key, &Value)> {
    const ADDED: [&str; 5] = ["state", "fun", "name", "order", "name_order"];
    chunk.iter().filter(|(key, _)| !key.as_str().is_some_and(|k| ADDED.contains(&k) || k.starts_with("__")))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Str(text) => text.clone(),
        other => other.to_json().to_string(),
    }
}

fn troubles(failures: &[Failure], palette: Palette) -> Vec<String> {
    failures.iter().flat_map(|failure| trouble(&failure.to_string(), palette)).collect()
}

fn trouble(text: &str, palette: Palette) -> Vec<String> {
    text.lines().map(|line| palette.paint(Color::LightRed, &format!("    {}", strip_escapes(line)))).collect()
}
