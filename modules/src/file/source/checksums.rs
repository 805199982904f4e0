//! Files of digests, such as `SHA256SUMS`: the line that speaks of a file.

use super::Checksum;
use crate::hashutil::Algorithm;

/// The digest for a file in the text of a file of digests.
///
/// A line that ends with (or begins with) `hash_name` comes first, then one for the name of the file, then for that of the source,
/// then the first digest at all.
pub(crate) fn find(
    text: &str,
    algorithm: Option<Algorithm>,
    name: &str,
    source: &str,
    hash_name: Option<&str>,
) -> Option<Checksum> {
    let lines: Vec<(&str, Checksum)> =
        text.lines().map(str::trim).filter_map(|line| Some((line, digest_in(line, algorithm)?))).collect();
    let base = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let source_path = source.split(['?', '#']).next().unwrap_or(source);
    let wanted = [
        hash_name.map(|name| (name.to_owned(), name.to_owned(), "")),
        Some((name.to_owned(), base(name), "\\/*")),
        Some((source.to_owned(), base(source_path), "\\/*")),
    ];
    let speaks_of = |line: &str, (whole, end, marks): &(String, String, &str)| {
        if end.is_empty() {
            return false;
        }
        match line.strip_suffix(end.as_str()) {
            Some(before) => before.ends_with(|c: char| c.is_whitespace() || marks.contains(c)),
            None => {
                line.strip_prefix(whole.as_str()).is_some_and(|rest| rest.starts_with(char::is_whitespace))
            }
        }
    };
    wanted
        .iter()
        .flatten()
        .find_map(|wanted| lines.iter().find(|(line, _)| speaks_of(line, wanted)))
        .or(lines.first())
        .map(|(_, sum)| sum.clone())
}

/// The first word of hexadecimal digits that is as long as a digest.
fn digest_in(line: &str, algorithm: Option<Algorithm>) -> Option<Checksum> {
    let words = line.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| word.chars().all(|c| c.is_ascii_hexdigit())).find_map(|word| {
        let found = Algorithm::of_length(word.len())?;
        let fits = algorithm.is_none_or(|wanted| wanted == found);
        fits.then(|| Checksum { algorithm: found, hex: word.to_lowercase() })
    })
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn the_line_that_speaks_of_the_file() {
        let (one, two, three) = ("1".repeat(32), "2".repeat(32), "3".repeat(64));
        let text = format!("# sums\n{one}  other.tar.gz\n{two} *./dist/tool.tar.gz\nSHA256 (x) = {three}\n");
        let check = |name: &str, source: &str, hash_name: Option<&str>, expected: &str| {
            let found = find(&text, None, name, source, hash_name).map(|sum| sum.hex);
            assert_eq!(found.as_deref(), Some(expected));
        };
        check("/opt/tool.tar.gz", "https://a.example/x.tgz", None, &two);
        check("/opt/t", "https://a.example/tool.tar.gz?raw=1", None, &two);
        check("/opt/t", "https://a.example/t", Some("other.tar.gz"), &one);
        check("/opt/t", "https://a.example/t", None, &one);
        assert_eq!(find("no digest here", None, "a", "b", None), None);
    }
}
