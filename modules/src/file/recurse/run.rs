//! Runs the states that a recursion stands for, and tells what came of them as one.

use std::path::{Path, PathBuf};

use halite_common::{declare::Text, value::Dict};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};

use super::{
    Recurse,
    files::{Wish, wish},
};
use crate::file::{
    directory::{self, Directory},
    managed::{self, Managed},
    mode::SourceMode,
    owner::Wanted,
    place,
    source::Candidate,
    state::symlink::{self, Symlink},
    tree::{make_dirs, remove, remove_all, walk},
};

/// One thing in the folder, and what `check` found of it.
#[derive(Debug)]
enum Step {
    /// Something of the wrong kind lies there and is to be cleaned away: what it is told as.
    Clear(PathBuf, &'static str, &'static str),
    Folder(PathBuf, Directory, Verdict<directory::Plan>),
    File(PathBuf, Box<Managed>, Verdict<managed::Plan>),
    Link(PathBuf, Symlink, Verdict<symlink::Plan>),
}

/// What is to be done.
#[derive(Debug)]
pub(crate) struct Plan {
    name: String,
    wanted: Wanted,
    steps: Vec<Step>,
    unwanted: Vec<PathBuf>,
}

/// Compares the folder with its source.
pub(super) fn check(recurse: &Recurse, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
    let name = place::expand(ask.probe, &recurse.name);
    let path = Path::new(&name);
    let user = recurse.user.as_ref().or(recurse.owner.as_ref());
    let wanted = Wanted::find(ask.probe, user, recurse.group.as_ref(), recurse.dir_mode)?;
    let missing = wanted.missing();
    let complaint = match () {
        () if recurse.mode.is_some() => {
            Some("'mode' is not allowed in 'file.recurse'. Please use 'file_mode' and 'dir_mode'.".into())
        }
        () if !missing.is_empty() && !ask.facts.test() => Some(missing),
        () if !path.is_absolute() => Some(format!("Specified file {name} is not an absolute path")),
        () => None,
    };
    if let Some(complaint) = complaint {
        return Ok(Verdict::failed(complaint));
    }
    let wish = match wish(recurse, ask) {
        Ok(wish) => wish,
        Err(error) => return Ok(Verdict::failed(format!("Recurse failed: {error}"))),
    };
    if ask.probe.exists(path) && !ask.probe.is_dir(path) {
        return Ok(Verdict::failed(format!("The path {name} exists and is not a directory")));
    }
    let steps = steps(recurse, ask, &wish)?;
    let mut unwanted = Vec::new();
    if recurse.clean && ask.probe.is_dir(path) {
        let levels = walk(ask.probe, path, None).map_err(ModuleError::file("list", path))?;
        unwanted = directory::unwanted(ask, path, &levels, &recurse.exclude_pat, &wish.paths())?;
    }
    let plan = Plan { name, wanted, steps, unwanted };
    let all_in_place = plan.steps.iter().all(Step::is_in_place);
    if all_in_place && plan.unwanted.is_empty() && ask.probe.is_dir(Path::new(&plan.name)) {
        return Ok(Verdict::in_place(format!("The directory {} is in the correct state", plan.name)));
    }
    Ok(Verdict::Change(plan))
}

fn steps(recurse: &Recurse, ask: &Ask<'_>, wish: &Wish) -> Result<Vec<Step>, ModuleError> {
    let mut steps = Vec::new();
    for path in &wish.dirs {
        if recurse.clean && ask.probe.exists(path) && !ask.probe.is_dir(path) {
            steps.push(Step::Clear(path.clone(), "with a directory", "Replaced file with a directory"));
        }
        let state = recurse.directory(path);
        // What lies above may not be there yet; that is no reason to fail.
        let verdict = state.check(ask)?;
        steps.push(Step::Folder(path.clone(), state, verdict));
    }
    for (path, url) in &wish.files {
        if recurse.clean && recurse.replace && ask.probe.is_dir(path) {
            steps.push(Step::Clear(path.clone(), "with a file", "Replaced directory with a new file"));
        }
        let state = recurse.file(path, url);
        let verdict = state.check(ask)?;
        steps.push(Step::File(path.clone(), Box::new(state), verdict));
    }
    for (path, target) in &wish.links {
        let state = recurse.link(path, target);
        let verdict = state.check(ask)?;
        steps.push(Step::Link(path.clone(), state, verdict));
    }
    Ok(steps)
}

impl Recurse {
    fn user(&self) -> Option<Text> {
        self.user.clone().or(self.owner.clone())
    }

    fn directory(&self, path: &Path) -> Directory {
        Directory {
            user: self.user(),
            group: self.group.clone(),
            dir_mode: self.dir_mode,
            makedirs: true,
            ..Directory::of(&path.to_string_lossy())
        }
    }

    fn file(&self, path: &Path, url: &str) -> Managed {
        Managed {
            source: halite_common::declare::OneOrMany(vec![Candidate::of(url)]),
            user: self.user(),
            group: self.group.clone(),
            mode: self.file_mode,
            template: self.template.clone(),
            makedirs: true,
            context: self.context.clone(),
            replace: self.replace,
            defaults: self.defaults.clone(),
            kwargs: self.kwargs.clone(),
            backup: self.backup.clone(),
            show_changes: self.show_changes,
            dir_mode: self.dir_mode.filter(|_| !matches!(self.file_mode, Some(SourceMode::Bits(_)))),
            ..Managed::of(&path.to_string_lossy())
        }
    }

    fn link(&self, path: &Path, target: &str) -> Symlink {
        Symlink {
            makedirs: true,
            force: self.force_symlinks,
            user: self.user(),
            group: self.group.clone(),
            mode: self.sym_mode,
            ..Symlink::of(&path.to_string_lossy(), target)
        }
    }
}

impl Step {
    fn is_in_place(&self) -> bool {
        match self {
            Step::Clear(..) => false,
            Step::Folder(_, _, verdict) => matches!(verdict, Verdict::InPlace(_)),
            Step::File(_, _, verdict) => matches!(verdict, Verdict::InPlace(_)),
            Step::Link(_, _, verdict) => matches!(verdict, Verdict::InPlace(_)),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Step::Clear(path, ..) | Step::Folder(path, ..) | Step::File(path, ..) | Step::Link(path, ..) => {
                path
            }
        }
    }

    fn describe(&self, ask: &Ask<'_>) -> Outcome {
        match self {
            Step::Clear(path, with, _) => {
                Outcome { result: None, ..Outcome::in_place(format!("Replacing {} {with}", path.display())) }
            }
            Step::Folder(_, state, verdict) => described(state, ask, verdict),
            Step::File(_, state, verdict) => described(&**state, ask, verdict),
            Step::Link(_, state, verdict) => described(state, ask, verdict),
        }
    }

    /// Looks anew where the steps before may have made a difference.
    fn apply(&self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        match self {
            Step::Clear(path, _, diff) => {
                remove(act, path)?;
                Ok(Outcome::changed(Dict::from([("diff", *diff)]), ""))
            }
            Step::Folder(_, state, _) => run(state, act),
            Step::File(_, state, _) => run(&**state, act),
            Step::Link(_, state, _) => run(state, act),
        }
    }
}

fn described<S: State>(state: &S, ask: &Ask<'_>, verdict: &Verdict<S::Plan>) -> Outcome {
    match verdict {
        Verdict::InPlace(outcome) | Verdict::Failed(outcome) => outcome.clone(),
        Verdict::Change(plan) => Outcome { result: None, ..state.describe(ask, plan) },
    }
}

fn run<S: State>(state: &S, act: &Act<'_>) -> Result<Outcome, ModuleError> {
    match state.check(&act.ask())? {
        Verdict::InPlace(outcome) | Verdict::Failed(outcome) => Ok(outcome),
        Verdict::Change(plan) => state.apply(act, plan),
    }
}

/// What came of the steps, gathered by path.
struct Gathered {
    result: Option<bool>,
    changes: Dict,
    comments: Vec<(String, Vec<String>)>,
}

impl Gathered {
    fn add(&mut self, path: &str, outcome: Outcome) {
        self.result = match (self.result, outcome.result) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (None, _) | (_, None) => None,
            _ => Some(true),
        };
        if outcome.result != Some(true) && !outcome.comment.is_empty() {
            self.comment(path, outcome.comment);
        }
        if !outcome.changes.is_empty() {
            self.changes.insert(path, outcome.changes);
        }
    }

    fn comment(&mut self, path: &str, comment: String) {
        match self.comments.iter_mut().find(|(known, _)| known == path) {
            Some((_, comments)) => comments.push(comment),
            None => self.comments.push((path.to_owned(), vec![comment])),
        }
    }

    fn tell(self, name: &str) -> Outcome {
        let parts: Vec<String> = self
            .comments
            .iter()
            .map(|(path, comments)| format!("\n#### {path} ####\n{}", comments.join("\n")))
            .collect();
        let mut comment = parts.join("\n").trim().to_owned();
        if comment.is_empty() {
            comment = format!("Recursively updated {name}");
        }
        Outcome { result: self.result, changes: self.changes, ..Outcome::in_place(comment) }
    }
}

impl Plan {
    pub(super) fn describe(&self, ask: &Ask<'_>) -> Outcome {
        let mut gathered = Gathered { result: Some(true), changes: Dict::new(), comments: Vec::new() };
        for step in &self.steps {
            gathered.add(&step.path().display().to_string(), step.describe(ask));
        }
        for path in &self.unwanted {
            gathered.comment("removed", path.display().to_string());
        }
        gathered.tell(&self.name)
    }

    pub(super) fn apply(self, act: &Act<'_>) -> Result<Outcome, ModuleError> {
        make_dirs(act, Path::new(&self.name), &self.wanted)?;
        let mut gathered = Gathered { result: Some(true), changes: Dict::new(), comments: Vec::new() };
        for step in &self.steps {
            let outcome = step.apply(act).unwrap_or_else(|error| Outcome::failed(error.to_string()));
            gathered.add(&step.path().display().to_string(), outcome);
        }
        if !self.unwanted.is_empty() {
            gathered.changes.insert("removed", remove_all(act, &self.unwanted)?);
        }
        Ok(gathered.tell(&self.name))
    }
}
