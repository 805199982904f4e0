//! What the user may have meant: the nearest name that exists.

use halite_common::failure::nearest;

use super::library;
use super::raise::{Kind, Raise};
use super::run::Frame;

const TAGS: [&str; 24] = [
    "for",
    "endfor",
    "if",
    "elif",
    "else",
    "endif",
    "set",
    "endset",
    "with",
    "endwith",
    "macro",
    "endmacro",
    "call",
    "filter",
    "do",
    "block",
    "extends",
    "include",
    "import",
    "from",
    "load_yaml",
    "import_yaml",
    "endload",
    "raw",
];

/// Adds a hint to an exception about a name that does not exist.
pub(super) fn advised(raise: Raise, frame: &Frame) -> Raise {
    let (Some(name), None) = (raise.name(), raise.hint()) else { return raise };
    let meant = match raise.kind() {
        Kind::Undefined if raise.message() == format!("'{name}' is undefined") => {
            let names = frame.visible();
            let known = names.iter().map(|known| &**known);
            nearest(name, known.chain(library::global_names())).map(str::to_owned)
        }
        Kind::Syntax if raise.message().starts_with("No filter") => {
            nearest(name, library::filter_names()).map(str::to_owned)
        }
        Kind::Syntax if raise.message().starts_with("No test") => {
            nearest(name, library::test_names()).map(str::to_owned)
        }
        _ => None,
    };
    suggesting(raise, meant)
}

/// Adds a hint to a syntax error.
pub(super) fn syntax(raise: Raise) -> Raise {
    let tag =
        raise.message().strip_prefix("Encountered unknown tag '").and_then(|rest| rest.split('\'').next());
    let meant = tag.filter(|tag| !TAGS.contains(tag)).and_then(|tag| nearest(tag, TAGS)).map(str::to_owned);
    suggesting(raise, meant)
}

fn suggesting(raise: Raise, meant: Option<String>) -> Raise {
    match meant {
        Some(meant) => raise.advising(format!("did you mean `{meant}`?")),
        None => raise,
    }
}
