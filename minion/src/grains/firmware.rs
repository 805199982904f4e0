//! Whether the machine was started by UEFI, and how.

use halite_common::value::Dict;

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let variables =
        ["/sys/firmware/efi/efivars", "/sys/firmware/efi/vars"].into_iter().find(|dir| source.exists(dir));
    let secure = variables.is_some_and(|dir| secure_boot(source, dir));
    Dict::from([("efi", variables.is_some()), ("efi-secure-boot", secure)])
}

/// The last byte of the one variable says so.
fn secure_boot(source: &Source<'_>, dir: &str) -> bool {
    let names: Vec<String> =
        source.names(dir).into_iter().filter(|name| name.starts_with("SecureBoot-")).collect();
    let [name] = names.as_slice() else { return false };
    let path = if dir.ends_with("efivars") { format!("{dir}/{name}") } else { format!("{dir}/{name}/data") };
    source.probe.read(path.as_ref()).is_ok_and(|bytes| bytes.last() == Some(&1))
}
