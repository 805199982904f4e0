//! Escapes in string literals, as Python's `unicode-escape` resolves them.

/// Resolves the escapes of a literal's inside; `None` where Python would refuse one.
pub(super) fn unescaped(inside: &str) -> Option<String> {
    if !inside.contains('\\') {
        return Some(inside.to_owned());
    }
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match rest.next() {
            None => out.push('\\'),
            Some('\n') => {}
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('a') => out.push('\u{7}'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('v') => out.push('\u{b}'),
            Some(c @ ('\\' | '\'' | '"')) => out.push(c),
            Some('x') => out.push(hex(&mut rest, 2)?),
            Some('u') => out.push(hex(&mut rest, 4)?),
            Some('U') => out.push(hex(&mut rest, 8)?),
            Some('N') => return None,
            Some(c @ '0'..='7') => out.push(octal(c, &mut rest)),
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
        }
    }
    Some(out)
}

fn hex(rest: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let text: String = rest.take(digits).collect();
    if text.len() != digits || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    // A lone surrogate has no place in Rust's text; Python would fail when printing it.
    Some(char::from_u32(u32::from_str_radix(&text, 16).ok()?).unwrap_or('\u{fffd}'))
}

fn octal(first: char, rest: &mut std::str::Chars<'_>) -> char {
    let mut value = first.to_digit(8).unwrap_or(0);
    for _ in 0..2 {
        let Some(digit) = rest.clone().next().and_then(|c| c.to_digit(8)) else { break };
        rest.next();
        value = value * 8 + digit;
    }
    char::from_u32(value).unwrap_or('\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn escapes_are_pythons() {
        let check = |inside: &str, expected: &str| assert_eq!(unescaped(inside).as_deref(), Some(expected));
        check(r"a\nb", "a\nb");
        check(r"\x41\u2603\101", "A☃A");
        check(r"\s\d", r"\s\d");
        assert_eq!(unescaped(r"\xZ"), None);
    }
}
