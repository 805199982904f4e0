//! What `dpkg` and `dpkg-query` print, read. Pure.

use super::super::provider::{Inventory, Versions};

/// The format that [`inventory`] reads.
pub(super) const FORMAT: &str = "${Status} ${Package} ${Version} ${Architecture}\\n";

/// The packages of `dpkg-query -W`. Packages of another architecture than the machine's carry it in their name.
pub(super) fn inventory(text: &str, architecture: Option<&str>) -> Inventory {
    let mut found = Inventory::default();
    for line in text.lines() {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let [wanted, _, status, name, version, arch] = columns[..] else { continue };
        let foreign = architecture.is_some_and(|own| arch != "all" && arch != own);
        let name = if foreign { format!("{name}:{arch}") } else { name.to_owned() };
        let list = if (wanted.contains("install") || wanted.contains("hold")) && status.contains("installed")
        {
            // `deinstall ok installed` is still there too, as Salt has it.
            &mut found.installed
        } else if wanted.contains("deinstall") {
            &mut found.removed
        } else if wanted.contains("purge") && status == "installed" {
            &mut found.purge_desired
        } else {
            continue;
        };
        add(list, name, version);
    }
    found
}

fn add(list: &mut Versions, name: String, version: &str) {
    let versions = list.entry(name).or_default();
    versions.push(version.to_owned());
    versions.sort();
    versions.dedup();
}

/// The marks of `dpkg --get-selections`, by mark.
pub(super) fn marks(text: &str) -> Versions {
    let mut found = Versions::new();
    for (name, mark) in text.lines().filter_map(|line| line.split_once(char::is_whitespace)) {
        found.entry(mark.trim().to_owned()).or_default().push(name.to_owned());
    }
    found
}

/// Name, version and architecture in `dpkg -I`.
pub(super) fn in_file(text: &str) -> (Option<&str>, Option<&str>, Option<&str>) {
    let field = |name: &str| {
        text.lines().find_map(|line| {
            let (key, value) = line.trim().split_once(':')?;
            (key.trim_end() == name).then(|| value.trim())
        })
    };
    (field("Package"), field("Version"), field("Architecture"))
}

#[cfg(test)]
mod tests {
    use super::{in_file, inventory, marks};

    const PACKAGES: &str = "\
install ok installed adduser 3.134 all
hold ok installed bash 5.2.15-2+b13 amd64
install ok installed libc6 2.36-9+deb12u13 amd64
install ok installed libc6 2.36-9+deb12u13 i386
deinstall ok config-files mc 3:4.8.29-2 amd64
purge ok installed nano 7.2-1+deb12u1 amd64
install ok half-configured broken 1.0 amd64
";

    #[test]
    fn packages_are_sorted_by_what_became_of_them() {
        let found = inventory(PACKAGES, Some("amd64"));
        let names: Vec<&String> = found.installed.keys().collect();
        assert_eq!(names, ["adduser", "bash", "libc6", "libc6:i386"]);
        assert_eq!(found.removed["mc"], ["3:4.8.29-2"]);
        assert_eq!(found.purge_desired["nano"], ["7.2-1+deb12u1"]);
        assert!(found.present().contains_key("nano"));
        let plain = inventory(PACKAGES, None);
        assert!(!plain.installed.contains_key("libc6:i386"));
    }

    #[test]
    fn marks_are_read() {
        let found = marks("bash\t\t\t\t\t\thold\nlibc6:amd64\t\t\t\t\tinstall\nvim\t\t\t\t\t\tinstall\n");
        assert_eq!(found["hold"], ["bash"]);
        assert_eq!(found["install"], ["libc6:amd64", "vim"]);
    }

    #[test]
    fn a_package_file_is_read() {
        let text = "\
 new Debian package, version 2.0.
 size 1000 bytes: control archive=500 bytes.
 Package: hello
 Version: 2.10-3
 Architecture: amd64
 Depends: libc6 (>= 2.34)
 Description: example package based on GNU hello
";
        assert_eq!(in_file(text), (Some("hello"), Some("2.10-3"), Some("amd64")));
    }
}
