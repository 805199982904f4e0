//! The resolver's configuration.

use std::net::IpAddr;

use halite_common::value::{Dict, Value};

/// Reads the text of a `resolv.conf`.
pub(super) fn parse(text: &str) -> Dict {
    let (mut servers, mut sortlist, mut options) = (Vec::<IpAddr>::new(), Vec::<String>::new(), Vec::new());
    let (mut domain, mut search) = (String::new(), Vec::new());
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let Some(directive) = words.next().map(str::to_lowercase) else { continue };
        let words: Vec<String> =
            words.take_while(|word| !word.starts_with(['#', ';'])).map(str::to_owned).collect();
        let Some(first) = words.first() else { continue };
        match directive.as_str() {
            "nameserver" => push_new(&mut servers, first.parse().ok()),
            "domain" => domain.clone_from(first),
            "search" => search = words,
            "sortlist" => words.iter().for_each(|word| push_new(&mut sortlist, network(word))),
            "options" => push_new(&mut options, Some(first.clone())),
            _ => {}
        }
    }
    let shown = |wanted: fn(&IpAddr) -> bool| -> Value {
        servers.iter().filter(|ip| wanted(ip)).map(ToString::to_string).collect()
    };
    Dict::from([
        ("nameservers", shown(|_| true)),
        ("ip4_nameservers", shown(IpAddr::is_ipv4)),
        ("ip6_nameservers", shown(IpAddr::is_ipv6)),
        ("sortlist", sortlist.into()),
        ("domain", domain.into()),
        ("search", search.into()),
        ("options", options.into()),
    ])
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: Option<T>) {
    list.extend(item.filter(|item| !list.contains(item)));
}

/// An address with its mask; without one, the mask of the address's old class.
fn network(word: &str) -> Option<String> {
    let (ip, mask) = word.split_once('/').map_or((word, None), |(ip, mask)| (ip, Some(mask)));
    let ip: IpAddr = ip.parse().ok()?;
    let IpAddr::V4(v4) = ip else { return Some(format!("{ip}/{}", mask.unwrap_or("128"))) };
    let mask = match mask {
        Some(bits) if !bits.contains('.') => mask_of(bits.parse().ok()?)?,
        Some(mask) => mask.to_owned(),
        None => match v4.octets()[0] {
            0..=127 => "255.0.0.0".to_owned(),
            128..=191 => "255.255.0.0".into(),
            _ => "255.255.255.0".into(),
        },
    };
    Some(format!("{ip}/{mask}"))
}

fn mask_of(bits: u32) -> Option<String> {
    let mask = u32::MAX.checked_shl(32_u32.checked_sub(bits)?).unwrap_or(0);
    Some(std::net::Ipv4Addr::from(mask).to_string())
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    #[test]
    fn directives_are_read() {
        let text = "# comment\nnameserver 10.0.0.53 # first\nnameserver fd00::53\nnameserver 10.0.0.53\nnameserver nonsense\n\
            search example.com lab.example.com\noptions ndots:2 timeout:1\nsortlist 130.155.160.0/255.255.240.0 10.0.0.0\ndomain\n";
        let expected = "{'nameservers': ['10.0.0.53', 'fd00::53'], 'ip4_nameservers': ['10.0.0.53'], \
            'ip6_nameservers': ['fd00::53'], 'sortlist': ['130.155.160.0/255.255.240.0', '10.0.0.0/255.0.0.0'], \
            'domain': '', 'search': ['example.com', 'lab.example.com'], 'options': ['ndots:2']}";
        assert_eq!(Value::Dict(super::parse(text)).repr(), expected);
    }
}
