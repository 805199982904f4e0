//! How many strangers the master deals with at once, and who must come back later. Knows no clock and no socket.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use halite_common::transport::network;

/// Networks whose share is remembered; those that have all of theirs back are forgotten first.
const NETWORKS: usize = 16_384;

/// Longest time that anybody is sent away for.
const MAX_WAIT: u16 = 60;

/// Limits on strangers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Handshakes begun per second.
    pub(super) per_second: u32,
    /// Strangers in all.
    pub(super) total: usize,
    /// Strangers of one address.
    pub(super) per_address: usize,
}

/// Decides which strangers may begin a handshake.
pub(super) struct Admission {
    limits: Limits,
    half_open: Arc<Mutex<HalfOpen>>,
    all: Bucket,
    by_network: HashMap<IpAddr, Bucket>,
}

/// Handshakes that may begin now; below zero, those that were sent away and will come back.
#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    refilled: Duration,
}

impl Bucket {
    fn full(rate: f64, now: Duration) -> Bucket {
        Bucket { tokens: rate, refilled: now }
    }

    fn refill(&mut self, rate: f64, now: Duration) {
        let elapsed = now.saturating_sub(self.refilled).as_secs_f64();
        self.refilled = now;
        self.tokens = (self.tokens + elapsed * rate).min(rate);
    }
}

#[derive(Default)]
struct HalfOpen {
    total: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// A stranger's place; free again when it goes.
pub(super) struct Place {
    half_open: Arc<Mutex<HalfOpen>>,
    network: Option<IpAddr>,
}

impl Admission {
    pub(super) fn new(limits: Limits) -> Admission {
        let all = Bucket::full(f64::from(limits.per_second), Duration::ZERO);
        Admission { limits, half_open: Arc::default(), all, by_network: HashMap::new() }
    }

    /// Gives a stranger a place, or the seconds after which it may come back.
    ///
    /// One network gets half of all handshakes at most, and its own queue only: who floods from one address sends away
    /// those beside it, and nobody else.
    pub(super) fn enter(&mut self, now: Duration, address: Option<IpAddr>) -> Result<Place, u16> {
        let network = address.map(network);
        let share = f64::from(self.limits.per_second) / 2.0;
        let all = f64::from(self.limits.per_second);
        self.all.refill(all, now);
        let theirs = self.share(network, share, now);
        if theirs.tokens < 1.0 {
            // Each that is sent away gets a time of its own, as far as the longest wait allows.
            theirs.tokens = (theirs.tokens - 1.0).max(-share * f64::from(MAX_WAIT));
            return Err(wait(-theirs.tokens / share));
        }
        if self.all.tokens < 1.0 {
            return Err(wait(1.0));
        }
        let mut half_open = self.half_open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_network = network.and_then(|network| half_open.by_network.get(&network).copied());
        if half_open.total >= self.limits.total || of_network.unwrap_or(0) >= self.limits.per_address {
            return Err(wait(10.0));
        }
        self.all.tokens -= 1.0;
        half_open.total += 1;
        if let Some(network) = network {
            *half_open.by_network.entry(network).or_default() += 1;
        }
        drop(half_open);
        let place = Place { half_open: self.half_open.clone(), network };
        self.share(network, share, now).tokens -= 1.0;
        Ok(place)
    }

    /// The share of a network. Those whose address is not known share one.
    fn share(&mut self, network: Option<IpAddr>, rate: f64, now: Duration) -> &mut Bucket {
        let network = network.unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
        if self.by_network.len() >= NETWORKS && !self.by_network.contains_key(&network) {
            self.by_network.retain(|_, bucket| {
                bucket.refill(rate, now);
                bucket.tokens < rate
            });
            if self.by_network.len() >= NETWORKS {
                // So many networks at once are one attacker's, or as good as that: the limit for all holds.
                self.by_network.clear();
            }
        }
        let bucket = self.by_network.entry(network).or_insert_with(|| Bucket::full(rate, now));
        bucket.refill(rate, now);
        bucket
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut half_open = self.half_open.lock().unwrap_or_else(PoisonError::into_inner);
        half_open.total -= 1;
        let Some(network) = self.network else { return };
        if let Some(count) = half_open.by_network.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                half_open.by_network.remove(&network);
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=60 before")]
fn wait(seconds: f64) -> u16 {
    (1.0 + seconds).clamp(1.0, f64::from(MAX_WAIT)) as u16
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, time::Duration};

    use super::{Admission, Limits};

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn handshakes_begin_at_the_chosen_rate_and_the_others_are_spread_out() {
        let mut admission = Admission::new(Limits { per_second: 10, total: 1000, per_address: 1000 });
        let mut places = Vec::new();
        let waits: Vec<u16> = (0..50)
            .filter_map(|_| admission.enter(Duration::ZERO, None).map(|place| places.push(place)).err())
            .collect();
        assert_eq!(places.len(), 5);
        assert_eq!((waits[0], waits[44]), (1, 10));
        assert!(admission.enter(Duration::from_secs(9), None).is_err(), "their turn comes first");
        assert!(admission.enter(Duration::from_secs(10), None).is_ok());
    }

    #[test]
    fn a_flood_from_one_network_leaves_the_others_their_share() {
        let mut admission = Admission::new(Limits { per_second: 10, total: 1000, per_address: 1000 });
        let at = Duration::from_secs;
        let mut places: Vec<_> = Vec::new();
        for n in 0..10_000 {
            places.extend(admission.enter(at(n / 1000), address("2001:db8::1")));
        }
        assert_eq!(places.len(), 5, "who comes too often is sent further and further away");
        for _ in 0..5 {
            places.push(admission.enter(at(10), address("192.0.2.1")).expect("its own share"));
        }
        assert!(admission.enter(at(10), address("192.0.2.1")).is_err());
        let third = address("198.51.100.1");
        assert!(admission.enter(at(10), third).is_ok());
        assert!(admission.enter(at(10), address("2001:db8::2")).is_err(), "of the same network");
    }

    #[test]
    fn half_open_handshakes_are_bounded_in_all_and_per_network() {
        let mut admission = Admission::new(Limits { per_second: 1000, total: 3, per_address: 2 });
        let mut enter = |who| admission.enter(Duration::ZERO, address(who)).ok();
        let first = [enter("2001:db8::1"), enter("2001:db8::2")];
        assert!(first.iter().all(Option::is_some));
        assert!(enter("2001:db8::3").is_none(), "the same network");
        let other = enter("192.0.2.1");
        assert!(other.is_some());
        assert!(enter("192.0.2.2").is_none(), "three in all");
        drop(first);
        assert!(enter("2001:db8::3").is_some());
    }
}
