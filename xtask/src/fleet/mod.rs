//! `cargo xtask fleet`: real Debian hosts with systemd in containers, and what must hold on them.
//!
//! One master, three minions and a sibling with the real Salt, on a private network. Needs root,
//! Docker and Debian's archive; makes the images itself. Everything it starts it removes.

mod chapters;
mod compare;
mod docker;
mod host;
mod image;
mod network;
mod story;
mod watch;

use std::path::{Path, PathBuf};

use self::{host::Fleet, story::Story};
use crate::shell;

/// Builds the hosts, tells the story, removes the hosts.
pub(crate) fn run(words: &[&str]) -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask lies in no workspace")?;
    let binary = binary(root, words)?;
    image::ensure()?;
    let fleet = Fleet::start(root, &binary)?;
    let mut story = Story::default();
    let told = chapters::tell(&fleet, &mut story);
    if let Err(why) = &told {
        story.fail("the story could not be told to its end", why);
        fleet.show_logs();
    }
    if !words.contains(&"--keep") {
        fleet.remove();
    }
    story.verdict()
}

fn binary(root: &Path, words: &[&str]) -> Result<PathBuf, String> {
    if let Some(at) = words.iter().position(|word| *word == "--halite") {
        let path = words.get(at + 1).ok_or("--halite wants a path")?;
        return Path::new(path).canonicalize().map_err(|error| format!("could not find {path}: {error}"));
    }
    shell::run("cargo", &["build", "--release", "--bin", "halite"])?;
    Ok(root.join("target/release/halite"))
}
