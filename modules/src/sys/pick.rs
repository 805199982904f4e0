//! Which names a word picks: one function, a module's, or those that a pattern fits.

use halite_common::{declare::Text, glob};

/// Tells whether any of the words picks a function; no word picks all.
pub(super) fn picks(words: &[Text], function: &str) -> bool {
    let one = |word: &Text| {
        if word.contains('*') {
            return glob::matches(word, function);
        }
        let module = word.trim_end_matches('.');
        // `sys` does not pick `sysctl`.
        function == &**word || function.strip_prefix(module).is_some_and(|rest| rest.starts_with('.'))
    };
    words.is_empty() || words.iter().any(one)
}

/// Tells whether any of the words picks a module; no word picks all.
pub(super) fn picks_module(words: &[Text], module: &str) -> bool {
    words.is_empty() || words.iter().any(|word| glob::matches(word, module))
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_pick_functions() {
        let check = |word: &str, function: &str, expected: bool| {
            assert_eq!(super::picks(&[word.into()], function), expected, "{word} {function}");
        };
        check("sys", "sys.doc", true);
        check("sys.", "sys.doc", true);
        check("sys", "sysctl.get", false);
        check("sys.doc", "sys.doc", true);
        check("sys.d", "sys.doc", false);
        check("sys.d*", "sys.doc", true);
        assert!(super::picks(&[], "sys.doc"));
    }
}
