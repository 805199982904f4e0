//! The architecture as packages name it.

use rustix::system::uname;

use crate::grains::source::Source;

/// The architecture for a family.
pub(super) fn of(source: &Source<'_>, family: &str) -> String {
    let machine = uname().machine().to_string_lossy().into_owned();
    match family {
        "Debian" => source
            .text("/var/lib/dpkg/status")
            .and_then(|text| dpkg(&text))
            .or_else(|| source.output(&["dpkg", "--print-architecture"]).map(|told| told.trim().to_owned()))
            .unwrap_or_default(),
        "RedHat" | "Suse" => {
            let told = source.output(&["rpm", "--eval", "%{_host_cpu}"]);
            told.map(|told| told.trim().to_owned()).filter(|arch| !arch.is_empty()).unwrap_or(machine)
        }
        _ => machine,
    }
}

/// The architecture of the package `dpkg` itself is the native one.
fn dpkg(status: &str) -> Option<String> {
    let start = if status.starts_with("Package: dpkg\n") { 0 } else { status.find("\nPackage: dpkg\n")? + 1 };
    let record = status[start..].split("\n\n").next()?;
    let arch = record.lines().find_map(|line| line.strip_prefix("Architecture: "))?;
    Some(arch.trim().to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_packager_knows_its_own_architecture() {
        let status = "Package: adduser\nArchitecture: all\n\nPackage: dpkg\nStatus: install ok installed\nArchitecture: arm64\nVersion: 1\n\nPackage: dpkg-dev\nArchitecture: all\n";
        assert_eq!(super::dpkg(status).as_deref(), Some("arm64"));
        assert_eq!(super::dpkg("Package: adduser\nArchitecture: all\n"), None);
    }
}
