//! Memory and swap, in MiB.

use halite_common::value::Dict;
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use super::source::Source;

const MIB: u64 = 1 << 20;

pub(super) fn collect(_: &Source<'_>) -> Dict {
    let kind = RefreshKind::nothing().with_memory(MemoryRefreshKind::everything());
    let (memory, swap) = System::new_with_specifics(kind)
        .map(|system| (system.total_memory(), system.total_swap()))
        .unwrap_or_default();
    Dict::from([("mem_total", memory / MIB), ("swap_total", swap / MIB)])
}
