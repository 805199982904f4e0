//! SELinux, and whether the system is changed in transactions.

use halite_common::value::{Dict, Value};

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let mut grains = Dict::from([("transactional", source.has("transactional-update"))]);
    // Salt has the grain where the tools are installed, whether SELinux is on or not.
    if source.has("selinuxenabled") {
        let enforce = source.word("/sys/fs/selinux/enforce");
        grains.insert("selinux", selinux(enforce.as_deref(), source.has("getenforce")));
    }
    grains
}

fn selinux(enforce: Option<&str>, has_getenforce: bool) -> Dict {
    let mut grain = Dict::from([("enabled", Value::from(enforce.is_some()))]);
    if has_getenforce {
        grain.insert(
            "enforced",
            match enforce {
                Some("1") => "Enforcing",
                Some(_) => "Permissive",
                None => "Disabled",
            },
        );
    }
    grain
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    #[test]
    fn the_kernel_tells_the_mode() {
        let check = |enforce, expected: &str| {
            assert_eq!(Value::Dict(super::selinux(enforce, true)).repr(), expected);
        };
        check(Some("1"), "{'enabled': True, 'enforced': 'Enforcing'}");
        check(Some("0"), "{'enabled': True, 'enforced': 'Permissive'}");
        check(None, "{'enabled': False, 'enforced': 'Disabled'}");
    }
}
