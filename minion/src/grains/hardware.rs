//! The machine's maker, model and serial number, from firmware tables or the device tree.

use halite_common::value::Dict;

use super::source::Source;

const DMI: [(&str, &str); 8] = [
    ("biosversion", "bios_version"),
    ("biosvendor", "bios_vendor"),
    ("boardname", "board_name"),
    ("productname", "product_name"),
    ("manufacturer", "sys_vendor"),
    ("biosreleasedate", "bios_date"),
    ("uuid", "product_uuid"),
    ("serialnumber", "product_serial"),
];

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let tree = |name: &str| {
        source.text(&format!("/proc/device-tree/{name}")).map(|text| text.trim_end_matches('\0').to_owned())
    };
    let mut grains = device_tree(tree("model"), tree("serial-number").or_else(|| tree("system-id")));
    for (grain, file) in DMI {
        if let Some(value) = source.word(&format!("/sys/class/dmi/id/{file}")) {
            grains.insert(grain, if grain == "uuid" { value.to_lowercase() } else { value });
        }
    }
    grains
}

/// A model is `manufacturer,model` or only a model.
fn device_tree(model: Option<String>, serial: Option<String>) -> Dict {
    let mut grains = Dict::new();
    match model.as_deref().filter(|model| !model.is_empty()).map(|model| (model, model.split_once(','))) {
        Some((_, Some((manufacturer, product)))) => {
            grains.insert("manufacturer", manufacturer);
            grains.insert("productname", product);
        }
        Some((product, None)) => {
            grains.insert("productname", product);
        }
        None => {}
    }
    if let Some(serial) = serial.filter(|serial| !serial.is_empty()) {
        grains.insert("serialnumber", serial);
    }
    grains
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::device_tree;

    #[test]
    fn a_model_may_name_its_maker() {
        let check = |model: &str, expected: &str| {
            let grains = device_tree(Some(model.into()), None);
            assert_eq!(Value::Dict(grains).repr(), expected);
        };
        check("Raspberry Pi 4 Model B Rev 1.4", "{'productname': 'Raspberry Pi 4 Model B Rev 1.4'}");
        check("fsl,imx6", "{'manufacturer': 'fsl', 'productname': 'imx6'}");
        check("", "{}");
    }
}
