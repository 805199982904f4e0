//! The default gateways.

use halite_common::value::{Dict, Value};
use halite_modules::host::links::Route;

/// `ip_gw`, `ip4_gw` and `ip6_gw`: the address, `True` for a route without one, `False` for none.
pub(super) fn grains(v4: &[Route], v6: &[Route]) -> Dict {
    let default = |routes: &[Route]| match routes.iter().find(|route| route.destination.is_none()) {
        Some(Route { gateway: Some(gateway), .. }) => Value::from(gateway.to_string()),
        Some(_) => true.into(),
        None => false.into(),
    };
    let (fourth, sixth) = (default(v4), default(v6));
    let any = fourth.is_truthy() || sixth.is_truthy();
    Dict::from([("ip_gw", any.into()), ("ip4_gw", fourth), ("ip6_gw", sixth)])
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;
    use halite_modules::host::links::Route;

    #[test]
    fn the_first_default_route_counts() {
        let route = |destination: Option<&str>, gateway: Option<&str>| Route {
            destination: destination.map(|ip| (ip.parse().unwrap(), 24)),
            gateway: gateway.map(|ip| ip.parse().unwrap()),
            interface: None,
            source: None,
            priority: None,
        };
        let check = |v4: &[Route], v6: &[Route], expected: &str| {
            assert_eq!(Value::Dict(super::grains(v4, v6)).repr(), expected);
        };
        let none = "{'ip_gw': False, 'ip4_gw': False, 'ip6_gw': False}";
        check(&[route(Some("10.0.0.0"), None)], &[], none);
        let both = [route(None, Some("10.0.0.1")), route(None, Some("10.0.0.2"))];
        check(&both, &[route(None, None)], "{'ip_gw': True, 'ip4_gw': '10.0.0.1', 'ip6_gw': True}");
    }
}
