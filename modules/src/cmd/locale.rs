//! The plain locale, so that what programs print can be parsed.

use halite_states::host::Command;

/// Every category but `LC_ALL`, which a user may set over all of these.
pub(super) const CATEGORIES: [&str; 13] = [
    "LC_CTYPE",
    "LC_NUMERIC",
    "LC_TIME",
    "LC_COLLATE",
    "LC_MONETARY",
    "LC_MESSAGES",
    "LC_PAPER",
    "LC_NAME",
    "LC_ADDRESS",
    "LC_TELEPHONE",
    "LC_MEASUREMENT",
    "LC_IDENTIFICATION",
    "LANGUAGE",
];

/// Makes a command of ours speak English, whatever the machine's locale is.
pub(crate) fn english(command: Command) -> Command {
    let command = command.env("LC_ALL", "C");
    command.env("LANGUAGE", "C")
}
