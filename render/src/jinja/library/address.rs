//! Addresses with or without a prefix length, as Python's `ipaddress` sees them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address, and the prefix length it was written with.
pub(super) struct Address {
    ip: IpAddr,
    prefix: Option<u8>,
}

/// Reads an address, an address with prefix length, or (version 4) with netmask.
pub(super) fn parse(text: &str) -> Option<Address> {
    let (ip, prefix) = text.split_once('/').map_or((text, None), |(ip, prefix)| (ip, Some(prefix)));
    let ip: IpAddr = ip.parse().ok()?;
    let prefix = match prefix {
        Some(prefix) => Some(prefix_length(ip, prefix)?),
        None => None,
    };
    Some(Address { ip, prefix })
}

fn prefix_length(ip: IpAddr, text: &str) -> Option<u8> {
    let most = if ip.is_ipv4() { 32 } else { 128 };
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().filter(|length| *length <= most);
    }
    let mask = u32::from(text.parse::<Ipv4Addr>().ok().filter(|_| ip.is_ipv4())?);
    (mask.leading_ones() + mask.trailing_zeros() == 32).then_some(mask.leading_ones() as u8)
}

impl Address {
    /// 4 or 6.
    pub(super) fn version(&self) -> u8 {
        if self.ip.is_ipv4() { 4 } else { 6 }
    }

    fn width(&self) -> u8 {
        if self.ip.is_ipv4() { 32 } else { 128 }
    }

    fn length(&self) -> u8 {
        self.prefix.unwrap_or(self.width())
    }

    /// As it was written, in canonical form.
    pub(super) fn shown(&self) -> String {
        self.prefix.map_or_else(|| self.ip.to_string(), |prefix| format!("{}/{prefix}", self.ip))
    }

    /// The address with prefix length.
    pub(super) fn interface(&self) -> String {
        format!("{}/{}", self.ip, self.length())
    }

    /// How many bits the hosts have.
    pub(super) fn host_bits(&self) -> u8 {
        self.width() - self.length()
    }

    fn number(ip: IpAddr) -> u128 {
        match ip {
            IpAddr::V4(ip) => u128::from(u32::from(ip)),
            IpAddr::V6(ip) => u128::from(ip),
        }
    }

    fn network(&self, ip: IpAddr) -> u128 {
        Address::number(ip).checked_shr(u32::from(self.host_bits())).unwrap_or(0)
    }

    /// Tells whether an address is in the network.
    pub(super) fn contains(&self, ip: IpAddr) -> bool {
        ip.is_ipv4() == self.ip.is_ipv4() && self.network(ip) == self.network(self.ip)
    }

    /// The usable hosts of the network, which must be small.
    pub(super) fn hosts(&self) -> Vec<IpAddr> {
        let bits = u32::from(self.host_bits());
        let first = self.network(self.ip).checked_shl(bits).unwrap_or(0);
        let count = 1_u128 << bits.min(100);
        let (skip_first, skip_last) = match (self.ip.is_ipv4(), bits) {
            (_, 0 | 1) => (0, 0),
            (true, _) => (1, 1),
            (false, _) => (1, 0),
        };
        let ip = |n: u128| match self.ip {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from(n as u32)),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(n)),
        };
        (skip_first..count - skip_last).map(|n| ip(first + n)).collect()
    }

    /// Tells whether the address is of a kind that Salt's options name; unknown options say nothing.
    pub(super) fn is(&self, option: &str) -> bool {
        let private = || match self.ip {
            IpAddr::V4(ip) => {
                let [a, b, c, _] = ip.octets();
                ip.is_private()
                    || ip.is_loopback()
                    || ip.is_link_local()
                    || ip.is_documentation()
                    || a == 0
                    || a >= 240
                    || (a == 198 && (b == 18 || b == 19))
                    || (a == 192 && b == 0 && c == 0)
            }
            IpAddr::V6(ip) => {
                let [a, b, ..] = ip.segments();
                ip.is_loopback()
                    || ip.is_unspecified()
                    || (a & 0xfe00) == 0xfc00
                    || (a & 0xffc0) == 0xfe80
                    || (a == 0x2001 && b == 0xdb8)
            }
        };
        match option {
            "global" | "public" => !private(),
            "private" => private(),
            "loopback" | "lo" => self.ip.is_loopback(),
            "multicast" => self.ip.is_multicast(),
            "unspecified" => self.ip.is_unspecified(),
            "link-local" | "linklocal" | "ll" | "link_local" => match self.ip {
                IpAddr::V4(ip) => ip.is_link_local(),
                IpAddr::V6(ip) => (ip.segments()[0] & 0xffc0) == 0xfe80,
            },
            "reserved" => match self.ip {
                IpAddr::V4(ip) => ip.octets()[0] >= 240,
                IpAddr::V6(ip) => {
                    let first = ip.segments()[0];
                    !(0x2000..0x4000).contains(&first) && first < 0xfc00
                }
            },
            "site-local" | "sl" | "site_local" => match self.ip {
                IpAddr::V4(_) => false,
                IpAddr::V6(ip) => (ip.segments()[0] & 0xffc0) == 0xfec0,
            },
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn addresses_are_read_and_counted() {
        let check = |text: &str, shown: &str, hosts: usize| {
            let address = parse(text).expect("an address");
            assert_eq!((address.interface().as_str(), address.hosts().len()), (shown, hosts));
        };
        check("192.168.0.1/30", "192.168.0.1/30", 2);
        check("10.0.0.1/255.255.255.252", "10.0.0.1/30", 2);
        check("::1", "::1/128", 1);
        assert!(parse("10.0.0.1/33").is_none());
        assert!(parse("300.0.0.1").is_none());
    }
}
