//! The kernel: its name, version and parameters.

use halite_common::value::{Dict, Value};
use rustix::system::uname;

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let names = uname();
    let text = |name: &std::ffi::CStr| name.to_string_lossy().into_owned();
    let mut grains = Dict::from([
        ("kernel", text(names.sysname())),
        ("nodename", text(names.nodename())),
        ("kernelrelease", text(names.release())),
        ("kernelversion", text(names.version())),
        ("cpuarch", text(names.machine())),
        ("ps", "ps -efHww".to_owned()),
    ]);
    if let Some(line) = source.text("/proc/cmdline") {
        grains.insert("kernelparams", parameters(&line));
    }
    grains
}

/// Pairs of name and value; a name without a value has null, and so has one with more than one `=`.
fn parameters(line: &str) -> Value {
    words(line)
        .into_iter()
        .map(|word| {
            let parts: Vec<&str> = word.split('=').collect();
            let value = match parts.as_slice() {
                [_, value] => Value::from(value.trim_matches('"')),
                _ => Value::Null,
            };
            Value::List(vec![parts[0].into(), value])
        })
        .collect()
}

/// Splits at blanks outside of quotes, as a shell does.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    #[test]
    fn parameters_are_pairs() {
        let check = |line: &str, expected: &str| assert_eq!(super::parameters(line).repr(), expected);
        check("quiet root=/dev/sda1\n", "[['quiet', None], ['root', '/dev/sda1']]");
        check("root=UUID=1-2 x=", "[['root', None], ['x', '']]");
        check("a=\"b c\" -- '0.0:1'", "[['a', 'b c'], ['--', None], ['0.0:1', None]]");
    }
}
