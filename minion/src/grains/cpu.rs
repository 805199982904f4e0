//! Processors: how many, which, and what they can do.

use halite_common::value::Dict;
use sysinfo::{CpuRefreshKind, RefreshKind, System};

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let known = System::new_with_specifics(RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing()))
        .map(|system| (system.cpus().len(), system.cpus().first().map(|cpu| cpu.brand().to_owned())));
    let (count, brand) = known.unwrap_or_default();
    let text = source.text("/proc/cpuinfo").unwrap_or_default();
    let model = model(&text).or(brand.filter(|brand| !brand.is_empty()));
    let mut grains = Dict::from([("num_cpus", count)]);
    grains.insert("cpu_model", model.unwrap_or_else(|| "Unknown".into()));
    grains.insert("cpu_flags", flags(&text));
    grains
}

/// The last word on the model, under the names that architectures give it.
fn model(text: &str) -> Option<String> {
    let named = |line: &str| {
        let (key, value) = line.split_once(':')?;
        let value = value.split(':').next()?.trim();
        match key.trim() {
            "vendor_id" | "model name" | "cpu" => Some(value.to_owned()),
            "Processor" => value.split('-').next().map(str::to_owned),
            _ => None,
        }
    };
    text.lines().filter_map(named).next_back()
}

fn flags(text: &str) -> Vec<String> {
    let of_line = |line: &str| {
        let (key, value) = line.split_once(':')?;
        matches!(key.trim(), "flags" | "Features")
            .then(|| value.split_whitespace().map(str::to_owned).collect())
    };
    text.lines().filter_map(of_line).next_back().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{flags, model};

    #[test]
    fn architectures_name_things_differently() {
        let intel = "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R)\nflags\t\t: fpu vme\n\n";
        assert_eq!(model(intel).as_deref(), Some("Intel(R) Xeon(R)"));
        assert_eq!(flags(intel), ["fpu", "vme"]);
        let arm = "Processor\t: ARMv6-compatible processor rev 7 (v6l)\nFeatures\t: swp half\n";
        assert_eq!(model(arm).as_deref(), Some("ARMv6"));
        assert_eq!(flags(arm), ["swp", "half"]);
        let power = "processor\t: 0\ncpu\t\t: POWER9 (architected), altivec supported\n";
        assert_eq!(model(power).as_deref(), Some("POWER9 (architected), altivec supported"));
        assert_eq!(model(""), None);
    }
}
