//! `no_return`: which minions did not return, and why.

use halite_common::value::Value;

use super::{Color, Palette, nested::sorted};

/// Prints `{minion: "why"}`.
pub(super) fn format(value: &Value, palette: Palette) -> String {
    let Value::Dict(dict) = value else { return palette.paint(Color::Red, &value.to_string()) };
    let mut lines = Vec::new();
    for (id, why) in sorted(dict) {
        lines.push(format!("{}:", palette.paint(Color::Cyan, &id.to_string())));
        let why = why.to_string();
        lines.extend(why.lines().map(|line| palette.paint(Color::Red, &format!("    {}", line))));
    }
    lines.join("\n")
}
