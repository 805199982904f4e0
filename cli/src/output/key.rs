//! `key`: lists of keys under a heading each, as `salt-key` prints them.

use halite_common::value::Value;

use super::{Color, Palette, nested::sorted};

/// Prints `{minions: [...], minions_pre: [...] …}`, or fingerprints where the lists are dictionaries.
pub(super) fn format(value: &Value, palette: Palette) -> String {
    let Value::Dict(dict) = value else { return value.to_string() };
    let mut lines = Vec::new();
    for (status, keys) in sorted(dict) {
        let status = status.to_string();
        let (heading, head, color) = look(&status);
        lines.push(palette.paint(head, heading));
        match keys {
            Value::List(ids) => {
                let mut ids: Vec<String> = ids.iter().map(|id| shown(&id.to_string())).collect();
                ids.sort();
                lines.extend(ids.iter().map(|id| palette.paint(color, id)));
            }
            Value::Dict(ids) => {
                lines.extend(sorted(ids).into_iter().map(|(id, print)| {
                    palette.paint(color, &format!("{}:  {print}", shown(&id.to_string())))
                }))
            }
            other => lines.push(other.to_string()),
        }
    }
    lines.join("\n")
}

/// An id with letters beyond ASCII may look like another one: it is shown by its characters' numbers, too.
fn shown(id: &str) -> String {
    if id.is_ascii() { id.to_owned() } else { format!("{id} ({})", id.escape_default()) }
}

fn look(status: &str) -> (&str, Color, Color) {
    match status {
        "minions" => ("Accepted Keys:", Color::LightGreen, Color::Green),
        "minions_pre" => ("Unaccepted Keys:", Color::LightRed, Color::Red),
        "minions_denied" => ("Denied Keys:", Color::LightMagenta, Color::Magenta),
        "minions_rejected" => ("Rejected Keys:", Color::LightBlue, Color::Blue),
        "local" => ("Local Keys:", Color::LightMagenta, Color::Magenta),
        other => (other, Color::LightMagenta, Color::Magenta),
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{Palette, format};

    #[test]
    fn keys_stand_under_their_headings() {
        let keys = Value::from_json(r#"{"minions_pre": [], "minions": ["web2", "web1"]}"#).unwrap();
        let expected = "Accepted Keys:\nweb1\nweb2\nUnaccepted Keys:";
        assert_eq!(format(&keys, Palette { enabled: false }), expected);
        let twin = Value::from_json(r#"{"minions": ["w\u0435b1"]}"#).unwrap();
        let expected = "Accepted Keys:\nw\u{435}b1 (w\\u{435}b1)";
        assert_eq!(format(&twin, Palette { enabled: false }), expected);
    }
}
