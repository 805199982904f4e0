//! The functions of a command line and their arguments.

use halite_common::{
    declare::Arguments,
    failure::{Failure, Kind},
    job::Call,
};

/// Reads `fun` or `fun,fun2` and the words after it; several calls' words are parted by the separator.
pub(super) fn calls(
    function: &str,
    words: &[String],
    separator: &str,
    no_parse: &[String],
) -> Result<Vec<Call>, Failure> {
    let functions: Vec<&str> = function.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if let [only] = functions.as_slice() {
        let arguments = Arguments::typed(words, no_parse);
        return Ok(vec![Call { function: (*only).to_owned(), arguments }]);
    }
    let parts = split(words, separator, functions.len());
    if parts.len() != functions.len() {
        let (given, wanted) = (parts.len(), functions.len());
        let message = format!("{wanted} functions are named, and arguments for {given} of them");
        return Err(Failure::new(Kind::Usage, message)
            .hint(format!("part the functions' arguments by `{separator}` standing alone, as in `test.echo,test.ping hello {separator}`")));
    }
    let named = functions.into_iter().zip(parts);
    Ok(named
        .map(|(function, words)| Call {
            function: function.to_owned(),
            arguments: Arguments::typed(&words, no_parse),
        })
        .collect())
}

/// Parts the words at separators standing alone; if those do not fit, at separators inside words too, as Salt does.
fn split(words: &[String], separator: &str, wanted: usize) -> Vec<Vec<String>> {
    if words.iter().filter(|word| *word == separator).count() + 1 == wanted {
        return words.split(|word| word == separator).map(<[String]>::to_vec).collect();
    }
    let mut parts = vec![Vec::new()];
    for word in words {
        for (n, piece) in word.split(separator).enumerate() {
            if n > 0 {
                parts.push(Vec::new());
            }
            if let (false, Some(last)) = (piece.is_empty(), parts.last_mut()) {
                last.push(piece.to_owned());
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::calls;

    fn check(function: &str, words: &[&str], expected: Option<&[&str]>) {
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        let read = calls(function, &words, ",", &[]).ok().map(|calls| {
            calls
                .iter()
                .map(|c| {
                    format!(
                        "{}{:?}",
                        c.function,
                        c.arguments.positional.iter().map(ToString::to_string).collect::<Vec<_>>()
                    )
                })
                .collect::<Vec<_>>()
        });
        assert_eq!(
            read.as_deref().map(|c| c.iter().map(String::as_str).collect::<Vec<_>>()),
            expected.map(<[&str]>::to_vec)
        );
    }

    #[test]
    fn several_functions_share_a_line() {
        check("test.ping", &[], Some(&["test.ping[]"]));
        check("cmd.run", &["echo a,b"], Some(&["cmd.run[\"echo a,b\"]"]));
        check(
            "cmd.run,test.ping,test.echo",
            &["uptime", ",", ",", "foo"],
            Some(&["cmd.run[\"uptime\"]", "test.ping[]", "test.echo[\"foo\"]"]),
        );
        check("test.ping,test.echo", &[",foo"], Some(&["test.ping[]", "test.echo[\"foo\"]"]));
        check("test.ping,test.echo", &["foo"], None);
    }
}
