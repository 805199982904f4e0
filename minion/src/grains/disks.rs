//! Disks, arrays and volumes.

use std::path::Path;

use halite_common::value::{Dict, Value};

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let (mut disks, mut ssds) = (Vec::new(), Vec::new());
    for name in source.names("/sys/block") {
        let device = format!("/sys/block/{name}");
        let target = source.probe.read_link(Path::new(&device)).unwrap_or_default();
        if target.starts_with("../devices/virtual") {
            continue;
        }
        match source.word(&format!("{device}/queue/rotational")).as_deref() {
            Some("0") => ssds.push(name),
            Some("1") => disks.push(name),
            _ => {}
        }
    }
    let mut grains = Dict::from([("disks", disks), ("ssds", ssds)]);
    grains.insert("fibre_channel_host", source.is_dir("/sys/class/fc_host"));
    if let Some(text) = source.text("/proc/mdstat") {
        grains.insert("mdadm", arrays(&text));
    }
    grains
}

/// The arrays that `/proc/mdstat` names, sorted.
fn arrays(text: &str) -> Vec<String> {
    let lines =
        text.lines().filter(|l| !l.starts_with("Personalities : ") && !l.starts_with("unused devices:"));
    let mut names: Vec<String> =
        lines.filter_map(|line| line.split_once(" : ")).map(|(name, _)| name.to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

/// The volumes of each volume group, where there is a volume manager.
pub(super) fn lvm(source: &Source<'_>) -> Dict {
    if !source.has("lvm") {
        return Dict::new();
    }
    let groups = source.output(&["lvm", "vgs", "-o", "vg_name", "--noheadings"]);
    let volumes = source.output(&["lvm", "lvs", "-o", "vg_name,lv_name", "--noheadings"]);
    Dict::from([("lvm", Value::Dict(groups_of(&groups.unwrap_or_default(), &volumes.unwrap_or_default())))])
}

fn groups_of(groups: &str, volumes: &str) -> Dict {
    let of_group = |group: &str| -> Value {
        let pairs = volumes.lines().filter_map(|line| line.trim().split_once(char::is_whitespace));
        pairs.filter(|(owner, _)| *owner == group).map(|(_, volume)| volume.trim()).collect()
    };
    groups.lines().map(str::trim).filter(|g| !g.is_empty()).map(|group| (group, of_group(group))).collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{arrays, groups_of};

    #[test]
    fn arrays_are_named() {
        let text = "Personalities : [raid1]\nmd1 : active raid1 sdb1[1] sda1[0]\n      1 blocks [2/2] [UU]\n\nmd0 : active raid1 sda2[0]\nunused devices: <none>\n";
        assert_eq!(arrays(text), ["md0", "md1"]);
    }

    #[test]
    fn volumes_belong_to_groups() {
        let grains = groups_of("  data\n  empty\n", "  data   home\n  data   var\n");
        assert_eq!(Value::Dict(grains).repr(), "{'data': ['home', 'var'], 'empty': []}");
    }
}
