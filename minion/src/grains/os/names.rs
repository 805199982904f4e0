//! Which names Salt gives distributions and families. Data that trees compare with.

/// A distribution's `os` by the first ten letters of its name, in lower case and without blanks.
const SHORT: &[(&str, &str)] = &[
    ("Junos", "Junos"),
    ("alibabaclo", "Alinux"),
    ("almalinux", "AlmaLinux"),
    ("almalinuxk", "AlmaLinux"),
    ("alt", "ALT"),
    ("amazonami", "Amazon"),
    ("antergos", "Antergos"),
    ("arch", "Arch"),
    ("archarm", "Arch ARM"),
    ("chapeau", "Chapeau"),
    ("cloudlinux", "CloudLinux"),
    ("cloudserve", "CloudLinux"),
    ("debian", "Debian"),
    ("enterprise", "OEL"),
    ("fedoraremi", "Fedora"),
    ("gentoobase", "Gentoo"),
    ("korora", "Korora"),
    ("linuxmint", "Mint"),
    ("manjaro", "Manjaro"),
    ("manjarolin", "Manjaro"),
    ("mendel", "Mendel"),
    ("neon", "KDE neon"),
    ("nilrt", "NILinuxRT"),
    ("oracleserv", "OEL"),
    ("photon", "VMware Photon OS"),
    ("pidora", "Fedora"),
    ("poky", "Poky"),
    ("pop", "Pop"),
    ("raspbian", "Raspbian"),
    ("redhatente", "RedHat"),
    ("rocky", "Rocky"),
    ("scientific", "ScientificLinux"),
    ("sles", "SUSE"),
    ("slesexpand", "RES"),
    ("synology", "Synology"),
    ("univention", "Univention"),
    ("virtuozzo", "Virtuozzo"),
    ("void", "Void"),
];

/// A distribution's family, where it is not called as the distribution.
const FAMILIES: &[(&str, &str)] = &[
    ("ALT", "RedHat"),
    ("Alinux", "RedHat"),
    ("AlmaLinux", "RedHat"),
    ("AlmaLinux Kitten", "RedHat"),
    ("AlterOS", "RedHat"),
    ("Amazon", "RedHat"),
    ("Antergos", "Arch"),
    ("Arch ARM", "Arch"),
    ("AstraLinuxCE", "Debian"),
    ("AstraLinuxSE", "Debian"),
    ("Bluewhite64", "Bluewhite"),
    ("CentOS", "RedHat"),
    ("CentOS Stream", "RedHat"),
    ("Chapeau", "RedHat"),
    ("CloudLinux", "RedHat"),
    ("Cumulus", "Debian"),
    ("Deepin", "Debian"),
    ("Devuan", "Debian"),
    ("EndeavourOS", "Arch"),
    ("FedBerry", "RedHat"),
    ("Fedora", "RedHat"),
    ("Funtoo", "Gentoo"),
    ("GCEL", "Debian"),
    ("GoOSe", "RedHat"),
    ("IDMS", "Debian"),
    ("KDE neon", "Debian"),
    ("Kali", "Debian"),
    ("Korora", "RedHat"),
    ("Linaro", "Debian"),
    ("Mandrake", "Mandriva"),
    ("Manjaro", "Arch"),
    ("Manjaro ARM", "Arch"),
    ("Mendel", "Debian"),
    ("Mint", "Debian"),
    ("NILinuxRT", "NILinuxRT"),
    ("OEL", "RedHat"),
    ("OSMC", "Debian"),
    ("OVS", "RedHat"),
    ("Parrot OS", "Debian"),
    ("Pop", "Debian"),
    ("RED OS", "RedHat"),
    ("RES", "RedHat"),
    ("Raspbian", "Debian"),
    ("Rocky", "RedHat"),
    ("SLED", "Suse"),
    ("SLES", "Suse"),
    ("SLES_SAP", "Suse"),
    ("SUSE", "Suse"),
    ("SUSE  Enterprise Server", "Suse"),
    ("SUSE Enterprise Server", "Suse"),
    ("Sangoma", "RedHat"),
    ("Scientific", "RedHat"),
    ("ScientificLinux", "RedHat"),
    ("Slamd64", "Slackware"),
    ("Trisquel", "Debian"),
    ("TurnKey", "Debian"),
    ("Ubuntu", "Debian"),
    ("Univention", "Debian"),
    ("VMware Photon OS", "RedHat"),
    ("VMwareESX", "VMware"),
    ("Virtuozzo", "RedHat"),
    ("Void", "Void"),
    ("XCP", "RedHat"),
    ("XCP-ng", "RedHat"),
    ("XenServer", "RedHat"),
    ("alfaLinux", "Suse"),
    ("alfaLinux Rise", "Suse"),
    ("antiX", "Debian"),
    ("elementary", "Debian"),
    ("elementary OS", "Debian"),
    ("neon", "Debian"),
    ("openEuler", "RedHat"),
    ("openSUSE", "Suse"),
    ("openSUSE Leap", "Suse"),
    ("openSUSE Tumbleweed", "Suse"),
];

/// `os` by the distribution's name and id.
pub(super) fn os(name: &str, id: &str) -> String {
    match (id, name) {
        ("astra", "Astra Linux (Orel)") => return "AstraLinuxCE".into(),
        ("astra", "Astra Linux (Smolensk)") => return "AstraLinuxSE".into(),
        ("pop", "Pop!_OS") => return "Pop".into(),
        _ => {}
    }
    let bare = without_linux(name);
    let short: String = bare.replace(' ', "").to_lowercase().chars().take(10).collect();
    SHORT.iter().find(|(key, _)| *key == short).map_or(bare, |(_, os)| (*os).to_owned())
}

/// Takes ` Linux` and ` GNU/Linux` out.
fn without_linux(name: &str) -> String {
    let mut out = name.to_owned();
    for word in ["gnu/linux", "linux"] {
        while let Some(at) = find_word(&out, word) {
            let before = out[..at].chars().next_back().map_or(0, char::len_utf8);
            out.replace_range(at - before..at + word.len(), "");
        }
    }
    out.trim().to_owned()
}

/// Where the word stands behind something that is no letter.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let mut places = lower.match_indices(word).map(|(at, _)| at);
    places.find(|at| text[..*at].chars().next_back().is_some_and(|c| !c.is_alphanumeric() && c != '_'))
}

/// The family of an `os`, for distributions that `os-release` alone does not tell well.
pub(super) fn family(os: &str) -> String {
    FAMILIES.iter().find(|(key, _)| *key == os).map_or(os, |(_, family)| family).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{family, os};

    #[test]
    fn names_are_shortened_as_in_salt() {
        for (name, id, expected) in [
            ("Debian GNU/Linux", "debian", "Debian"),
            ("Ubuntu", "ubuntu", "Ubuntu"),
            ("CentOS Linux", "centos", "CentOS"),
            ("CentOS Stream", "centos", "CentOS Stream"),
            ("Fedora Linux", "fedora", "Fedora"),
            ("Red Hat Enterprise Linux", "rhel", "RedHat"),
            ("Rocky Linux", "rocky", "Rocky"),
            ("AlmaLinux", "almalinux", "AlmaLinux"),
            ("Arch Linux", "arch", "Arch"),
            ("Alpine Linux", "alpine", "Alpine"),
            ("SLES", "sles", "SUSE"),
            ("Linux Mint", "linuxmint", "Mint"),
            ("Raspbian GNU/Linux", "raspbian", "Raspbian"),
            ("Pop!_OS", "pop", "Pop"),
        ] {
            assert_eq!(os(name, id), expected, "{name}");
        }
    }

    #[test]
    fn families_are_salts() {
        for (os, expected) in [
            ("Ubuntu", "Debian"),
            ("CentOS", "RedHat"),
            ("SUSE", "Suse"),
            ("Manjaro", "Arch"),
            ("Alpine", "Alpine"),
        ] {
            assert_eq!(family(os), expected);
        }
    }
}
