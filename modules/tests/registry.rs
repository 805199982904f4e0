//! All modules at once: named as their folder, documented, and none forgotten. Complaints are shown together.

use std::{collections::BTreeSet, fs, path::Path};

use halite_common::declare::Documentation;
use halite_modules::{MODULES, REGISTRY};

/// Folders of the crate that are no subject.
const ROOMS: [&str; 3] = ["download", "fake", "host"];

#[test]
fn the_list_is_the_folders() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders: BTreeSet<String> = fs::read_dir(source)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !ROOMS.contains(&name.as_str()))
        .collect();
    // A folder whose name would be a Rust word carries an underscore.
    let listed: BTreeSet<String> = MODULES.iter().map(|module| module.name.to_owned()).collect();
    let plain: BTreeSet<String> = folders.iter().map(|name| name.trim_end_matches('_').to_owned()).collect();
    assert_eq!(plain, listed, "folders, and `MODULES` in modules/src/lib.rs");
    let names: Vec<&str> = MODULES.iter().map(|module| module.name).collect();
    assert!(names.is_sorted(), "`MODULES` is in alphabetical order: {names:?}");
}

#[test]
fn what_salt_aggregates_is_aggregated_here() {
    let mut able: Vec<&str> =
        REGISTRY.states().filter(|entry| entry.aggregate.is_some()).map(|entry| entry.name).collect();
    able.sort_unstable();
    assert_eq!(able, ["pkg.installed", "pkg.latest", "pkg.purged", "pkg.removed"]);
}

#[test]
fn names_agree_with_their_module() {
    let mut wrong = Vec::new();
    for module in MODULES {
        let functions = module.functions.iter().map(|entry| entry.name);
        let states = module.states.iter().map(|entry| entry.name);
        for names in [functions.collect::<Vec<_>>(), states.collect()] {
            let mut seen = BTreeSet::new();
            for name in names {
                if name.split_once('.').is_none_or(|(subject, _)| subject != module.name) {
                    wrong.push(format!("{name} stands in module {}", module.name));
                }
                if !seen.insert(name) {
                    wrong.push(format!("{name} stands there twice"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn everything_is_documented() {
    let functions = REGISTRY.functions().map(|entry| (entry.name, (entry.documentation)()));
    let states = REGISTRY.states().map(|entry| (entry.name, (entry.documentation)()));
    let wrong: Vec<String> =
        functions.chain(states).flat_map(|(name, documentation)| lacks(name, &documentation)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn lacks(name: &str, documentation: &Documentation) -> Vec<String> {
    let undocumented = |text: &str| text.trim().is_empty();
    let mut wrong = Vec::new();
    if undocumented(&documentation.text) {
        wrong.push(format!("{name} is not documented"));
    }
    for argument in documentation.arguments.iter().filter(|argument| undocumented(&argument.text)) {
        wrong.push(format!("{name}: argument {} is not documented", argument.name));
    }
    wrong
}

#[test]
fn every_state_binds_its_name_argument() {
    let nameless = REGISTRY.states().filter(|entry| {
        let fields = (entry.fields)();
        !fields.is_empty() && !fields.contains(&"name")
    });
    let names: Vec<&str> = nameless.map(|entry| entry.name).collect();
    assert!(names.is_empty(), "states without `name`: {names:?}");
}
