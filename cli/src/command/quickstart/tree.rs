//! The tree that is built in: `examples/quickstart`.

use std::{fs, path::Path};

use halite_common::failure::Failure;

use super::could_not;

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../../examples/quickstart/", $path)))),*]
    };
}

const FILES: &[(&str, &str)] = embedded![
    "states/top.sls",
    "states/site/init.sls",
    "states/site/index.html.j2",
    "pillar/top.sls",
    "pillar/site.sls",
];

/// Writes the tree into a folder.
pub(super) fn write(dir: &Path) -> Result<(), Failure> {
    for (path, text) in FILES {
        let path = dir.join(path);
        let parent = path.parent().unwrap_or(dir);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| could_not(&format!("write {}", path.display()), &error))?;
    }
    Ok(())
}
