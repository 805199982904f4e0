//! One mistake: its files, its command, and what was said of it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use halite_common::{value::Value, yaml};
use halite_tests::halite;

/// What lies beside the files of a mistake.
const OWN: [&str; 3] = ["case.yml", "halite.txt", "salt.txt"];

/// A mistake.
pub(crate) struct Case {
    /// The folder's name.
    pub(crate) name: String,
    /// The folder.
    pub(crate) folder: PathBuf,
    /// What it is, in a few words.
    pub(crate) title: String,
    /// The kind of mistake.
    pub(crate) group: String,
    /// The words behind `halite`.
    pub(crate) words: Vec<String>,
}

/// A path from the folder of this crate.
pub(crate) fn manifest(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Case {
    /// The whole gallery, in order.
    pub(crate) fn all() -> Vec<Case> {
        let entries = fs::read_dir(manifest("gallery")).expect("there is a gallery");
        let folders = entries.map(|entry| entry.expect("the gallery can be read").path());
        let mut folders: Vec<PathBuf> = folders.filter(|path| path.join("case.yml").exists()).collect();
        folders.sort();
        folders.into_iter().map(Case::read).collect()
    }

    fn read(folder: PathBuf) -> Case {
        let text = read(&folder.join("case.yml"));
        let case = yaml::load(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).value;
        let field = |name: &str| {
            let value = case.get(name).and_then(Value::as_str);
            value.unwrap_or_else(|| panic!("{}: no {name}", folder.display())).to_owned()
        };
        Case {
            name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            title: field("title"),
            group: field("group"),
            words: field("run").split(' ').map(str::to_owned).collect(),
            folder,
        }
    }

    /// What was recorded; empty where nothing was.
    pub(crate) fn recorded(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap_or_default()
    }

    /// The files of the mistake by path, and their texts.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        gather(&self.folder, &self.folder, &mut files);
        files.retain(|(name, _)| !OWN.contains(&name.as_str()));
        files.sort();
        files
    }

    /// Runs `halite` on it; gives what it says and its exit code, with the temporary folder as `/srv`.
    pub(crate) fn run(&self) -> String {
        let house = tempfile::tempdir().expect("a temporary folder can be made");
        let root = house.path().to_str().expect("its path is text");
        for folder in ["states", "pillar"] {
            fs::create_dir_all(house.path().join(folder)).expect("a folder can be made");
        }
        let mut config = read(&manifest("gallery/minion")).replace("HOUSE", root);
        for (name, text) in self.files() {
            if name == "minion" {
                config.push_str(&text);
                continue;
            }
            let path = house.path().join(name);
            fs::create_dir_all(path.parent().expect("it lies in the house")).expect("a folder can be made");
            fs::write(path, text).expect("a file can be written");
        }
        fs::write(house.path().join("minion"), config).expect("a file can be written");
        let mut command = Command::new(halite());
        command.arg(&self.words[0]);
        if !self.words.iter().any(|word| word == "-c") {
            command.arg("--config-dir").arg(house.path());
        }
        command.args(&self.words[1..]).current_dir(house.path()).stdin(Stdio::null());
        let output = command.output().expect("halite can be run");
        let code = output.status.code().unwrap_or(-1);
        let text = [output.stderr, output.stdout].concat();
        let text = String::from_utf8_lossy(&text).replace(root, "/srv");
        let lines: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        format!("{}\nexit code {code}\n", lines.trim_matches('\n'))
    }
}

fn gather(folder: &Path, top: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the gallery can be read") {
        let path = entry.expect("the gallery can be read").path();
        if path.is_dir() {
            gather(&path, top, files);
        } else {
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().into_owned();
            files.push((name, read(&path)));
        }
    }
}
