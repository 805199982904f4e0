//! Every case of `cases/`: SLS files in, the real Salt's answers out. `answer.py` writes the answers.

use std::{fs, path::Path};

use crate::case::Case;

#[test]
fn answers_are_those_of_salt() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let only = std::env::var("CASE").unwrap_or_default();
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.to_string_lossy().contains(&only)) {
        let case = Case::parse(&fs::read_to_string(file).unwrap());
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        wrong.extend(case.check().into_iter().map(|text| format!("{name}: {text}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(!files.is_empty());
}
