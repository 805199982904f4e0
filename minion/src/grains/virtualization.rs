//! Whether the machine is real, and if not, what it runs on.

use std::{collections::HashMap, path::Path};

use halite_common::value::{Dict, Value};
use halite_states::host::Probe;

use super::source::Source;

/// What was found, and of which kind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    kind: &'static str,
    subtype: Option<String>,
}

impl Found {
    fn of(kind: &'static str) -> Found {
        Found { kind, subtype: None }
    }

    fn with(kind: &'static str, subtype: &str) -> Found {
        Found { kind, subtype: Some(subtype.to_owned()) }
    }

    fn into_grains(self) -> Dict {
        let mut grains = Dict::from([("virtual", self.kind)]);
        if let Some(subtype) = self.subtype {
            grains.insert("virtual_subtype", subtype);
        }
        grains
    }
}

/// What the programs say that know most kinds.
pub(super) fn detect(source: &Source<'_>) -> Dict {
    let told = match source.output(&["virt-what"]) {
        Some(told) => virt_what(&told),
        None => source.output(&["systemd-detect-virt"]).and_then(|told| detect_virt(told.trim())),
    };
    told.unwrap_or(Found::of("physical")).into_grains()
}

fn detect_virt(told: &str) -> Option<Found> {
    const PLAIN: [&str; 8] = ["qemu", "kvm", "oracle", "xen", "bochs", "chroot", "uml", "systemd-nspawn"];
    if let Some(kind) = PLAIN.into_iter().find(|kind| *kind == told) {
        return Some(Found::of(kind));
    }
    let kinds = [
        ("vmware", Found::of("VMware")),
        ("microsoft", Found::of("VirtualPC")),
        ("lxc", Found::with("container", "LXC")),
        ("podman", Found::with("container", "Podman")),
        ("docker", Found::with("container", "Docker")),
        ("amazon", Found::with("Nitro", "Amazon EC2")),
    ];
    kinds.into_iter().find(|(word, _)| told.contains(word)).map(|(_, found)| found)
}

fn virt_what(told: &str) -> Option<Found> {
    told.lines().find_map(|line| {
        let whole = [
            ("kvm", Found::of("kvm")),
            ("qemu", Found::of("qemu")),
            ("uml", Found::of("uml")),
            ("xen", Found::of("xen")),
            ("ibm_power-kvm", Found::of("kvm")),
            ("ibm_power-lpar_shared", Found::with("LPAR", "shared")),
            ("ibm_power-lpar_dedicated", Found::with("LPAR", "dedicated")),
        ];
        let parts = [
            ("lxc", Found::with("container", "LXC")),
            ("docker", Found::with("container", "Docker")),
            ("vmware", Found::of("VMware")),
            ("parallels", Found::of("Parallels")),
            ("nutanix", Found::with("kvm", "Nutanix AHV")),
            ("hyperv", Found::of("HyperV")),
        ];
        let exact = whole.into_iter().find(|(word, _)| line == *word);
        exact.or_else(|| parts.into_iter().find(|(word, _)| line.contains(word))).map(|(_, found)| found)
    })
}

/// What the kernel's files say over it.
pub(super) fn refine(source: &Source<'_>, grains: &mut Dict) {
    let firmware: HashMap<&str, String> =
        [("manufacturer", "sys_vendor"), ("product", "product_name"), ("version", "product_version")]
            .into_iter()
            .map(|(name, file)| (name, source.word(&format!("/sys/class/dmi/id/{file}")).unwrap_or_default()))
            .collect();
    let set = |grains: &mut Dict, found: Found| grains.extend(found.into_grains());
    if in_chroot(source.probe) {
        grains.insert("virtual_subtype", "chroot");
    }
    for found in
        [openvz(source), xen(source), emulated(source), product(&firmware["product"])].into_iter().flatten()
    {
        set(grains, found);
    }
    if let Some(found) = container(
        &source.text("/proc/1/cgroup").unwrap_or_default(),
        &source.text("/proc/1/environ").unwrap_or_default(),
    ) {
        let keep_kind = found.kind.is_empty();
        let kind = grains.get("virtual").cloned().unwrap_or_default();
        set(grains, found);
        if keep_kind {
            grains.insert("virtual", kind);
        }
    }
    let kind = grains.get("virtual").map(ToString::to_string).unwrap_or_default();
    if grains.get("virtual_subtype").is_some_and(Value::is_truthy) && kind == "physical" {
        grains.insert("virtual", "virtual");
    }
    if ["qemu", "kvm", "xen", "amazon"].contains(&kind.as_str()) {
        cloud(&kind, &firmware, grains);
    }
    if kind.contains("xen") {
        grains.extend(hypervisor(source));
    }
}

/// Our root is not that of process 1.
fn in_chroot(probe: &dyn Probe) -> bool {
    let identity = |path: &str| probe.stat(Path::new(path)).ok().map(|stat| (stat.device, stat.inode));
    matches!((identity("/"), identity("/proc/1/root/.")), (Some(ours), Some(theirs)) if ours != theirs)
}

fn openvz(source: &Source<'_>) -> Option<Found> {
    let status = source.text("/proc/self/status").unwrap_or_default();
    let id = status.lines().find_map(|line| line.strip_prefix("envID:")?.trim().parse::<u64>().ok());
    match id {
        Some(0) => Some(Found::of("openvzhn")),
        Some(_) => Some(Found::of("openvzve")),
        None if source.exists("/proc/vz/version") => Some(Found::of("openvzhn")),
        None if source.exists("/proc/vz/veinfo") => Some(Found::of("openvzve")),
        None => None,
    }
}

fn xen(source: &Source<'_>) -> Option<Found> {
    if !["/proc/sys/xen", "/sys/bus/xen", "/proc/xen"].iter().any(|dir| source.is_dir(dir)) {
        return None;
    }
    let capabilities = source.text("/proc/xen/capabilities");
    let subtype = if source.exists("/proc/xen/xsd_kva") {
        "Xen Dom0"
    } else if source.word("/sys/class/dmi/id/product_name").as_deref() == Some("HVM domU") {
        "Xen HVM DomU"
    } else if let Some(capabilities) = capabilities {
        if capabilities.contains("control_d") { "Xen Dom0" } else { "Xen PV DomU" }
    } else if source.is_dir("/sys/bus/xen/drivers/xenconsole") {
        "Xen PV DomU"
    } else {
        return None;
    };
    Some(Found::with("xen", subtype))
}

fn emulated(source: &Source<'_>) -> Option<Found> {
    let text = source.text("/proc/cpuinfo").unwrap_or_default();
    text.contains("QEMU Virtual CPU").then(|| Found::of("kvm"))
}

fn product(name: &str) -> Option<Found> {
    let kinds = [
        ("VirtualBox", Found::of("VirtualBox")),
        ("RHEV Hypervisor", Found::with("kvm", "rhev")),
        ("oVirt Node", Found::with("kvm", "ovirt")),
        ("Google", Found::of("gce")),
        ("BHYVE", Found::of("bhyve")),
    ];
    kinds.into_iter().find(|(word, _)| name.contains(word)).map(|(_, found)| found)
}

/// What process 1 tells of the container it is in. An empty kind leaves the kind as it is.
fn container(cgroup: &str, environment: &str) -> Option<Found> {
    let has = |words: &[&str]| words.iter().any(|word| cgroup.contains(word));
    if has(&[":/lxc/"]) || environment.contains("container=lxc") {
        Some(Found::with("container", "LXC"))
    } else if has(&[":/kubepods/"]) {
        Some(Found::with("", "kubernetes"))
    } else if has(&[":/libpod_parent/"]) {
        Some(Found::with("", "libpod"))
    } else if has(&[":/system.slice/docker", ":/docker/", ":/docker-ce/"]) {
        Some(Found::with("container", "Docker"))
    } else {
        None
    }
}

/// Which cloud the hypervisor belongs to.
fn cloud(kind: &str, firmware: &HashMap<&str, String>, grains: &mut Dict) {
    let is = |name: &str, value: &str| firmware.get(name).is_some_and(|known| known.contains(value));
    if is("manufacturer", "Amazon EC2") {
        if kind != "xen" {
            grains.insert("virtual", "Nitro");
        }
        let product = firmware.get("product").filter(|product| !product.is_empty());
        grains.insert(
            "virtual_subtype",
            match product {
                Some(product) => format!("Amazon EC2 ({product})"),
                None => "Amazon EC2".into(),
            },
        );
    } else if is("version", ".amazon") {
        grains.insert("virtual_subtype", "Amazon EC2");
    } else if is("manufacturer", "Nutanix") && is("product", "AHV") {
        grains.insert("virtual_subtype", "Nutanix AHV");
    }
}

/// Xen's version and features.
fn hypervisor(source: &Source<'_>) -> Dict {
    let mut grains = Dict::new();
    let part = |name: &str| source.word(&format!("/sys/hypervisor/version/{name}"));
    if let (Some(major), Some(minor), Some(extra)) = (part("major"), part("minor"), part("extra")) {
        grains.insert("virtual_hv_version", format!("{major}.{minor}{extra}"));
        grains.insert("virtual_hv_version_info", vec![major, minor, extra]);
    }
    if let Some(features) = source.word("/sys/hypervisor/properties/features")
        && let Ok(bits) = u64::from_str_radix(&features, 16)
    {
        let enabled = FEATURES.iter().filter(|(bit, _)| bits & (1 << bit) != 0);
        grains.insert("virtual_hv_features_list", enabled.map(|(_, name)| *name).collect::<Value>());
        grains.insert("virtual_hv_features", features);
    }
    grains
}

/// From Xen's `include/xen/interface/features.h`.
const FEATURES: [(u8, &str); 14] = [
    (0, "writable_page_tables"),
    (1, "writable_descriptor_tables"),
    (2, "auto_translated_physmap"),
    (3, "supervisor_mode_kernel"),
    (4, "pae_pgdir_above_4gb"),
    (5, "mmu_pt_update_preserve_ad"),
    (7, "gnttab_map_avail_bits"),
    (8, "hvm_callback_vector"),
    (9, "hvm_safe_pvclock"),
    (10, "hvm_pirqs"),
    (11, "dom0"),
    (12, "grant_map_identity"),
    (13, "memory_op_vnode_supported"),
    (14, "ARM_SMCCC_supported"),
];

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, sync::Arc};

    use halite_common::value::{Dict, Value};
    use halite_modules::fake::{Content, Machine};

    use super::{Source, cloud, container, detect_virt, refine, virt_what};

    #[test]
    fn the_programs_words_become_salts() {
        let systemd = |told: &str| detect_virt(told).map(|found| Value::Dict(found.into_grains()).repr());
        assert_eq!(systemd("kvm").as_deref(), Some("{'virtual': 'kvm'}"));
        assert_eq!(
            systemd("docker").as_deref(),
            Some("{'virtual': 'container', 'virtual_subtype': 'Docker'}")
        );
        assert_eq!(systemd("vmware").as_deref(), Some("{'virtual': 'VMware'}"));
        assert_eq!(systemd("none"), None);
        let what = |told: &str| virt_what(told).map(|found| found.kind);
        assert_eq!(what("redhat\nkvm\n"), Some("kvm"));
        assert_eq!(what("hyperv\n"), Some("HyperV"));
        assert_eq!(what(""), None);
    }

    #[test]
    fn containers_show_in_process_one() {
        let kind =
            |cgroup, environ| container(cgroup, environ).map(|f| (f.kind, f.subtype.unwrap_or_default()));
        assert_eq!(kind("0::/init.scope\n", ""), None);
        assert_eq!(kind("1:name=:/lxc/web\n", ""), Some(("container", "LXC".into())));
        assert_eq!(kind("", "a=b\0container=lxc\0"), Some(("container", "LXC".into())));
        assert_eq!(kind("1:cpu:/kubepods/x\n", ""), Some(("", "kubernetes".into())));
        assert_eq!(kind("1:cpu:/docker/abc\n", ""), Some(("container", "Docker".into())));
    }

    #[test]
    fn clouds_show_in_the_firmware() {
        let firmware = HashMap::from([
            ("manufacturer", "Amazon EC2".to_owned()),
            ("product", "t3.micro".into()),
            ("version", String::new()),
        ]);
        let mut grains = Dict::from([("virtual", "kvm")]);
        cloud("kvm", &firmware, &mut grains);
        assert_eq!(
            Value::Dict(grains).repr(),
            "{'virtual': 'Nitro', 'virtual_subtype': 'Amazon EC2 (t3.micro)'}"
        );
    }

    #[test]
    fn files_say_more_than_programs() {
        let machine = Arc::new(Machine::default());
        let file =
            |path: &str, text: &str| machine.disk().place(path.as_ref(), Content::File(text.into()), 0o444);
        file("/sys/class/dmi/id/product_name", "Google Compute Engine\n");
        let options = Dict::new();
        let source = Source { probe: machine.as_ref(), options: &options };
        let mut grains = Dict::from([("virtual", "kvm")]);
        refine(&source, &mut grains);
        assert_eq!(grains.get("virtual"), Some(&"gce".into()));
    }
}
