//! The networks that this machine is in.

use std::collections::BTreeSet;

use halite_common::{
    declare::Text,
    value::{Dict, Value},
};
use halite_states::declare::{Act, Function, ModuleError};
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::interface;

/// Lists the IPv4 networks of this machine.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IpNetworks {
    /// Only of this interface.
    #[serde(default)]
    interface: Option<Text>,
    /// Also that of the loopback.
    #[serde(default)]
    include_loopback: bool,
    /// Tells address, mask and size of each.
    #[serde(default)]
    verbose: bool,
}

impl Function for IpNetworks {
    const NAME: &'static str = "network.ip_networks";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        networks(act, true, self.interface.as_deref(), self.include_loopback)
            .map(|nets| shown(&nets, self.verbose))
    }
}

/// Lists the IPv6 networks of this machine.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IpNetworks6 {
    /// Only of this interface.
    #[serde(default)]
    interface: Option<Text>,
    /// Also that of the loopback.
    #[serde(default)]
    include_loopback: bool,
    /// Tells address, mask and size of each.
    #[serde(default)]
    verbose: bool,
}

impl Function for IpNetworks6 {
    const NAME: &'static str = "network.ip_networks6";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        networks(act, false, self.interface.as_deref(), self.include_loopback)
            .map(|nets| shown(&nets, self.verbose))
    }
}

fn networks(
    act: &Act<'_>,
    v4: bool,
    only: Option<&str>,
    loopback: bool,
) -> Result<BTreeSet<IpNet>, ModuleError> {
    let interfaces = interface::all(act)?;
    let fitting = interfaces.iter().filter(|found| only.is_none_or(|only| only == found.name));
    let nets = fitting.flat_map(|found| &found.addresses).map(|address| address.net);
    let wanted = nets.filter(|net| net.addr().is_ipv4() == v4 && (loopback || !net.addr().is_loopback()));
    Ok(wanted.map(|net| net.trunc()).collect())
}

fn shown(nets: &BTreeSet<IpNet>, verbose: bool) -> Value {
    if !verbose {
        return nets.iter().map(IpNet::to_string).collect();
    }
    let told = |net: &IpNet| {
        let host_bits = u32::from(net.max_prefix_len() - net.prefix_len());
        // All of IPv6 is one more than the number can hold, and nobody's network.
        let count = 1_i128.checked_shl(host_bits).filter(|count| *count > 0).unwrap_or(i128::MAX);
        Dict::from([
            ("address", Value::from(net.network().to_string())),
            ("netmask", net.netmask().to_string().into()),
            ("num_addresses", Value::Int(count)),
            ("prefixlen", net.prefix_len().into()),
        ])
    };
    Value::Dict(nets.iter().map(|net| (net.to_string(), told(net))).collect())
}

/// Lists the interfaces whose IPv4 address begins with a text.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IfacesStartsWith {
    /// How the address begins, such as `10.0.`
    cidr: Text,
}

impl Function for IfacesStartsWith {
    const NAME: &'static str = "network.ifacestartswith";
    type Output = Vec<String>;

    fn call(self, act: &Act<'_>) -> Result<Vec<String>, ModuleError> {
        let interfaces = interface::all(act)?;
        let addresses = interfaces.iter().flat_map(|found| &found.addresses);
        let fitting = addresses.filter(|address| {
            address.net.addr().is_ipv4()
                && !address.secondary
                && address.net.addr().to_string().starts_with(&*self.cidr)
        });
        Ok(fitting.map(|address| address.label.clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::shown;

    #[test]
    fn networks_are_told() {
        let nets = BTreeSet::from(["10.0.0.0/8".parse().unwrap()]);
        assert_eq!(shown(&nets, false).to_string(), "['10.0.0.0/8']");
        assert_eq!(
            shown(&nets, true).to_string(),
            "{'10.0.0.0/8': {'address': '10.0.0.0', 'netmask': '255.0.0.0', 'num_addresses': 16777216, \
             'prefixlen': 8}}"
        );
        assert!(shown(&BTreeSet::from(["::/0".parse().unwrap()]), true).to_string().contains("prefixlen"));
    }
}
