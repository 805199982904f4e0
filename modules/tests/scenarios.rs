//! Every scenario in `modules/scenarios`: each state is run in test mode, for real, and again.

mod scenario;

use std::{fs, path::Path};

use halite_modules::REGISTRY;
use scenario::Scenario;

#[test]
fn scenarios() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut wrong = Vec::new();
    let mut count = 0;
    for folder in names(&root).into_iter().filter(|name| !name.ends_with(".md")) {
        if REGISTRY.state(&folder).is_none() {
            wrong.push(format!("scenarios/{folder}: there is no such state"));
            continue;
        }
        for file in names(&root.join(&folder)) {
            let text = fs::read_to_string(root.join(&folder).join(&file)).unwrap();
            let result = Scenario::parse(&text).map_or_else(|e| vec![e], |scenario| scenario.play(&folder));
            wrong.extend(result.into_iter().map(|complaint| format!("{folder}/{file}: {complaint}")));
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{} complaints in {count} scenarios:\n{}", wrong.len(), wrong.join("\n"));
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
