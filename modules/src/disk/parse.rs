//! What `df` and `blkid` print, read. Pure.

use halite_common::value::Dict;

/// A row of `df -P`: the device (spaces and all), the columns of numbers, the mount point.
struct Row<'a> {
    device: String,
    numbers: [&'a str; 4],
    mount: &'a str,
}

fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    text.lines().filter(|line| !line.starts_with("Filesystem")).filter_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        // A device's name may have spaces; the first column of digits ends it.
        let digits = |column: &&str| column.bytes().all(|byte| byte.is_ascii_digit()) || *column == "-";
        let at = columns.iter().skip(1).position(digits)? + 1;
        let numbers = columns.get(at..at + 4)?;
        Some(Row {
            device: columns[..at].join(" "),
            numbers: [numbers[0], numbers[1], numbers[2], numbers[3]],
            mount: columns.get(at + 4)?,
        })
    })
}

/// `df -P`, by mount point.
pub(super) fn usage(text: &str) -> Dict {
    by_mount(text, ["1K-blocks", "used", "available", "capacity"], true)
}

/// `df -iP`, by mount point.
pub(super) fn inodes(text: &str) -> Dict {
    by_mount(text, ["inodes", "used", "free", "use"], false)
}

fn by_mount(text: &str, names: [&str; 4], device_first: bool) -> Dict {
    rows(text)
        .map(|row| {
            let device = [("filesystem", row.device.as_str())];
            let numbers = names.into_iter().zip(row.numbers);
            let members: Dict = match device_first {
                true => device.into_iter().chain(numbers).collect(),
                false => numbers.chain(device).collect(),
            };
            (row.mount, members)
        })
        .collect()
}

/// How full each file system of `df -P` is.
pub(super) fn percent(text: &str) -> Dict {
    rows(text).map(|row| (row.mount, row.numbers[3])).collect()
}

/// `blkid`, by device.
pub(super) fn blkid(text: &str) -> Dict {
    let lines = text.lines().filter_map(|line| line.split_once(": "));
    lines.map(|(device, attributes)| (device, quoted(attributes))).collect()
}

/// `NAME="value"` pairs.
fn quoted(text: &str) -> Dict {
    let mut pairs = Dict::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once("=\"") {
        let Some((value, after)) = after.split_once('"') else { break };
        pairs.insert(name.trim(), value);
        rest = after;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{blkid, inodes, percent, usage};

    const DF: &str = "\
Filesystem     1024-blocks     Used Available Capacity Mounted on
udev              12334460        0  12334460       0% /dev
/dev/vda         264212084 47990328  47295560      51% /
//nas/my share        1000      100       900      10% /mnt/share
";

    #[test]
    fn file_systems_are_read() {
        let found = usage(DF);
        let root = "{'filesystem': '/dev/vda', '1K-blocks': '264212084', 'used': '47990328', 'available': '47295560', 'capacity': '51%'}";
        assert_eq!(found.get("/").map(ToString::to_string).as_deref(), Some(root));
        let device = found.get("/mnt/share").and_then(|share| share.get("filesystem"));
        assert_eq!(device, Some(&Value::from("//nas/my share")));
        assert_eq!(percent(DF).get("/"), Some(&Value::from("51%")));
    }

    #[test]
    fn inodes_are_read() {
        let text = "\
Filesystem       Inodes  IUsed    IFree IUse% Mounted on
/dev/vda       16777216 623834 16153382    4% /
efivarfs              0      0        0     - /sys/firmware/efi/efivars
";
        let found = inodes(text);
        let root = "{'inodes': '16777216', 'used': '623834', 'free': '16153382', 'use': '4%', 'filesystem': '/dev/vda'}";
        assert_eq!(found.get("/").map(ToString::to_string).as_deref(), Some(root));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn devices_are_read() {
        let text = "/dev/vda1: UUID=\"ab-12\" BLOCK_SIZE=\"4096\" TYPE=\"ext4\" PARTLABEL=\"my root\"\n";
        let expected =
            "{'/dev/vda1': {'UUID': 'ab-12', 'BLOCK_SIZE': '4096', 'TYPE': 'ext4', 'PARTLABEL': 'my root'}}";
        assert_eq!(Value::Dict(blkid(text)).to_string(), expected);
    }
}
