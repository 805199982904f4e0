//! One comparison: a glob, a list, a grain …

use super::{Leaf, Pattern, Subdict, Subject, ipcidr::Ipcidr};
use crate::{
    failure::{Failure, Kind},
    glob::Glob,
    job::TargetKind,
};

#[derive(Clone, Debug)]
pub(super) enum Atom {
    Glob(Glob),
    Pattern(Pattern),
    List(Vec<String>),
    Grain(Subdict),
    Pillar(Subdict),
    Ipcidr(Ipcidr),
}

impl Atom {
    /// Reads an expression of one of the simple kinds.
    pub(super) fn new(kind: TargetKind, text: &str, delimiter: &str) -> Result<Atom, Failure> {
        Ok(match kind {
            TargetKind::Glob => Atom::Glob(Glob::new(text)),
            TargetKind::Pcre => Atom::Pattern(Pattern::new(text)?),
            TargetKind::List => Atom::List(list(text)),
            TargetKind::Grain => Atom::Grain(Subdict::new(text, delimiter, Leaf::Glob)?),
            TargetKind::GrainPcre => Atom::Grain(Subdict::new(text, delimiter, Leaf::Pattern)?),
            TargetKind::Pillar => Atom::Pillar(Subdict::new(text, delimiter, Leaf::Glob)?),
            TargetKind::PillarPcre => Atom::Pillar(Subdict::new(text, delimiter, Leaf::Pattern)?),
            TargetKind::PillarExact => Atom::Pillar(Subdict::new(text, delimiter, Leaf::Exact)?),
            TargetKind::Ipcidr => Atom::Ipcidr(Ipcidr::new(text)?),
            TargetKind::Nodegroup | TargetKind::Compound => {
                return Err(Failure::new(Kind::Internal, "a compound target is no single comparison"));
            }
        })
    }

    /// Reads one word of a compound expression: `G@os:Debian`, or a bare glob.
    pub(super) fn from_word(word: &str) -> Result<Atom, Failure> {
        let Some((engine, delimiter, pattern)) = split_word(word) else {
            return Atom::new(TargetKind::Glob, word, ":");
        };
        let kind = match engine {
            'G' => TargetKind::Grain,
            'P' => TargetKind::GrainPcre,
            'I' => TargetKind::Pillar,
            'J' => TargetKind::PillarPcre,
            'L' => TargetKind::List,
            'S' => TargetKind::Ipcidr,
            'E' => TargetKind::Pcre,
            other => {
                let what = match other {
                    'R' => "range servers",
                    'T' => "resources",
                    _ => "managing minions",
                };
                return Err(Failure::new(Kind::Usage, format!("`{word}`: {what} are not supported")));
            }
        };
        Atom::new(kind, pattern, delimiter.unwrap_or(":"))
    }

    pub(super) fn matches(&self, subject: &dyn Subject) -> bool {
        match self {
            Atom::Glob(glob) => glob.matches(subject.id()),
            Atom::Pattern(pattern) => pattern.matches(subject.id()),
            Atom::List(ids) => ids.iter().any(|id| id == subject.id()),
            Atom::Grain(subdict) => subdict.matches(&subject.grains()),
            Atom::Pillar(subdict) => subdict.matches(&subject.pillar()),
            Atom::Ipcidr(ipcidr) => ipcidr.matches(&subject.grains()),
        }
    }
}

/// Ids separated by commas (spaces are dropped) or, without a comma, by spaces.
fn list(text: &str) -> Vec<String> {
    let owned = |id: &str| id.trim().to_owned();
    if text.contains(',') {
        text.split(',').map(owned).filter(|id| !id.is_empty()).collect()
    } else {
        text.split_whitespace().map(owned).collect()
    }
}

/// Engine, its own delimiter if it has one, and pattern: `G@os:Debian`, `G|@os|Debian`.
pub(super) fn split_word(word: &str) -> Option<(char, Option<&str>, &str)> {
    let engine = word.chars().next().filter(|c| "GPIJLNSERTM".contains(*c))?;
    let rest = &word[1..];
    if "GPIJ".contains(engine) {
        let step = rest.chars().next()?.len_utf8();
        let (delimiter, after) = rest.split_at(step);
        if let Some(pattern) = after.strip_prefix('@').filter(|pattern| !pattern.is_empty()) {
            return Some((engine, Some(delimiter), pattern));
        }
    }
    let pattern = rest.strip_prefix('@').filter(|pattern| !pattern.is_empty())?;
    Some((engine, None, pattern))
}
