//! What the user may have meant: the nearest name that exists.

use halite_common::failure::nearest;

use super::library;
use super::raise::{Kind, Raise};
use super::run::{Frame, Link};

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

/// Adds a hint to an exception, most often about a name that does not exist.
pub(super) fn advised(raise: Raise, frame: &Frame, link: &dyn Link) -> Raise {
    if raise.hint().is_some() {
        return raise;
    }
    let message = raise.message();
    let meant = match (raise.kind(), raise.name()) {
        (Kind::Undefined, Some(name)) if message == format!("'{name}' is undefined") => {
            let names = frame.visible();
            let known = names.iter().map(|known| &**known);
            nearest(name, known.chain(library::global_names())).map(str::to_owned)
        }
        (Kind::Undefined, Some(name)) if message.contains("AliasedLoader object' has no") => {
            nearest(name, link.functions()).map(str::to_owned)
        }
        (Kind::NotFound, _) => {
            let paths = link.paths();
            nearest(message, paths.iter().map(String::as_str)).map(str::to_owned)
        }
        (Kind::Python("TypeError"), _) if message.starts_with("can only concatenate str") => {
            return raise.advising("`~` joins text with anything: `\"port \" ~ port`".into());
        }
        _ => None,
    };
    let missing = raise.kind() == Kind::NotFound && meant.is_none();
    let raise = if missing { raise.advising(NO_TEMPLATE.into()) } else { raise };
    syntax(suggesting(raise, meant))
}

const NO_TEMPLATE: &str =
    "there is no such file; paths start at the root of the environment, without `salt://`";

/// Adds a hint to a syntax error.
pub(super) fn syntax(raise: Raise) -> Raise {
    if raise.kind() != Kind::Syntax || raise.hint().is_some() {
        return raise;
    }
    let message = raise.message();
    let tag = message.strip_prefix("Encountered unknown tag '").and_then(|rest| rest.split('\'').next());
    let open = message.split("needs to be closed is '").nth(1).and_then(|rest| rest.split('\'').next());
    let meant = match (tag, raise.name()) {
        (_, Some(name)) if message.starts_with("No filter") => nearest(name, library::filter_names()),
        (_, Some(name)) if message.starts_with("No test") => nearest(name, library::test_names()),
        (Some(tag), _) if !TAGS.contains(&tag) => nearest(tag, TAGS),
        _ => None,
    };
    let meant = meant.map(str::to_owned);
    match open {
        Some(open) if meant.is_none() => {
            let hint = format!("close `{open}` with `{{% end{} %}}`", open.trim_start_matches("load_"));
            raise.advising(hint)
        }
        _ if message == "unexpected '}'" => raise.advising("an expression ends with two braces: `}}`".into()),
        _ => suggesting(raise, meant),
    }
}

fn suggesting(raise: Raise, meant: Option<String>) -> Raise {
    match meant {
        Some(meant) => raise.advising(format!("did you mean `{meant}`?")),
        None => raise,
    }
}
