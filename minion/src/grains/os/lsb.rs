//! `/etc/lsb-release`.

use halite_common::value::Dict;

/// The `DISTRIB_*` lines as `lsb_distrib_*`.
pub(super) fn parse(text: &str) -> Dict {
    let known = ["DISTRIB_ID", "DISTRIB_RELEASE", "DISTRIB_CODENAME", "DISTRIB_DESCRIPTION"];
    text.lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(key, _)| known.contains(key))
        .map(|(key, value)| (format!("lsb_{}", key.to_lowercase()), plain(value)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// The value up to the first character that Salt does not take.
fn plain(value: &str) -> String {
    let value = value.strip_prefix(['\'', '"']).unwrap_or(value);
    let taken = |c: &char| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '.' | '-' | '_');
    value.chars().take_while(taken).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    #[test]
    fn lines_become_grains() {
        let text =
            "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\nDISTRIB_DESCRIPTION=\"Ubuntu 24.04.1 LTS\"\nOTHER=x\n";
        let expected = "{'lsb_distrib_id': 'Ubuntu', 'lsb_distrib_release': '24.04', 'lsb_distrib_description': 'Ubuntu 24.04.1 LTS'}";
        assert_eq!(Value::Dict(super::parse(text)).repr(), expected);
    }
}
