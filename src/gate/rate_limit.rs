//! In-memory rate limits per key and process: `governor`'s keyed limiter, with the time that
//! callers pass.

use std::{
    fmt,
    hash::Hash,
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use governor::{
    Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::HashMapStateStore,
};
use ipnet::IpNet;

use super::network;

/// The number of remembered keys. Keys whose limit is unused are dropped first.
const MAX_KEYS: usize = 50_000;
/// How far back a moment may be relative to the last one because threads overtake each other.
/// Beyond that the clock was set back.
const MAX_DISORDER: TimeDelta = TimeDelta::seconds(1);
/// The longest step of time that counts. A clock set ahead by more still refills every limit.
const MAX_PASSED: TimeDelta = TimeDelta::days(1);

/// A rate limit per key: a burst of `count`, and `count` within each minute after that.
pub(super) struct RateLimit<K: Hash + Eq + Clone> {
    quota: Quota,
    state: Mutex<State<K>>,
}

struct State<K: Hash + Eq + Clone> {
    limiter: Limiter<K>,
    time: PassedTime,
    last_moment: Option<DateTime<Utc>>,
}

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, PassedTime, NoOpMiddleware<Nanos>>;

/// The time that has passed between the moments of calls. Setting the clock back does not stop
/// limits from refilling.
#[derive(Debug, Clone, Default)]
struct PassedTime(Arc<AtomicU64>);

impl Clock for PassedTime {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.load(Ordering::Relaxed).into()
    }
}

impl<K: Hash + Eq + Clone> RateLimit<K> {
    /// Creates a limit of `count` per minute, at least one.
    pub(super) fn per_minute(count: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        Self { quota, state: Mutex::new(State::new(quota)) }
    }

    /// Consumes one from the limit of a key. Returns false if it is exhausted.
    pub(super) fn take(&self, key: &K, now: DateTime<Utc>) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.advance(now);
        if state.limiter.len() >= MAX_KEYS {
            state.forget_keys(self.quota);
        }
        state.limiter.check_key(key).is_ok()
    }
}

impl<K: Hash + Eq + Clone> State<K> {
    fn new(quota: Quota) -> Self {
        let time = PassedTime::default();
        let limiter = Limiter::new(quota, HashMapStateStore::default(), time.clone());
        Self { limiter, time, last_moment: None }
    }

    fn advance(&mut self, now: DateTime<Utc>) {
        let passed = now - self.last_moment.unwrap_or(now);
        if passed < TimeDelta::zero() && passed >= -MAX_DISORDER {
            return;
        }
        self.last_moment = Some(now);
        let passed = passed.clamp(TimeDelta::zero(), MAX_PASSED).num_nanoseconds();
        let passed = passed.and_then(|passed| u64::try_from(passed).ok()).unwrap_or(0);
        self.time.0.fetch_add(passed, Ordering::Relaxed);
    }

    /// Drops the keys whose limit is unused, or all keys if few are.
    fn forget_keys(&mut self, quota: Quota) {
        self.limiter.retain_recent();
        if self.limiter.len() > MAX_KEYS / 4 * 3 {
            tracing::warn!("rate limits were reset: too many keys");
            let last_moment = self.last_moment;
            *self = Self { last_moment, ..Self::new(quota) };
        }
    }
}

/// A rate limit per address (IPv4, or IPv6 /64) and per network.
#[derive(Debug)]
pub(super) struct AddressRateLimit {
    address: RateLimit<IpAddr>,
    network: RateLimit<IpNet>,
}

impl AddressRateLimit {
    pub(super) fn per_minute(address: u32, network: u32) -> Self {
        Self { address: RateLimit::per_minute(address), network: RateLimit::per_minute(network) }
    }

    /// Consumes one from the limits of an address and its network. Returns false if either is
    /// exhausted. An unknown address is not limited.
    pub(super) fn take(&self, address: Option<IpAddr>, now: DateTime<Utc>) -> bool {
        let Some(address) = address else { return true };
        // The address first: one that is over its own limit must not use up its network's.
        self.address.take(&address, now)
            && network(address).is_none_or(|network| self.network.take(&network, now))
    }
}

impl<K: Hash + Eq + Clone> fmt::Debug for RateLimit<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimit").field("quota", &self.quota).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const ADDRESS: u32 = 60;
    const NETWORK: u32 = 240;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_777_600_000, 0).unwrap()
    }

    fn limit() -> AddressRateLimit {
        AddressRateLimit::per_minute(ADDRESS, NETWORK)
    }

    fn taken(limit: &AddressRateLimit, address: &str, tries: u32, now: DateTime<Utc>) -> u32 {
        let address = Some(address.parse().unwrap());
        (0..tries).filter(|_| limit.take(address, now)).count().try_into().unwrap()
    }

    #[test]
    fn flood_from_one_address_spends_its_own_limit_only() {
        let limit = limit();
        assert_eq!(taken(&limit, "203.0.113.7", 100_000, now()), ADDRESS);
        assert_eq!(taken(&limit, "203.0.113.8", 10, now()), 10);
        assert_eq!(taken(&limit, "198.51.100.1", 10, now()), 10);
        let later = now() + TimeDelta::seconds(30);
        assert_eq!(taken(&limit, "203.0.113.7", 100_000, later), ADDRESS / 2);
    }

    #[test]
    fn addresses_of_one_network_share_its_limit() {
        for network in ["203.0.113.", "2001:db8:1:"] {
            let limit = limit();
            let end = if network.contains(':') { "::" } else { "" };
            let taken: u32 = (0..100)
                .map(|host| taken(&limit, &format!("{network}{host}{end}"), 1_000, now()))
                .sum();
            assert_eq!(taken, NETWORK, "{network}");
        }
    }

    #[test]
    fn number_of_keys_is_bounded() {
        let limit = limit();
        for index in 0..120_000_u32 {
            let address = IpAddr::V4(Ipv4Addr::from(index * 256));
            assert!(limit.take(Some(address), now()));
        }
        assert!(limit.address.state.lock().unwrap().limiter.len() <= MAX_KEYS);
    }

    #[test]
    fn unknown_address_is_not_limited() {
        let limit = limit();
        assert!((0..10_000).all(|_| limit.take(None, now())));
    }

    #[test]
    fn clock_set_back_fills_nothing_and_stops_nothing_from_filling() {
        let limit = limit();
        assert_eq!(taken(&limit, "203.0.113.7", 1_000, now()), ADDRESS);
        let before = now() - TimeDelta::days(1);
        assert_eq!(taken(&limit, "203.0.113.7", 1_000, before), 0);
        let later = before + TimeDelta::seconds(30);
        assert_eq!(taken(&limit, "203.0.113.7", 1_000, later), ADDRESS / 2);
    }

    #[test]
    fn threads_that_overtake_each_other_fill_nothing() {
        let limit = limit();
        assert_eq!(taken(&limit, "203.0.113.7", 1_000, now()), ADDRESS);
        let almost = now() + TimeDelta::milliseconds(900);
        for _ in 0..100 {
            assert_eq!(taken(&limit, "203.0.113.7", 1, almost), 0);
            assert_eq!(taken(&limit, "203.0.113.7", 1, now()), 0);
        }
    }
}
