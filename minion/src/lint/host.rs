//! The tree as one host sees it: pillar, top file, highstate, and every SLS that the host does not get.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use halite_common::{
    config::{Config, Origin},
    failure::{Failure, Kind},
    glob,
    id::MinionId,
    target::Known,
};
use halite_modules::REGISTRY;
use halite_states::{
    compile::Compiler,
    declare::Facts,
    lint::{Finding, Include, Linted, Rule, Severity, written_includes},
    options::Options,
};

use super::{LintHost, answers, memo::Memo, pillar};
use crate::{
    answers::GivenAnswers,
    context::{Home, Job, LocalFiles, LocalPillar, Nobody, Run, templates::SlsFiles},
};

/// Environment and name of an SLS.
pub(super) type Key = (String, String);

/// A host that is linted for.
pub(super) struct Host {
    pub(super) name: String,
    pub(super) home: Arc<Home>,
}

/// What was seen for a host.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// What is wrong with pillar, top file and highstate.
    pub(super) findings: Vec<Finding>,
    /// Each SLS that the host does not get, compiled on its own.
    pub(super) alone: Vec<(Key, Linted)>,
    /// The SLS files that the host gets.
    pub(super) given: HashSet<Key>,
    /// The SLS files that the top file names, for whichever host.
    pub(super) named: Vec<Key>,
    /// Every include.
    pub(super) includes: Vec<Include>,
    /// What SLS files include that do not render.
    pub(super) written: Vec<Key>,
    /// Whether the top files could not be read: what the host gets is not known then.
    pub(super) top_unknown: bool,
    /// Whether SLS files were asked for by name.
    pub(super) asked: bool,
}

impl Host {
    pub(super) fn new(config: &Config, host: &LintHost, answers: GivenAnswers) -> Result<Host, Failure> {
        let id = host.grains.get("id").map_or_else(|| host.name.clone(), ToString::to_string);
        let id: MinionId = id.parse().map_err(|error: halite_common::id::MinionIdError| {
            Failure::new(Kind::Usage, format!("the host `{}`: {error}", host.name))
                .hint("the grain `id` names the minion")
        })?;
        let mut config = config.clone();
        config.set("id", id.as_str(), Origin::Default);
        let (files, pillar) = (LocalFiles::of(&config), LocalPillar::of(&config));
        let home = Home::new(id, config, Arc::new(files), Arc::new(pillar));
        Ok(Host { name: host.name.clone(), home: Arc::new(home.described(host.grains.clone(), answers)) })
    }

    /// Looks at the whole tree, or at the SLS files that are named.
    pub(super) fn look(&self, sls: &[String]) -> Result<Seen, Failure> {
        let (pillar, findings) = pillar::compile(&self.home);
        let job = Arc::new(Job::new(None, "state.show_lowstate", Arc::new(Nobody)));
        let run = Run::new(Arc::clone(&self.home), job).with_pillar(pillar);
        let source = Memo::new(SlsFiles(run.clone()));
        let subject = Known { id: run.id().to_owned(), grains: run.grains(), pillar: run.pillar() };
        let options = Options::from_config(&run.options());
        let compiler = Compiler::new(&source, &subject, REGISTRY, options);
        let compiler = compiler.map_err(|failures| first(failures, "the tree cannot be listed"))?;
        let mut seen = Seen { findings, asked: !sls.is_empty(), ..Seen::default() };
        seen.findings = self.sorted(std::mem::take(&mut seen.findings), &compiler);
        // Without its pillar, nothing is known of what a host gets.
        if seen.findings.is_empty() {
            match sls {
                [] => self.whole(&compiler, &mut seen),
                named => self.named(&compiler, named, &mut seen)?,
            }
        }
        if sls.is_empty() {
            seen.findings.extend(self.sorted(pillar::tree(&self.home), &compiler));
        }
        Ok(seen)
    }

    fn whole(&self, compiler: &Compiler<'_>, seen: &mut Seen) {
        let top = compiler.lint_top();
        seen.top_unknown = top.findings.iter().any(|finding| finding.rule == Rule::TopFile);
        seen.findings.extend(self.sorted(top.findings, compiler));
        seen.named = top.named;
        let highstate = compiler.lint_highstate();
        seen.given.extend(highstate.rendered);
        seen.includes.extend(highstate.includes);
        seen.findings.extend(self.sorted(highstate.findings, compiler));
        for key in compiler.all_sls() {
            if !seen.given.contains(&key) && !self.is_pillar(compiler, &key) {
                self.alone(compiler, key, seen);
            }
        }
    }

    fn named(&self, compiler: &Compiler<'_>, names: &[String], seen: &mut Seen) -> Result<(), Failure> {
        let all = compiler.all_sls();
        for (saltenv, patterns) in compiler.named(names) {
            for pattern in patterns {
                let of_env = || all.iter().filter(|(env, _)| *env == saltenv);
                let fitting = of_env().filter(|(_, sls)| glob::matches(&pattern, sls));
                let before = seen.alone.len();
                fitting.for_each(|key| self.alone(compiler, key.clone(), seen));
                if seen.alone.len() == before {
                    let message = format!("there is no SLS `{pattern}` in environment `{saltenv}`");
                    let failure = Failure::new(Kind::Usage, message);
                    return Err(failure.meant(&pattern, of_env().map(|(_, sls)| sls.as_str())));
                }
            }
        }
        Ok(())
    }

    fn alone(&self, compiler: &Compiler<'_>, key: Key, seen: &mut Seen) {
        let mut linted = compiler.lint_sls(&key.0, &key.1);
        linted.findings = self.sorted(linted.findings, compiler);
        seen.includes.append(&mut linted.includes);
        if !linted.rendered.contains(&key)
            && let Some(file) = compiler.file_of(&key.0, &key.1)
        {
            let text = self.path(&key.0, &file).and_then(|path| fs::read_to_string(path).ok());
            seen.written.extend(written_includes(&text.unwrap_or_default(), &key.0, &key.1, &file));
        }
        seen.alone.push((key, linted));
    }

    fn sorted(&self, findings: Vec<Finding>, compiler: &Compiler<'_>) -> Vec<Finding> {
        let sorted = |finding: Finding| {
            let severity = finding.severity;
            let sorted = answers::sorted(finding, compiler);
            if severity == Severity::Error { sorted } else { sorted.softened() }
        };
        findings.into_iter().map(sorted).collect()
    }

    /// Tells whether an SLS lies in a pillar root that lies in a file root.
    fn is_pillar(&self, compiler: &Compiler<'_>, (saltenv, sls): &Key) -> bool {
        let path = compiler.file_of(saltenv, sls).and_then(|file| self.path(saltenv, &file));
        let Some(path) = path.and_then(|path| path.canonicalize().ok()) else { return false };
        let folders = |option: &str| -> Vec<PathBuf> {
            let roots = self.home.config.roots(option);
            roots.into_values().flatten().filter_map(|root| root.canonicalize().ok()).collect()
        };
        let files = folders("file_roots");
        let holds_files = |root: &Path| files.iter().any(|file_root| file_root.starts_with(root));
        folders("pillar_roots").iter().any(|root| path.starts_with(root) && !holds_files(root))
    }

    /// A file of an environment on this machine.
    pub(super) fn path(&self, saltenv: &str, file: &str) -> Option<PathBuf> {
        self.home.files.fetch(saltenv, file).ok().flatten()
    }

    /// The environments that there are.
    pub(super) fn environments(&self) -> Vec<String> {
        self.home.files.environments().unwrap_or_default()
    }

    /// The text of an SLS; empty where it cannot be read.
    pub(super) fn text(&self, (saltenv, sls): &Key) -> String {
        let base = sls.replace('.', "/");
        let files = [format!("{base}.sls"), format!("{base}/init.sls")];
        let path = files.iter().find_map(|file| self.path(saltenv, file));
        path.and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default()
    }
}

fn first(failures: Vec<Failure>, otherwise: &str) -> Failure {
    failures.into_iter().next().unwrap_or_else(|| Failure::new(Kind::Compile, otherwise))
}
