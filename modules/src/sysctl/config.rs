//! A file of settings, and the kernel's own values.

use std::path::Path;

use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::{Command, WriteOptions},
};

/// The file that settings go to, unless another is named.
pub(super) fn default_file(ask: &Ask<'_>) -> &'static str {
    match ask.probe.exists("/run/systemd/system".as_ref()) {
        true => "/etc/sysctl.d/99-salt.conf",
        false => "/etc/sysctl.conf",
    }
}

/// Name and value of a line.
fn setting(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    (!name.starts_with(['#', ';'])).then_some((name, value.trim()))
}

/// The settings of a file, in order.
pub(super) fn settings(text: &str) -> Vec<(&str, &str)> {
    text.lines().filter_map(setting).collect()
}

/// The text with a setting changed where it stands, or put at the end.
pub(super) fn with(text: &str, name: &str, value: &str) -> String {
    let mut found = false;
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match setting(line) {
            Some((own, _)) if own == name => {
                found = true;
                lines.push(format!("{name} = {value}"));
            }
            _ => lines.push(line.to_owned()),
        }
    }
    if !found {
        lines.push(format!("{name} = {value}"));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Whether two values are the same but for the blanks in them.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

fn program(ask: &Ask<'_>) -> Result<&'static str, ModuleError> {
    match ask.probe.which("sysctl") {
        Some(_) => Ok("sysctl"),
        None => Err(ModuleError::failed("Command 'sysctl' cannot be found")),
    }
}

/// The kernel's own value; empty if it has none.
pub(super) fn current(ask: &Ask<'_>, name: &str) -> Result<String, ModuleError> {
    let output = ask.probe.query(&Command::new([program(ask)?, "-n", name]))?;
    Ok(if output.success() { output.stdout_text().trim_end().to_owned() } else { String::new() })
}

/// All values of the kernel.
pub(super) fn all(ask: &Ask<'_>) -> Result<String, ModuleError> {
    Ok(ask.probe.query(&Command::new([program(ask)?, "-a"]))?.stdout_text())
}

/// Gives the kernel a value.
pub(super) fn assign(act: &Act<'_>, name: &str, value: &str) -> Result<(), ModuleError> {
    let swapped: String = name
        .chars()
        .map(|c| match c {
            '.' => '/',
            '/' => '.',
            c => c,
        })
        .collect();
    if !act.host.exists(&Path::new("/proc/sys").join(swapped)) {
        return Err(ModuleError::failed(format!("sysctl {name} does not exist")));
    }
    let output = act.host.run(&Command::new([program(&act.ask())?, "-w", &format!("{name}={value}")]))?;
    let (said, wrong) = (output.stdout_text(), output.stderr_text());
    let taken = said.trim().split_once('=').is_some_and(|(own, set)| own.trim() == name && same(set, value));
    if taken && !wrong.contains("Invalid argument") {
        return Ok(());
    }
    let why = if !output.success() && !wrong.is_empty() { wrong } else { said };
    Err(ModuleError::failed(format!("sysctl -w failed: {}", why.trim_end())))
}

/// Puts a setting into a file and gives it to the kernel.
pub(super) fn persist(act: &Act<'_>, file: &str, name: &str, value: &str) -> Result<(), ModuleError> {
    const HEAD: &str = "#\n# Kernel sysctl configuration\n#\n";
    let path = Path::new(file);
    let old = match act.host.read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => {
            crate::file::make_folders(act, path.parent().unwrap_or(Path::new("/")))?;
            HEAD.to_owned()
        }
    };
    let kept = settings(&old).iter().any(|(own, set)| *own == name && same(set, value));
    if !kept {
        let written = act.host.write(path, with(&old, name, value).as_bytes(), &WriteOptions::default());
        written.map_err(|_| ModuleError::failed(format!("Could not write to file: {file}")))?;
    }
    assign(act, name, value)
}

#[cfg(test)]
mod tests {
    use super::{same, settings, with};

    #[test]
    fn settings_are_read_and_changed() {
        let text = "# vm.x = 1\nvm.swappiness=10\n\nnet.a = 1 2\n";
        assert_eq!(settings(text), [("vm.swappiness", "10"), ("net.a", "1 2")]);
        assert_eq!(with(text, "net.a", "3"), "# vm.x = 1\nvm.swappiness=10\n\nnet.a = 3\n");
        assert_eq!(with("a=1", "b", "2"), "a=1\nb = 2\n");
        assert!(same("1\t2", "1 2") && !same("1", "2"));
    }
}
