//! Reads the description of the hosts that a tree is linted for.

use std::path::{Path, PathBuf};

use halite_common::{config::Config, failure::Failure};

use super::LintRequest;
use crate::{args::LintArgs, command::described};

/// Reads what the arguments name.
pub(super) fn read(args: &LintArgs) -> Result<(Config, LintRequest), Failure> {
    let config = described::config(&args.tree)?;
    let host = |path: &PathBuf| Ok((host_name(path, &args.grains), described::grains(path)?));
    let hosts = args.grains.iter().map(host).collect::<Result<_, Failure>>()?;
    let answers = described::answers(&args.tree)?;
    Ok((config, LintRequest { hosts, answers, sls: args.sls.clone() }))
}

/// A host is called as its file of grains, with the folder where there are several of that name.
fn host_name(path: &Path, all: &[PathBuf]) -> String {
    let is_alone = all.iter().filter(|other| other.file_stem() == path.file_stem()).count() < 2;
    let stem = path.file_stem().filter(|_| is_alone).map(|stem| stem.to_string_lossy().into_owned());
    stem.unwrap_or_else(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::host_name;

    #[test]
    fn hosts_keep_apart() {
        let all = ["a/web.json", "b/web.json", "a/db.json"].map(PathBuf::from);
        let name = |path: &str| host_name(Path::new(path), &all);
        assert_eq!((name("b/web.json"), name("a/db.json")), ("b/web.json".into(), "db".into()));
    }
}
