//! YAML: a value or an error, never a panic; and what we print is read back as the same value.
#![no_main]

use halite_common::yaml::{DumpOptions, dump, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match load(text) {
        Ok(document) => {
            let printed = dump(&document.value, &DumpOptions::default());
            let again = load(&printed).map(|document| document.value);
            assert_eq!(again.as_ref().ok(), Some(&document.value), "printed as\n{printed}");
        }
        Err(error) => {
            let _ = (error.python_text(), error.hint(text));
        }
    }
});
