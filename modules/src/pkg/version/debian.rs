//! Debian's order of versions (deb-version(7)).

use std::cmp::Ordering;

/// Which of two versions is newer: epoch, then upstream version, then revision.
pub(in crate::pkg) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (Parts::of(a), Parts::of(b));
    a.epoch
        .cmp(&b.epoch)
        .then_with(|| walk(a.upstream, b.upstream))
        .then_with(|| walk(a.revision, b.revision))
}

struct Parts<'a> {
    epoch: u64,
    upstream: &'a str,
    revision: &'a str,
}

impl Parts<'_> {
    fn of(version: &str) -> Parts<'_> {
        let version = version.trim();
        let (epoch, rest) = match version.split_once(':') {
            Some((epoch, rest)) => (epoch.parse().unwrap_or(0), rest),
            None => (0, version),
        };
        let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
        Parts { epoch, upstream, revision }
    }
}

/// Compares by turns a run of other characters and a run of digits.
fn walk(mut a: &str, mut b: &str) -> Ordering {
    while !a.is_empty() || !b.is_empty() {
        let (words_a, rest_a) = span(a, |c| !c.is_ascii_digit());
        let (words_b, rest_b) = span(b, |c| !c.is_ascii_digit());
        let (digits_a, after_a) = span(rest_a, |c| c.is_ascii_digit());
        let (digits_b, after_b) = span(rest_b, |c| c.is_ascii_digit());
        let order = words(words_a, words_b).then_with(|| number(digits_a, digits_b));
        if order.is_ne() {
            return order;
        }
        (a, b) = (after_a, after_b);
    }
    Ordering::Equal
}

fn span(text: &str, takes: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !takes(c)).unwrap_or(text.len()))
}

/// A tilde sorts before the end, letters before everything else.
fn words(a: &str, b: &str) -> Ordering {
    let weight = |c: Option<char>| match c {
        Some('~') => -1,
        None => 0,
        Some(c) if c.is_ascii_alphabetic() => c as i64,
        Some(c) => c as i64 + 0x11_0000,
    };
    let (mut a, mut b) = (a.chars(), b.chars());
    loop {
        let (x, y) = (a.next(), b.next());
        if x.is_none() && y.is_none() {
            return Ordering::Equal;
        }
        let order = weight(x).cmp(&weight(y));
        if order.is_ne() {
            return order;
        }
    }
}

/// Numbers of any length: without leading zeros, the longer is the larger.
fn number(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn versions_are_ordered_as_dpkg_orders_them() {
        // Each pair was held against `dpkg --compare-versions A lt B`.
        for (older, newer) in [
            ("1.22.1-9+deb12u9", "1.22.1-9+deb12u10"),
            ("5.2.15-2+b8", "5.2.15-2+b13"),
            ("1.0~rc1", "1.0"),
            ("1.0~~", "1.0~"),
            ("1.0", "1.0+b1"),
            ("1.0", "1.0a"),
            ("1.0a", "1.0+"),
            ("9.9", "1:0.1"),
            ("1.9", "1.10"),
            ("1.2-1", "1.2-1.1"),
            ("1.2", "1.2-1"),
            ("2.0-1~bpo11+1", "2.0-1"),
            ("1.0-a", "1.0-b"),
            ("20230311", "20230311+deb12u1"),
            ("0.99999999999999999999998", "0.99999999999999999999999"),
        ] {
            assert!(compare(older, newer).is_lt(), "{older} < {newer}");
            assert!(compare(newer, older).is_gt(), "{newer} > {older}");
        }
        for (a, b) in [("1.0", "1.00"), ("0:1.0", "1.0"), ("1.0-0", "1.0"), ("1.0-1", "1.0-01")] {
            assert!(compare(a, b).is_eq(), "{a} == {b}");
        }
    }
}
