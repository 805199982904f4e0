//! Salt's filters on addresses and networks.

use std::net::{IpAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::super::super::object::{Dict, Object, bounded, collect, text};
use super::super::super::raise::{Kind, Raise, Result};
use super::super::super::run::{Builtin, Call};
use super::super::address::{Address, parse};
use super::super::observed::observed;

const CHECK: &[&str] = &["ip_addr", "options?"];
const FILTER: &[&str] = &["value", "options?"];
const NETWORK: &[&str] = &["value", "options?", "version?"];

pub(crate) const TABLE: &[Builtin] = &[
    Builtin { name: "is_ip", parameters: CHECK, run: |call| is(call, &[4, 6]) },
    Builtin { name: "is_ipv4", parameters: CHECK, run: |call| is(call, &[4]) },
    Builtin { name: "is_ipv6", parameters: CHECK, run: |call| is(call, &[6]) },
    Builtin { name: "ipv4", parameters: FILTER, run: |call| filtered(call.get(0), &[4], &options(call)?) },
    Builtin { name: "ipv6", parameters: FILTER, run: |call| filtered(call.get(0), &[6], &options(call)?) },
    Builtin {
        name: "ipaddr",
        parameters: FILTER,
        run: |call| filtered(call.get(0), &[4, 6], &options(call)?),
    },
    Builtin {
        name: "ip_host",
        parameters: NETWORK,
        run: |call| each(call, |a| Ok(Object::from(a.interface()))),
    },
    Builtin { name: "network_hosts", parameters: NETWORK, run: |call| each(call, hosts) },
    Builtin { name: "network_size", parameters: NETWORK, run: |call| each(call, |a| Ok(size(&a))) },
    Builtin { name: "ipwrap", parameters: &["data"], run: ipwrap },
    Builtin { name: "filter_by_networks", parameters: &["values", "networks"], run: filter_by_networks },
    Builtin { name: "mac_str_to_bytes", parameters: &["mac_str"], run: mac_str_to_bytes },
    Builtin {
        name: "dns_check",
        parameters: &["addr", "port", "safe?", "ipv6?"],
        run: |call| observed(call, dns_check),
    },
];

fn options(call: &Call<'_>) -> Result<Vec<String>> {
    match call.some(1) {
        Some(options) => Ok(text(options)?.split(',').map(|option| option.trim().to_owned()).collect()),
        None => Ok(Vec::new()),
    }
}

/// The address as text, if it is one of those versions and of those kinds.
fn accepted(value: &Object, versions: &[u8], options: &[String]) -> Option<String> {
    let address = match value {
        Object::Int(i) => parse(&u32::try_from(*i).ok().map(std::net::Ipv4Addr::from)?.to_string())?,
        other => parse(other.as_str()?)?,
    };
    let fits = versions.contains(&address.version()) && options.iter().all(|option| address.is(option));
    fits.then(|| address.shown())
}

fn is(call: &Call<'_>, versions: &[u8]) -> Result<Object> {
    Ok(Object::Bool(accepted(call.get(0), versions, &options(call)?).is_some()))
}

fn is_many(value: &Object) -> bool {
    matches!(value, Object::List(_) | Object::Tuple(_) | Object::Generator(_))
}

fn filtered(value: &Object, versions: &[u8], options: &[String]) -> Result<Object> {
    if !is_many(value) {
        return Ok(accepted(value, versions, options).map_or(Object::None, Object::from));
    }
    let items = collect(value)?;
    let mut kept = Vec::new();
    // The two versions one after the other, as Salt does.
    for version in versions {
        kept.extend(items.iter().filter_map(|item| accepted(item, &[*version], options)).map(Object::from));
    }
    Ok(Object::list(kept))
}

fn each(call: &Call<'_>, f: impl Fn(Address) -> Result<Object>) -> Result<Object> {
    let version = call.some(2).map(|_| call.int(2, 0)).transpose()?;
    let versions: &[u8] = match version {
        Some(4) => &[4],
        Some(6) => &[6],
        _ => &[4, 6],
    };
    let found = filtered(call.get(0), versions, &options(call)?)?;
    if !found.truth()? {
        return Ok(Object::None);
    }
    let apply = |item: &Object| {
        let address = item.as_str().and_then(|text| parse(text));
        f(address.ok_or_else(|| Raise::value("this is no address"))?)
    };
    if is_many(call.get(0)) {
        return Ok(Object::list(collect(&found)?.iter().map(apply).collect::<Result<_>>()?));
    }
    apply(&found)
}

fn size(address: &Address) -> Object {
    let bits = address.host_bits();
    // 2^128 does not fit; Python would give it.
    if bits >= 127 { Object::Float(2_f64.powi(i32::from(bits))) } else { Object::Int(1 << bits) }
}

fn hosts(address: Address) -> Result<Object> {
    let bits = address.host_bits();
    bounded(1_usize.checked_shl(u32::from(bits)).filter(|_| bits < 60).unwrap_or(usize::MAX), 1 << 20)?;
    Ok(Object::list(address.hosts().into_iter().map(|host| Object::from(host.to_string())).collect()))
}

fn wrapped(value: &Object) -> Result<Object> {
    match accepted(value, &[6], &[]) {
        Some(_) => Ok(Object::from(format!("[{}]", text(value)?.trim_matches(['[', ']'])))),
        None => Ok(value.clone()),
    }
}

fn ipwrap(call: &Call<'_>) -> Result<Object> {
    match call.get(0) {
        many @ (Object::List(_) | Object::Tuple(_)) => {
            Ok(Object::list(collect(many)?.iter().map(wrapped).collect::<Result<_>>()?))
        }
        one => wrapped(one),
    }
}

fn filter_by_networks(call: &Call<'_>) -> Result<Object> {
    let Some(networks) = call.some(1) else { return Ok(call.get(0).clone()) };
    let networks = collect(networks)?
        .iter()
        .map(|network| {
            let found = network.as_str().and_then(|text| parse(text));
            let shown = text(network)?;
            found.ok_or_else(|| {
                Raise::value(format!("'{shown}' does not appear to be an IPv4 or IPv6 network"))
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let within = |value: &Object| {
        let mut kept = Vec::new();
        for item in collect(value)? {
            let shown = text(&item)?;
            let ip: IpAddr = shown.parse().map_err(|_| {
                Raise::value(format!("'{shown}' does not appear to be an IPv4 or IPv6 address"))
            })?;
            kept.extend(networks.iter().filter(|network| network.contains(ip)).map(|_| item.clone()));
        }
        Ok::<_, Raise>(Object::list(kept))
    };
    match call.get(0) {
        Object::Dict(dict) => {
            let members = dict.members().into_iter().map(|(key, value)| Ok((key, within(&value)?)));
            Ok(Object::dict(Dict::of(members.collect::<Result<Vec<_>>>()?)))
        }
        Object::List(_) | Object::Tuple(_) => within(call.get(0)),
        other => Err(Raise::value(format!("Do not know how to filter a <class '{}'>", other.type_name()))),
    }
}

fn mac_str_to_bytes(call: &Call<'_>) -> Result<Object> {
    let source = call.text(0)?;
    let digits: String = match source.chars().count() {
        12 => source.to_string(),
        17 => match source.chars().nth(2) {
            Some(separator) => source.replace(separator, ""),
            None => String::new(),
        },
        _ => String::new(),
    };
    let parsed = (digits.len() == 12 && digits.is_ascii())
        .then(|| (0..12).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect());
    match parsed.flatten() {
        Some(bytes) => Ok(Object::Bytes(Vec::into_boxed_slice(bytes).into())),
        None => Err(Raise::value("Invalid MAC address")),
    }
}

fn dns_check(call: &Call<'_>) -> Result<Object> {
    let (host, port) = (call.text(0)?, call.int(1, 0)?);
    let failed = || {
        let message = format!("DNS lookup or connection check of '{host}' failed.");
        Raise::new(Kind::Python("SaltSystemExit"), message)
    };
    let port = u16::try_from(port).map_err(|_| failed())?;
    let wanted = call.some(3).map(Object::truth).transpose()?;
    let found: Vec<_> = (&*host, port).to_socket_addrs().map_err(|_| failed())?.collect();
    let fitting: Vec<_> = found.iter().filter(|a| wanted.is_none_or(|six| a.is_ipv6() == six)).collect();
    let candidates =
        if fitting.is_empty() && wanted == Some(true) { found.iter().collect() } else { fitting };
    let reached = candidates.iter().find(|a| TcpStream::connect_timeout(a, Duration::from_secs(2)).is_ok());
    let address = reached.or(candidates.first()).ok_or_else(failed)?;
    Ok(Object::from(match address.ip() {
        IpAddr::V6(ip) => format!("[{ip}]"),
        IpAddr::V4(ip) => ip.to_string(),
    }))
}
