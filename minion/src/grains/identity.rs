//! Who the minion is, and which program.

use halite_common::{
    crypto::sha256,
    value::{Dict, Value},
    version,
};

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let option = |name: &str| source.options.get(name).cloned().unwrap_or_else(|| "".into());
    let id = option("id").to_string();
    let mut grains = Dict::from([
        ("id", Value::from(id.as_str())),
        ("master", option("master")),
        ("server_id", server_id(&id).into()),
        ("saltversion", version::SALT.into()),
        ("saltversioninfo", version::SALT_INFO.to_vec().into()),
        ("haliteversion", version::PROGRAM.into()),
        // No Python runs here; trees look at its first number, which is that of Salt's own packages.
        ("pythonversion", vec![Value::from(3), 14.into(), 0.into(), "final".into(), 0.into()].into()),
        ("fqdns", Value::List(Vec::new())),
    ]);
    let machine_id =
        ["/etc/machine-id", "/var/lib/dbus/machine-id"].iter().find_map(|path| source.word(path));
    if let Some(machine_id) = machine_id {
        grains.insert("machine_id", machine_id);
    }
    if let Some(domain) = source.options.get("append_domain").filter(|domain| domain.is_truthy()) {
        grains.insert("append_domain", domain.clone());
    }
    grains
}

/// The id's SHA-256 as a number, modulo 2^31.
fn server_id(id: &str) -> u32 {
    let hash = sha256(id.as_bytes());
    let [.., a, b, c, d] = hash;
    u32::from_be_bytes([a, b, c, d]) & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_number_is_salts() {
        assert_eq!(super::server_id("web1"), 1_826_842_219);
    }
}
