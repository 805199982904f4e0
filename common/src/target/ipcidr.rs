//! Addresses and networks against the `ipv4` and `ipv6` grains.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use crate::{
    failure::{Failure, Kind},
    value::{Dict, Value},
};

/// An address, or a network whose host bits are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ipcidr(IpNet);

impl Ipcidr {
    pub(super) fn new(text: &str) -> Result<Ipcidr, Failure> {
        let wrong = |why: &str| Failure::new(Kind::Usage, format!("`{text}` is no address or network{why}"));
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Ipcidr(address.into()));
        }
        let (address, mask) = text.split_once('/').ok_or_else(|| wrong(""))?;
        let address: IpAddr = address.parse().map_err(|_| wrong(""))?;
        let prefix = prefix(mask).ok_or_else(|| wrong(""))?;
        let net = IpNet::new(address, prefix).map_err(|_| wrong(""))?;
        if net.trunc() != net {
            return Err(wrong(": it has host bits set").hint(format!("write `{}`", net.trunc())));
        }
        Ok(Ipcidr(net))
    }

    pub(super) fn matches(&self, grains: &Dict) -> bool {
        let own = grains.get(if self.0.addr().is_ipv4() { "ipv4" } else { "ipv6" });
        let contains = |value: &Value| {
            value.as_str().and_then(|text| text.parse::<IpAddr>().ok()).is_some_and(|ip| self.0.contains(&ip))
        };
        match own {
            Some(Value::List(addresses)) => addresses.iter().any(contains),
            Some(one) => contains(one),
            None => false,
        }
    }
}

/// `24`, a netmask, or a host mask.
fn prefix(mask: &str) -> Option<u8> {
    if mask.chars().all(|c| c.is_ascii_digit()) {
        return mask.parse().ok();
    }
    let mask: Ipv4Addr = mask.parse().ok()?;
    ipnet::ip_mask_to_prefix(mask.into())
        .or_else(|_| ipnet::ip_mask_to_prefix(Ipv4Addr::from(!u32::from(mask)).into()))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::Ipcidr;
    use crate::value::{Dict, Value};

    #[test]
    fn addresses_and_networks() {
        let grains = Dict::from([
            ("ipv4", Value::from(vec!["127.0.0.1", "10.1.2.3"])),
            ("ipv6", Value::from(vec!["::1", "fe80::5054:ff:fe12:3456"])),
        ]);
        let check = |text: &str, expected: Option<bool>| {
            assert_eq!(Ipcidr::new(text).ok().map(|net| net.matches(&grains)), expected, "{text}");
        };
        check("10.1.2.3", Some(true));
        check("10.1.2.4", Some(false));
        check("10.1.0.0/16", Some(true));
        check("10.1.0.0/255.255.0.0", Some(true));
        check("10.1.0.0/0.0.255.255", Some(true));
        check("0.0.0.0/0", Some(true));
        check("192.168.0.0/16", Some(false));
        check("fe80::/64", Some(true));
        check("fe80:0:0::/64", Some(true));
        check("2001:db8::/32", Some(false));
        check("10.1.2.3/16", None);
        check("10.1.0.0/33", None);
        check("10.1", None);
        check("", None);
    }
}
