//! Shell globs as Python's `fnmatch` reads them: `*`, `?`, `[seq]`, `[!seq]`; no braces, no escapes.

/// Tells whether the whole of `text` fits the pattern.
pub fn matches(pattern: &str, text: &str) -> bool {
    // Nearly all are plain names, compared by the thousand in a large tree.
    match pattern.contains(['*', '?', '[']) {
        true => Glob::new(pattern).matches(text),
        false => pattern == text,
    }
}

/// A glob, ready to match. Case counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Any,
    Star,
    Char(char),
    Class { negated: bool, ranges: Vec<(char, char)> },
}

impl Glob {
    /// Reads a glob; every text is one.
    pub fn new(text: &str) -> Glob {
        let chars: Vec<char> = text.chars().collect();
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some(&c) = chars.get(at) {
            at += 1;
            match c {
                '*' if pieces.last() == Some(&Piece::Star) => {}
                '*' => pieces.push(Piece::Star),
                '?' => pieces.push(Piece::Any),
                '[' => match class_end(&chars, at) {
                    Some(end) => {
                        pieces.push(class(&chars[at..end]));
                        at = end + 1;
                    }
                    None => pieces.push(Piece::Char('[')),
                },
                c => pieces.push(Piece::Char(c)),
            }
        }
        Glob(pieces)
    }

    /// Tells whether the whole text fits.
    pub fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut piece, mut at) = (0, 0);
        // Where to go on when the last star has to take one character more.
        let mut retry: Option<(usize, usize)> = None;
        loop {
            match self.0.get(piece) {
                Some(Piece::Star) => {
                    retry = Some((piece, at));
                    piece += 1;
                    continue;
                }
                Some(single) if text.get(at).is_some_and(|c| single.takes(*c)) => {
                    piece += 1;
                    at += 1;
                    continue;
                }
                None if at == text.len() => return true,
                _ => {}
            }
            match retry {
                Some((star, from)) if from < text.len() => {
                    retry = Some((star, from + 1));
                    (piece, at) = (star + 1, from + 1);
                }
                _ => return false,
            }
        }
    }
}

impl Piece {
    fn takes(&self, c: char) -> bool {
        match self {
            Piece::Any | Piece::Star => true,
            Piece::Char(own) => *own == c,
            Piece::Class { negated, ranges } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated
            }
        }
    }
}

/// The position of the `]` that closes the class which begins at `start`; a `]` in first place is a member.
fn class_end(chars: &[char], start: usize) -> Option<usize> {
    let mut at = start;
    if chars.get(at) == Some(&'!') {
        at += 1;
    }
    if chars.get(at) == Some(&']') {
        at += 1;
    }
    (at..chars.len()).find(|&at| chars[at] == ']')
}

fn class(inner: &[char]) -> Piece {
    let (negated, mut rest) = match inner.split_first() {
        Some(('!', rest)) => (true, rest),
        _ => (false, inner),
    };
    let mut ranges = Vec::new();
    loop {
        rest = match rest {
            [low, '-', high, rest @ ..] => {
                ranges.push((*low, *high));
                rest
            }
            [one, rest @ ..] => {
                ranges.push((*one, *one));
                rest
            }
            [] => return Piece::Class { negated, ranges },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn globs_match_as_fnmatch_does() {
        let check = |glob: &str, text: &str, expected: bool| {
            assert_eq!(Glob::new(glob).matches(text), expected, "{glob} on {text}");
            assert_eq!(super::matches(glob, text), expected, "{glob} on {text}");
        };
        check("*", "", true);
        check("", "", true);
        check("", "a", false);
        check("web*", "web1.example.com", true);
        check("web?", "web", false);
        check("w*b*1", "web-b-1", true);
        check("w*b*1", "web-b-2", false);
        check("web[0-3]", "web2", true);
        check("web[0-3]", "web4", false);
        check("web[!0-3]", "web4", true);
        check("web[!0-3]", "web", false);
        check("web[^1]", "web^", true);
        check("web[^1]", "web2", false);
        check("web[]x]", "web]", true);
        check("web[", "web[", true);
        check("web[1", "web1", false);
        check("web[z-a]", "webm", false);
        check("web[!z-a]", "webm", true);
        check("web[a-]", "web-", true);
        check("web[-a]", "web-", true);
        check("{web1,web2}", "web1", false);
        check("Web*", "web1", false);
        check("a*a*a*a*a*a*a*a*b", &"a".repeat(4000), false);
    }
}
