//! Conditions such as `>=1.2,<2` and patterns such as `1.2.*`.

use std::cmp::Ordering;

use halite_common::glob;

/// How a provider orders two versions.
pub(in crate::pkg) type Order<'a> = dyn Fn(&str, &str) -> Ordering + 'a;

/// One condition: an operator and a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pkg) struct Condition<'a> {
    /// `==`, `!=`, `<`, `<=`, `>`, `>=`.
    pub operator: &'a str,
    /// The version, or for `==` a pattern.
    pub version: &'a str,
}

/// Splits an operator off a version; `None` where there is none.
pub(in crate::pkg) fn split(text: &str) -> (Option<&str>, &str) {
    const OPERATORS: [&str; 10] = ["<=>", "!=", ">=", "<=", ">>", "<<", "<>", ">", "<", "="];
    for operator in OPERATORS {
        if let Some(version) = text.strip_prefix(operator) {
            let version = version.strip_prefix(char::is_whitespace).unwrap_or(version);
            let plain = !version.is_empty() && !version.contains(['<', '>', '=']);
            return if plain { (Some(operator), version) } else { (None, text) };
        }
    }
    (None, text)
}

/// Reads conditions with commas between them.
pub(in crate::pkg) fn parse(text: &str) -> Vec<Condition<'_>> {
    let conditions = text.trim().split(',').filter(|_| !text.trim().is_empty());
    conditions
        .map(|condition| match split(condition.trim()) {
            (None | Some("="), version) => Condition { operator: "==", version },
            (Some(operator), version) => Condition { operator, version },
        })
        .collect()
}

/// Tells whether one of the versions fulfils every condition.
pub(in crate::pkg) fn fulfilled(
    versions: &[String],
    conditions: &str,
    ignore_epoch: Option<bool>,
    allow_updates: bool,
    order: &Order<'_>,
) -> bool {
    let conditions = parse(conditions);
    let exact = conditions.len() == 1;
    versions.iter().any(|version| {
        conditions.iter().all(|condition| {
            let at_least = allow_updates && exact && condition.operator == "==";
            let operator = if at_least { ">=" } else { condition.operator };
            holds(version, &Condition { operator, ..condition.clone() }, ignore_epoch, order)
        })
    })
}

fn holds(version: &str, condition: &Condition<'_>, ignore_epoch: Option<bool>, order: &Order<'_>) -> bool {
    let Condition { operator, version: wanted } = condition;
    if *operator == "==" && glob::matches(wanted, version) {
        return true;
    }
    let ignore = ignore_epoch.unwrap_or(!operator.contains(['<', '>']) && !wanted.contains(':'));
    compare(version, operator, wanted, ignore, order)
}

/// Compares two versions by an operator; an unknown operator holds never.
pub(in crate::pkg) fn compare(
    a: &str,
    operator: &str,
    b: &str,
    ignore_epoch: bool,
    order: &Order<'_>,
) -> bool {
    let cut = |version| if ignore_epoch { super::without_epoch(version) } else { version };
    let order = order(cut(a), cut(b));
    match operator {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        _ => false,
    }
}

/// The first of the versions on offer that fits one condition.
pub(in crate::pkg) fn first_match(
    wanted: &str,
    offered: &[String],
    ignore_epoch: bool,
    order: &Order<'_>,
) -> Option<String> {
    let (operator, version) = split(wanted);
    let operator = operator.unwrap_or("==");
    offered.iter().find(|candidate| compare(candidate, operator, version, ignore_epoch, order)).cloned()
}

#[cfg(test)]
mod tests {
    use super::{super::compare, first_match, fulfilled, split};

    #[test]
    fn operators_are_split_off() {
        let check = |text, expected| assert_eq!(split(text), expected, "{text}");
        check(">=1.2", (Some(">="), "1.2"));
        check("= 1.2", (Some("="), "1.2"));
        check("1.2", (None, "1.2"));
        check("<>1", (Some("<>"), "1"));
        check(">=1,<2", (None, ">=1,<2"));
    }

    #[test]
    fn versions_fulfil_conditions() {
        let check = |version: &str, conditions: &str, expected: bool| {
            let held = fulfilled(&[version.to_owned()], conditions, None, false, &compare);
            assert_eq!(held, expected, "{version} {conditions}");
        };
        check("1.22.1-9", "1.22.1-9", true);
        check("1.22.1-9", "1.22.*", true);
        check("1.22.1-9", ">=1.2,<2", true);
        check("1.22.1-9", ">=1.2,<1.5", false);
        check("2:8.2.2434-3", "8.2.2434-3", true);
        check("2:8.2.2434-3", "1:8.2.2434-3", false);
        check("2:8.2.2434-3", ">9", true);
        check("1.0", "!=1.0", false);
        check("1.0", "", true);
    }

    #[test]
    fn updates_may_be_allowed() {
        let installed = ["1.5".to_owned()];
        assert!(fulfilled(&installed, "1.2", None, true, &compare));
        assert!(!fulfilled(&installed, "1.2", None, false, &compare));
        assert!(!fulfilled(&installed, "1.6", None, true, &compare));
    }

    #[test]
    fn the_first_version_on_offer_that_fits_is_taken() {
        let offered = ["1.22.1-9+deb12u10".to_owned(), "1.22.1-9+deb12u9".to_owned()];
        let pick = |wanted| first_match(wanted, &offered, false, &compare);
        assert_eq!(pick("<1.22.1-9+deb12u10"), Some(offered[1].clone()));
        assert_eq!(pick(">=1"), Some(offered[0].clone()));
        assert_eq!(pick(">2"), None);
    }
}
