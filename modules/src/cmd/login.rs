//! The environment that a user has after logging in, for `runas`.

use halite_states::{
    declare::{Ask, ModuleError},
    host::{Command, User},
};

/// The user to run as, who must exist.
pub(super) fn user(ask: &Ask<'_>, name: &str) -> Result<User, ModuleError> {
    let found = ask.probe.user(name).map_err(ModuleError::file("read", "the user database"))?;
    found.ok_or_else(|| ModuleError::failed(format!("User '{name}' is not available")))
}

/// The variables of a login of that user. Empty but for `USER` and `HOME` where logging in is not allowed.
pub(super) fn environment(ask: &Ask<'_>, user: &User, shell: &str) -> Vec<(String, String)> {
    // The marks keep apart what the login's own scripts print.
    let line = format!("printf '{MARK}'; env -0; printf '{MARK}'");
    let mut command = Command::new(["su", "-s", shell, "-", &user.name, "-c", &line]);
    command.stdin = Some(Vec::new());
    command.timeout = Some(std::time::Duration::from_secs(10));
    let mut variables = match ask.probe.query(&command) {
        Ok(output) => parse(&output.stdout_text()),
        Err(error) => {
            tracing::error!("Environment could not be retrieved for user '{}': {error}", user.name);
            Vec::new()
        }
    };
    variables.retain(|(name, _)| name != "USER" && name != "HOME");
    variables.push(("USER".into(), user.name.clone()));
    variables.push(("HOME".into(), user.home.to_string_lossy().into_owned()));
    variables
}

const MARK: &str = "<<<halite-login>>>";

fn parse(text: &str) -> Vec<(String, String)> {
    let between = text.split(MARK).nth(1).unwrap_or_default();
    let pairs = between.split('\0').filter_map(|entry| entry.split_once('='));
    // The shell's own, which would be wrong in any other process.
    pairs
        .filter(|(name, _)| !matches!(*name, "_" | "SHLVL" | "PWD" | "OLDPWD"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_what_stands_between_the_marks_counts() {
        let text = "Welcome X=1\n<<<halite-login>>>A=1\0B=x=y\nz\0_=/usr/bin/env\0<<<halite-login>>>";
        assert_eq!(parse(text), [("A".to_owned(), "1".to_owned()), ("B".to_owned(), "x=y\nz".to_owned())]);
        assert_eq!(parse("This account is currently not available.\n"), []);
    }
}
