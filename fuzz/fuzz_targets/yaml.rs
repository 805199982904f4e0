//! YAML: a value or an error, never a panic; and what we print is read back as the same value.
#![no_main]

use halite_common::yaml::{DumpOptions, dump, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match load(text) {
        Ok(document) => {
            let printed = dump(&document.value, &DumpOptions::default());
            // Shown as Python shows them: `nan` is not equal to itself, and `1` is equal to `True`.
            let again = load(&printed).map(|document| document.value.repr());
            assert_eq!(again.ok(), Some(document.value.repr()), "printed as\n{printed}");
        }
        Err(error) => {
            let _ = (error.python_text(), error.hint(text, &|_| String::new()));
        }
    }
});
