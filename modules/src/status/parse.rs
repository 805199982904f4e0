//! What the kernel tells in `/proc`, read. Pure.

use halite_common::value::{Dict, Value};

/// A word as a number, if it is one.
pub(super) fn number(word: &str) -> Value {
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.parse::<i128>().map_or_else(|_| word.into(), Value::from);
    }
    word.parse::<f64>().map_or_else(|_| word.into(), Value::from)
}

/// `/proc/loadavg`.
pub(super) fn loadavg(text: &str) -> Dict {
    ["1-min", "5-min", "15-min"].into_iter().zip(text.split_whitespace().map(number)).collect()
}

/// `/proc/meminfo`.
pub(super) fn meminfo(text: &str) -> Dict {
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    lines
        .map(|(name, rest)| {
            let members = ["value", "unit"].into_iter().zip(rest.split_whitespace());
            (name, members.collect::<Dict>())
        })
        .collect()
}

/// `/proc/cpuinfo`; of several processors the last one counts, as in Salt.
pub(super) fn cpuinfo(text: &str) -> Dict {
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    lines
        .map(|(name, value)| match name.trim() {
            "flags" => ("flags", value.split_whitespace().collect()),
            name => (name, Value::from(value.trim())),
        })
        .collect()
}

/// `/proc/vmstat`.
pub(super) fn vmstats(text: &str) -> Dict {
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(name, value)| (name, number(value.trim()))).collect()
}

/// `/proc/stat`.
pub(super) fn cpustats(text: &str) -> Dict {
    const FIELDS: [(&str, usize); 8] = [
        ("idle", 4),
        ("iowait", 5),
        ("irq", 6),
        ("nice", 2),
        ("softirq", 7),
        ("steal", 8),
        ("system", 3),
        ("user", 1),
    ];
    let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| row.len() > 1)
        .map(|row| {
            let at = |index: usize| row.get(index).map(|word| number(word)).unwrap_or_default();
            let rest = || row[2..].iter().map(|word| number(word)).collect::<Value>();
            let value: Value = match row[0] {
                "cpu" => FIELDS.into_iter().map(|(name, index)| (name, at(index))).collect::<Dict>().into(),
                "intr" => Dict::from([("total", at(1)), ("irqs", rest())]).into(),
                "softirq" => Dict::from([("total", at(1)), ("softirqs", rest())]).into(),
                _ => at(1),
            };
            (row[0].to_owned(), value)
        })
        .collect()
}

/// `/proc/net/netstat`: each group has a line of names and a line of values.
pub(super) fn netstats(text: &str) -> Dict {
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    let pairs = rows.chunks_exact(2).filter(|pair| pair[0].first() == pair[1].first());
    pairs
        .filter_map(|pair| {
            let name = pair[0].first()?.trim_end_matches(':').to_owned();
            let values = pair[1].iter().skip(1).map(|word| number(word));
            Some((name, pair[0].iter().skip(1).copied().zip(values).collect::<Dict>()))
        })
        .collect()
}

/// `/proc/net/dev`.
pub(super) fn netdev(text: &str) -> Dict {
    const FIELDS: [(&str, usize); 16] = [
        ("rx_bytes", 0),
        ("rx_compressed", 6),
        ("rx_drop", 3),
        ("rx_errs", 2),
        ("rx_fifo", 4),
        ("rx_frame", 5),
        ("rx_multicast", 7),
        ("rx_packets", 1),
        ("tx_bytes", 8),
        ("tx_carrier", 14),
        ("tx_colls", 13),
        ("tx_compressed", 15),
        ("tx_drop", 11),
        ("tx_errs", 10),
        ("tx_fifo", 12),
        ("tx_packets", 9),
    ];
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    lines
        .map(|(name, rest)| {
            let columns: Vec<Value> = rest.split_whitespace().map(number).collect();
            let mut device = Dict::from([("iface", name.trim())]);
            let column = |index: usize| columns.get(index).cloned().unwrap_or_default();
            device.extend(FIELDS.into_iter().map(|(field, index)| (field, column(index))));
            (name.trim().to_owned(), device)
        })
        .collect()
}

/// `/proc/diskstats`.
pub(super) fn diskstats(text: &str) -> Dict {
    const FIELDS: [&str; 14] = [
        "major",
        "minor",
        "device",
        "reads_issued",
        "reads_merged",
        "sectors_read",
        "ms_spent_reading",
        "writes_completed",
        "writes_merged",
        "sectors_written",
        "ms_spent_writing",
        "io_in_progress",
        "ms_spent_in_io",
        "weighted_ms_spent_in_io",
    ];
    let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| row.len() >= FIELDS.len())
        .map(|row| {
            let values = row.iter().map(|word| number(word));
            (row[2].to_owned(), FIELDS.into_iter().zip(values).collect::<Dict>())
        })
        .collect()
}

/// `w -fh`.
pub(super) fn w(text: &str) -> Vec<Dict> {
    let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| row.len() >= 6)
        .map(|row| {
            let what = row[6..].join(" ");
            Dict::from([
                ("idle", row[3]),
                ("jcpu", row[4]),
                ("login", row[2]),
                ("pcpu", row[5]),
                ("tty", row[1]),
                ("user", row[0]),
                ("what", &what),
            ])
        })
        .collect()
}

/// `ps -efHww`, by process id.
pub(super) fn procs(text: &str) -> Dict {
    let rows = text.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| row.len() > 7)
        .map(|row| {
            (row[1].to_owned(), Dict::from([("user", row[0].to_owned()), ("cmd", row[7..].join(" "))]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    use super::{cpuinfo, cpustats, diskstats, loadavg, meminfo, netdev, netstats, procs, vmstats, w};

    fn check(dict: Dict, expected: &str) {
        assert_eq!(Value::Dict(dict).to_string(), expected);
    }

    #[test]
    fn what_the_kernel_tells_is_read() {
        check(loadavg("8.58 7.34 5.83 3/512 4711\n"), "{'1-min': 8.58, '5-min': 7.34, '15-min': 5.83}");
        check(
            meminfo("MemTotal:       24684084 kB\nHugePages_Total:       0\n"),
            "{'MemTotal': {'value': '24684084', 'unit': 'kB'}, 'HugePages_Total': {'value': '0'}}",
        );
        check(
            cpuinfo("processor\t: 0\nflags\t\t: fpu vme\n\nprocessor\t: 1\nflags\t\t: fpu\n"),
            "{'processor': '1', 'flags': ['fpu']}",
        );
        check(vmstats("nr_free_pages 480314\n"), "{'nr_free_pages': 480314}");
        check(
            cpustats("cpu  1 2 3 4 5 6 7 8 9 10\nintr 20 1 2\nctxt 5\n"),
            "{'cpu': {'idle': 4, 'iowait': 5, 'irq': 6, 'nice': 2, 'softirq': 7, 'steal': 8, 'system': 3, 'user': 1}, \
             'intr': {'total': 20, 'irqs': [1, 2]}, 'ctxt': 5}",
        );
        check(
            netstats("TcpExt: SyncookiesSent A\nTcpExt: 0 7\nIpExt: B\nIpExt: 1\n"),
            "{'TcpExt': {'SyncookiesSent': 0, 'A': 7}, 'IpExt': {'B': 1}}",
        );
    }

    #[test]
    fn devices_are_read() {
        let dev = netdev("Inter-|   Receive\n face |bytes\n    lo: 100 2 0 0 0 0 0 0 200 3 0 0 0 0 0 0\n");
        assert_eq!(dev.get("lo").and_then(|lo| lo.get("tx_packets")), Some(&Value::from(3)));
        assert_eq!(dev.len(), 1);
        let disk = diskstats(" 254       0 vda 100 2 3 4 5 6 7 8 9 10 11 0 0 0 0\n");
        assert_eq!(disk.get("vda").and_then(|vda| vda.get("reads_issued")), Some(&Value::from(100)));
    }

    #[test]
    fn people_and_processes_are_read() {
        let users = w("ann      pts/0     09:12    1:02   0.10s  0.01s vim notes.txt\n");
        assert_eq!(users[0].get("what"), Some(&Value::from("vim notes.txt")));
        let text = "\
UID          PID    PPID  C STIME TTY          TIME CMD
root           1       0  0 Nov20 ?        00:00:04 /sbin/init splash
";
        check(procs(text), "{'1': {'user': 'root', 'cmd': '/sbin/init splash'}}");
    }
}
