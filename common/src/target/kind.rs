//! Salt's names for the kinds of target, as `tgt_type` and `match:` write them.

use std::{fmt, str::FromStr};

use crate::{
    failure::{Failure, Kind, nearest},
    job::TargetKind,
};

const NAMES: [(&str, TargetKind); 11] = [
    ("glob", TargetKind::Glob),
    ("pcre", TargetKind::Pcre),
    ("list", TargetKind::List),
    ("grain", TargetKind::Grain),
    ("grain_pcre", TargetKind::GrainPcre),
    ("pillar", TargetKind::Pillar),
    ("pillar_pcre", TargetKind::PillarPcre),
    ("pillar_exact", TargetKind::PillarExact),
    ("ipcidr", TargetKind::Ipcidr),
    ("nodegroup", TargetKind::Nodegroup),
    ("compound", TargetKind::Compound),
];

impl FromStr for TargetKind {
    type Err = Failure;

    fn from_str(name: &str) -> Result<TargetKind, Failure> {
        if let Some((_, kind)) = NAMES.iter().find(|(known, _)| *known == name) {
            return Ok(*kind);
        }
        let failure = Failure::new(Kind::Usage, format!("`{name}` is no kind of target"));
        Err(match nearest(name, NAMES.iter().map(|(known, _)| *known)) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure,
        })
    }
}

impl fmt::Display for TargetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, kind)| kind == self).map_or("glob", |(name, _)| name);
        f.write_str(name)
    }
}

#[cfg(test)]
mod tests {
    use super::NAMES;
    use crate::job::TargetKind;

    #[test]
    fn names_read_back() {
        for (name, kind) in NAMES {
            assert_eq!(name.parse::<TargetKind>().expect(name), kind);
            assert_eq!(kind.to_string(), name);
        }
        let failure = "grian".parse::<TargetKind>().expect_err("no such kind");
        assert_eq!(failure.hint.as_deref(), Some("did you mean `grain`?"));
    }
}
