//! The distribution: `os`, `os_family`, `osrelease` and kin.

mod arch;
mod lsb;
mod names;
mod release;

use halite_common::value::{Dict, Value};

use super::source::Source;

/// What the files of the distribution tell.
pub(super) fn collect(source: &Source<'_>) -> Dict {
    let text = ["/etc/os-release", "/usr/lib/os-release"].into_iter().find_map(|path| source.text(path));
    let about = release::parse(&text.unwrap_or_default());
    let lsb = lsb::parse(&source.text("/etc/lsb-release").unwrap_or_default());
    let mut grains = release::grains(&about, &lsb, source.word("/etc/centos-release").as_deref());
    let family = grains.get("os_family").map(ToString::to_string).unwrap_or_default();
    grains.insert("osarch", arch::of(source, &family));
    grains
}

/// What follows from the grains collected so far.
pub(super) fn finish(grains: &mut Dict) {
    let [release, os, full_name, kind] = ["osrelease", "os", "osfullname", "virtual"]
        .map(|name| grains.get(name).map(ToString::to_string).unwrap_or_default());
    if kind == "openvzhn" {
        const PS: &str = "ps -fH -p $(grep -l \"^envID:[[:space:]]*0\\$\" /proc/[0-9]*/status | sed -e \"s=/proc/\\([0-9]*\\)/.*=\\1=\")  | awk '{ $7=\"\"; print }'";
        grains.insert("ps", PS);
    }
    if !release.is_empty() {
        grains.extend(derived(&os, &full_name, &release));
    }
}

/// `osrelease_info`, `osmajorrelease` and `osfinger`.
fn derived(os: &str, full_name: &str, release: &str) -> Dict {
    const SHORT: [&str; 3] = ["Debian", "Raspbian", "AlmaLinux"];
    const WHOLE: [&str; 3] = ["Ubuntu", "Pop", "NixOS"];
    let number = |part: &str| -> Value {
        let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<i128>().ok()).flatten().map_or_else(|| part.into(), Value::Int)
    };
    let info: Vec<Value> = release.split('.').map(number).collect();
    let name = if SHORT.contains(&os) { os } else { full_name };
    let version = if WHOLE.contains(&os) { release.to_owned() } else { info[0].to_string() };
    let mut grains = Dict::new();
    if let Value::Int(major) = info[0] {
        grains.insert("osmajorrelease", major);
    }
    grains.insert("osfinger", format!("{name}-{version}"));
    grains.insert("osrelease_info", info);
    grains
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::derived;

    #[test]
    fn the_finger_is_salts() {
        let check = |os: &str, full: &str, release: &str, expected: &str| {
            assert_eq!(derived(os, full, release).get("osfinger"), Some(&expected.into()));
        };
        check("Debian", "Debian GNU/Linux", "12", "Debian-12");
        check("Ubuntu", "Ubuntu", "24.04", "Ubuntu-24.04");
        check("CentOS", "CentOS Linux", "7.9.2009", "CentOS Linux-7");
        check("AlmaLinux", "AlmaLinux", "9.3", "AlmaLinux-9");
        check("Rocky", "Rocky Linux", "9.3", "Rocky Linux-9");
        check("Arch", "Arch Linux", "rolling", "Arch Linux-rolling");
        let grains = derived("Ubuntu", "Ubuntu", "24.04");
        assert_eq!(grains.get("osrelease_info").unwrap().repr(), "[24, 4]");
        assert_eq!(grains.get("osmajorrelease"), Some(&Value::Int(24)));
        assert!(!derived("Arch", "Arch Linux", "rolling").contains("osmajorrelease"));
    }
}
