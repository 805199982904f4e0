//! Graphics and compute cards.

use halite_common::value::{Dict, Value};

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let wanted = source.flag("enable_lspci", true) && source.flag("enable_gpu_grains", true);
    // The bus tells in microseconds whether `lspci` has anything to say.
    let listing = (wanted && has_display(source)).then(|| source.output(&["lspci", "-vmm"])).flatten();
    let found = cards(&listing.unwrap_or_default());
    let mut grains = Dict::from([("num_gpus", found.len())]);
    grains.insert("gpus", found);
    grains
}

fn has_display(source: &Source<'_>) -> bool {
    const BUS: &str = "/sys/bus/pci/devices";
    source.names(BUS).iter().any(|device| {
        let class = source.word(&format!("{BUS}/{device}/class")).unwrap_or_default();
        // Display controllers and processing accelerators.
        class.starts_with("0x03") || class.starts_with("0x12")
    })
}

const CLASSES: [&str; 4] =
    ["3d controller", "display controller", "processing accelerators", "vga compatible controller"];
const VENDORS: [&str; 8] = ["nvidia", "amd", "ati", "intel", "cirrus logic", "vmware", "matrox", "aspeed"];

/// The cards in the records of `lspci -vmm`.
fn cards(listing: &str) -> Vec<Value> {
    let records = listing.split("\n\n").map(|record| {
        let pairs = record.lines().filter_map(|line| line.split_once(':'));
        let mut device = Dict::new();
        device.extend(pairs.map(|(key, value)| (key.trim(), value.trim())));
        device
    });
    let text = |device: &Dict, key: &str| device.get(key).map(ToString::to_string).unwrap_or_default();
    records
        .filter(|device| CLASSES.contains(&text(device, "Class").to_lowercase().as_str()))
        .map(|device| {
            let vendor = text(&device, "Vendor").to_lowercase();
            let words: Vec<&str> = vendor.split(|c: char| !c.is_ascii_alphanumeric()).collect();
            let known = VENDORS.into_iter().find(|name| words.contains(name)).unwrap_or("unknown");
            Dict::from([("vendor", known.to_owned()), ("model", text(&device, "Device"))]).into()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    #[test]
    fn cards_are_found_by_their_class() {
        let listing = "Slot:\t00:00.0\nClass:\tHost bridge\nVendor:\tIntel Corporation\nDevice:\t440FX\n\n\
            Slot:\t01:00.0\nClass:\tVGA compatible controller\nVendor:\tAdvanced Micro Devices, Inc. [AMD/ATI]\nDevice:\tNavi 10\n\n\
            Slot:\t02:00.0\nClass:\t3D controller\nVendor:\tRed Hat, Inc.\nDevice:\tVirtio GPU\n";
        let expected =
            "[{'vendor': 'amd', 'model': 'Navi 10'}, {'vendor': 'unknown', 'model': 'Virtio GPU'}]";
        assert_eq!(Value::List(super::cards(listing)).repr(), expected);
    }
}
