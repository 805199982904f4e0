//! Target expressions of every kind: read or refused, and matched without a panic.
#![no_main]

use std::sync::Arc;

use halite_common::{
    job::TargetKind,
    target::{Known, Target},
    value::{Dict, Value},
};
use libfuzzer_sys::fuzz_target;

const KINDS: [TargetKind; 11] = [
    TargetKind::Glob,
    TargetKind::Pcre,
    TargetKind::List,
    TargetKind::Grain,
    TargetKind::GrainPcre,
    TargetKind::Pillar,
    TargetKind::PillarPcre,
    TargetKind::PillarExact,
    TargetKind::Ipcidr,
    TargetKind::Nodegroup,
    TargetKind::Compound,
];

fuzz_target!(|input: (u8, &str)| {
    let (kind, expression) = input;
    let kind = KINDS[usize::from(kind) % KINDS.len()];
    let roles = Value::List(vec!["web".into(), "db".into()]);
    let facts = Arc::new(Dict::from([("os", Value::from("Debian")), ("roles", roles), ("ipv4", "10.0.0.1".into())]));
    let subject = Known { id: "web1".into(), grains: Arc::clone(&facts), pillar: facts };
    let groups = Dict::from([("web", "G@os:Debian and web*"), ("loop", "N@loop")]);
    if let Ok(target) = Target::with_groups(kind, expression, ":", &groups) {
        target.matches(&subject);
    }
});
