//! Which program this is: by the name it was called by, or by its first word.

use std::path::Path;

use clap::Subcommand;

use super::{
    CallArgs, CompileArgs, ConfigArgs, DaemonArgs, KeyArgs, LintArgs, PublishArgs, QuickstartArgs, RunArgs,
};

/// What `halite` can be asked to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the master in the foreground.
    Master(DaemonArgs),
    /// Run the minion in the foreground.
    Minion(DaemonArgs),
    /// Run a function on this host, with a master or (`--local`) without.
    Call(CallArgs),
    /// Show what states and pillar come to on a described host, on any machine.
    Compile(CompileArgs),
    /// Find what is wrong with a tree, without any of its hosts.
    Lint(LintArgs),
    /// List, accept, reject and delete minions' keys; make enrolment tokens.
    Key(KeyArgs),
    /// Ask the master about jobs and minions.
    Run(RunArgs),
    /// Show the configuration in force and where each value came from.
    Config(ConfigArgs),
    /// Show a master, a minion and a highstate in a temporary folder.
    Quickstart(QuickstartArgs),
    /// Run a function on targeted minions; `halite '<target>' <function>` does without this word.
    Salt(PublishArgs),
}

/// The words that name a command.
pub(crate) const COMMANDS: [&str; 11] =
    ["master", "minion", "call", "compile", "lint", "key", "run", "config", "quickstart", "salt", "help"];

/// What the command line means.
pub(crate) enum Personality {
    /// A command word, or help and version of the whole.
    Halite,
    /// The words are to be read as if this command had been named.
    Implied(&'static str),
}

impl Personality {
    /// Decides by the program's name (`salt-call` …) and its first word.
    pub(crate) fn of(words: &[String]) -> Personality {
        let program = words.first().map(|word| Path::new(word).file_name().unwrap_or_default());
        match program.and_then(|name| name.to_str()) {
            Some("salt") => return Personality::Implied("salt"),
            Some("salt-call") => return Personality::Implied("call"),
            Some("salt-key") => return Personality::Implied("key"),
            Some("salt-run") => return Personality::Implied("run"),
            Some("salt-master") => return Personality::Implied("master"),
            Some("salt-minion") => return Personality::Implied("minion"),
            _ => {}
        }
        match words.get(1).map(String::as_str) {
            None | Some("-h" | "--help" | "-V" | "--version") => Personality::Halite,
            Some(word) if COMMANDS.contains(&word) => Personality::Halite,
            Some(_) => Personality::Implied("salt"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Personality;

    #[test]
    fn a_target_needs_no_command_word() {
        let check = |line: &str, expected: Option<&str>| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let implied = match Personality::of(&words) {
                Personality::Implied(command) => Some(command),
                Personality::Halite => None,
            };
            assert_eq!(implied, expected, "{line}");
        };
        check("halite * test.ping", Some("salt"));
        check("halite -G os:Debian test.ping", Some("salt"));
        check("/usr/bin/salt-call test.ping", Some("call"));
        check("halite key -L", None);
        check("halite --help", None);
    }
}
