//! How many strangers the master deals with at once, and who must come back later. Knows no clock and no socket.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Longest time that anybody is sent away for.
const MAX_WAIT: u16 = 300;

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
    /// Handshakes that may begin now; below zero, those that were sent away and will come back.
    tokens: f64,
    refilled: Duration,
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
        let tokens = f64::from(limits.per_second);
        Admission { limits, half_open: Arc::default(), tokens, refilled: Duration::ZERO }
    }

    /// Gives a stranger a place, or the seconds after which it may come back.
    pub(super) fn enter(&mut self, now: Duration, address: Option<IpAddr>) -> Result<Place, u16> {
        let rate = f64::from(self.limits.per_second);
        let elapsed = now.saturating_sub(self.refilled).as_secs_f64();
        self.refilled = now;
        self.tokens = (self.tokens + elapsed * rate).min(rate);
        let network = address.map(network);
        if self.tokens < 1.0 {
            // Each that is sent away gets a time of its own, as far as the longest wait allows.
            self.tokens = (self.tokens - 1.0).max(-rate * f64::from(MAX_WAIT));
            return Err(wait(-self.tokens / rate));
        }
        let mut half_open = self.half_open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_network = network.and_then(|network| half_open.by_network.get(&network).copied());
        if half_open.total >= self.limits.total || of_network.unwrap_or(0) >= self.limits.per_address {
            return Err(wait(10.0));
        }
        self.tokens -= 1.0;
        half_open.total += 1;
        if let Some(network) = network {
            *half_open.by_network.entry(network).or_default() += 1;
        }
        Ok(Place { half_open: self.half_open.clone(), network })
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

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=300 before")]
fn wait(seconds: f64) -> u16 {
    (1.0 + seconds).clamp(1.0, f64::from(MAX_WAIT)) as u16
}

/// Who has one address of an IPv6 network has all 2^64 of them.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from(u128::from(v6) >> 64 << 64).into(),
    }
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
        assert_eq!(places.len(), 10);
        assert_eq!((waits[0], waits[39]), (1, 5));
        assert!(admission.enter(Duration::from_secs(4), None).is_err(), "their turn comes first");
        assert!(admission.enter(Duration::from_secs(5), None).is_ok());
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
