//! `match`: whether target expressions fit this minion.

mod choose;
mod table;
mod test;

use std::sync::Arc;

use halite_common::{
    job::TargetKind,
    target::{Known, Target},
    value::Dict,
};
use halite_states::declare::{Act, Module, ModuleError, function};

/// `match`.
pub(crate) const MODULE: Module = Module {
    name: "match",
    functions: &[
        function::<test::Compound>(),
        function::<test::Data>(),
        function::<table::FilterBy>(),
        function::<test::Glob>(),
        function::<test::Grain>(),
        function::<test::GrainPcre>(),
        function::<choose::IfElse>(),
        function::<test::Ipcidr>(),
        function::<test::List>(),
        function::<test::Pcre>(),
        function::<test::Pillar>(),
        function::<test::PillarPcre>(),
        function::<table::SearchBy>(),
    ],
    states: &[],
};

/// Tells whether an expression fits this minion, or one of another id with the same grains and pillar.
fn fits(
    act: &Act<'_>,
    kind: TargetKind,
    expression: &str,
    delimiter: &str,
    minion_id: Option<&str>,
) -> Result<bool, ModuleError> {
    let groups = act.minion.options().get("nodegroups").and_then(|groups| groups.as_dict().cloned());
    let target = Target::with_groups(kind, expression, delimiter, &groups.unwrap_or_default())?;
    let looks_at = |kinds: &[TargetKind]| kinds.contains(&kind);
    let (grains, pillar) = match looks_at(&[TargetKind::Glob, TargetKind::Pcre, TargetKind::List]) {
        true => (Arc::<Dict>::default(), Arc::<Dict>::default()),
        false => (act.minion.grains(), act.minion.pillar()),
    };
    let id = minion_id.unwrap_or(act.minion.id()).to_owned();
    Ok(target.matches(&Known { id, grains, pillar }))
}
