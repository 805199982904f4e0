//! How many connections may be open that have not said anything yet.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

/// Silent connections in all.
const TOTAL: usize = 4096;

/// Silent connections of one address, or of one IPv6 network.
const PER_ADDRESS: usize = 256;

/// What is counted for one: who has one address of an IPv6 network has all 2^64 of them.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from(u128::from(v6) >> 64 << 64).into(),
    }
}

/// Counts silent connections; clones count together.
#[derive(Clone, Default)]
pub(super) struct Strangers(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A silent connection's place; free again when it goes.
pub(super) struct Place {
    strangers: Strangers,
    address: IpAddr,
}

impl Strangers {
    /// Gives a connection a place, if there is one.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = network(address);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.values().sum::<usize>() >= TOTAL {
            return None;
        }
        let count = counts.entry(address).or_default();
        if *count >= PER_ADDRESS {
            return None;
        }
        *count += 1;
        Some(Place { strangers: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.strangers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PER_ADDRESS, Strangers};

    #[test]
    fn one_address_cannot_take_all_places() {
        let strangers = Strangers::default();
        let (a, b) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let places: Vec<_> = (0..PER_ADDRESS).map(|_| strangers.enter(a)).collect();
        assert!(places.iter().all(Option::is_some));
        assert!(strangers.enter(a).is_none() && strangers.enter(b).is_some());
        let v6 = |text: &str| strangers.enter(text.parse().unwrap());
        let others: Vec<_> = (0..PER_ADDRESS).map(|n| v6(&format!("2001:db8::{n:x}"))).collect();
        assert!(others.iter().all(Option::is_some) && v6("2001:db8::ffff").is_none(), "one network");
        assert!(v6("2001:db8:1::").is_some());
        drop(places);
        assert!(strangers.enter(a).is_some());
    }
}
