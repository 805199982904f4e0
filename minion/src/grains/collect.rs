//! All grains of a machine, in Salt's order of precedence.

use std::thread;

use halite_common::{
    glob,
    value::{Dict, Value},
};
use halite_states::host::Probe;

use super::{
    cpu, disks, firmware, gpus, hardware, hostname, identity, init, kernel, locale, memory, network, os,
    process, security, source::Source, statics, systemd, virtualization,
};

type Collector = fn(&Source<'_>) -> Dict;

/// Those that may wait for a process or a name server: each runs beside the others.
const SLOW: [Collector; 5] =
    [hostname::collect, systemd::collect, gpus::collect, virtualization::detect, disks::lvm];

const FAST: [Collector; 14] = [
    kernel::collect,
    identity::collect,
    os::collect,
    cpu::collect,
    memory::collect,
    hardware::collect,
    init::collect,
    security::collect,
    network::collect,
    locale::collect,
    disks::collect,
    firmware::collect,
    process::collect,
    network::dns,
];

/// Collects all grains: what the machine tells, over it the file of static grains, over it those of the configuration.
pub(crate) fn collect(probe: &dyn Probe, options: &Dict) -> Dict {
    let source = Source { probe, options };
    let deep = source.flag("grains_deep_merge", false);
    let mut grains = gather(&source);
    virtualization::refine(&source, &mut grains);
    os::finish(&mut grains);
    for layer in [statics::file(&source), statics::options(&source)] {
        if deep { grains.update(layer, false) } else { grains.extend(layer) }
    }
    grains
}

fn gather(source: &Source<'_>) -> Dict {
    let found: Vec<Dict> = thread::scope(|scope| {
        let slow: Vec<_> = SLOW.iter().map(|collect| scope.spawn(|| collect(source))).collect();
        let fast: Vec<Dict> = FAST.iter().map(|collect| collect(source)).collect();
        // A collector that panics has a bug; the others' grains are good all the same.
        fast.into_iter().chain(slow.into_iter().filter_map(|handle| handle.join().ok())).collect()
    });
    let block = blacklist(source.options);
    let mut grains = Dict::new();
    for members in found {
        grains.extend(
            members
                .into_iter()
                .filter(|(key, _)| !block.iter().any(|pattern| glob::matches(pattern, &key.to_string()))),
        );
    }
    grains
}

fn blacklist(options: &Dict) -> Vec<String> {
    let listed = options.get("grains_blacklist").and_then(Value::as_list).unwrap_or_default();
    listed.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use halite_common::value::{Dict, Value};
    use halite_modules::{fake, host::Machine};

    use super::collect;

    #[test]
    fn a_bare_machine_has_grains_too() {
        let machine = Arc::new(fake::Machine::default());
        let grains = collect(machine.as_ref(), &Dict::from([("id", "web1")]));
        assert_eq!(grains.get("id"), Some(&"web1".into()));
        assert_eq!(grains.get("kernel"), Some(&"Linux".into()));
    }

    #[test]
    fn this_machine_has_the_grains_that_trees_rely_on() {
        let grains = collect(&Machine::new(), &Dict::from([("id", "web1")]));
        for name in
            ["os", "os_family", "osfinger", "cpuarch", "fqdn", "ipv4", "mem_total", "num_cpus", "virtual"]
        {
            assert!(grains.get(name).is_some_and(|grain| !grain.is_null()), "{name}");
        }
    }

    #[test]
    fn grains_can_be_kept_out() {
        let options = Dict::from([("grains_blacklist", vec!["cpu*", "ip_interfaces"])]);
        let grains = collect(&Machine::new(), &options);
        assert!(!grains.contains("cpu_model") && !grains.contains("ip_interfaces"));
        assert!(grains.contains("num_cpus"));
    }

    #[test]
    fn configured_grains_win() {
        let given = Dict::from([("os", Value::from("Plan9")), ("roles", vec!["web"].into())]);
        let grains = collect(&Machine::new(), &Dict::from([("grains", given)]));
        assert_eq!(grains.get("os"), Some(&"Plan9".into()));
        assert_eq!(grains.get("roles"), Some(&vec!["web"].into()));
    }
}
