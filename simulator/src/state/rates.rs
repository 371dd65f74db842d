//! Rate limits of each address (R/messaging-api/#rate-limits), as token buckets.
//!
//! Limits per second use the system clock, because they are about pace. Limits per minute or hour
//! use the simulated clock, which may be set forward.

use std::collections::HashMap;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

#[derive(Debug, Default)]
pub(crate) struct Rates(HashMap<String, Bucket>);

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled_at: Moment,
}

/// The current time by both clocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) machine: Instant,
    pub(crate) simulated: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Rate {
    calls: f64,
    per: RateUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RateUnit {
    Second,
    Minute,
    Hour,
}

impl Rates {
    /// Takes one token for a call to this address, and returns whether there was one. `path` is a
    /// template. `factor` multiplies all rates.
    pub(crate) fn allow(&mut self, method: &str, path: &str, factor: f64, now: Moment) -> bool {
        let Some(rate) = rate_of(method, path) else {
            return true;
        };
        if factor.is_infinite() {
            return true;
        }
        let refill = rate.calls * factor;
        let capacity = refill.max(1.0);
        let bucket = self
            .0
            .entry(format!("{method} {path}"))
            .or_insert(Bucket { tokens: capacity, filled_at: now });
        bucket.tokens =
            (bucket.tokens + refill * rate.per.elapsed(bucket.filled_at, now)).min(capacity);
        bucket.filled_at = now;
        let allowed = bucket.tokens >= 1.0;
        if allowed {
            bucket.tokens -= 1.0;
        }
        allowed
    }
}

impl RateUnit {
    /// Returns the number of these units between two moments.
    fn elapsed(self, from: Moment, to: Moment) -> f64 {
        let of = |unit: TimeDelta| {
            (to.simulated - from.simulated).max(TimeDelta::zero()).as_seconds_f64()
                / unit.as_seconds_f64()
        };
        match self {
            Self::Second => to.machine.saturating_duration_since(from.machine).as_secs_f64(),
            Self::Minute => of(TimeDelta::minutes(1)),
            Self::Hour => of(TimeDelta::hours(1)),
        }
    }
}

/// Returns the rate of an address, or `None` where LINE documents none: for LINE Login and most
/// token endpoints.
fn rate_of(method: &str, path: &str) -> Option<Rate> {
    let rate = |calls, per| Some(Rate { calls, per });
    match (method, path) {
        (
            "POST",
            "/v2/bot/message/narrowcast"
            | "/v2/bot/message/broadcast"
            | "/v2/bot/channel/webhook/test",
        ) => rate(60.0, RateUnit::Hour),
        ("POST", "/v2/bot/richmenu")
        | ("DELETE", "/v2/bot/richmenu/{menu_id}" | "/v2/bot/richmenu/alias/{alias}")
        | ("GET", "/v2/bot/richmenu/progress/batch") => rate(100.0, RateUnit::Hour),
        ("POST", "/v2/bot/richmenu/batch") => rate(3.0, RateUnit::Hour),
        (_, "/v2/bot/channel/webhook/endpoint") => rate(1000.0, RateUnit::Minute),
        ("GET", "/v2/bot/richmenu/list") => rate(10.0, RateUnit::Second),
        ("POST", "/v2/bot/message/multicast") => rate(200.0, RateUnit::Second),
        ("POST", "/v2/bot/chat/loading/start") => rate(100.0, RateUnit::Second),
        ("POST", "/v2/oauth/accessToken") => rate(370.0, RateUnit::Second),
        _ if path.starts_with("/v2/bot/") => rate(2000.0, RateUnit::Second),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn start() -> Moment {
        Moment { machine: Instant::now(), simulated: "2026-11-22T00:00:00Z".parse().unwrap() }
    }

    fn allowed(rates: &mut Rates, method: &str, path: &str, calls: u32, now: Moment) -> u32 {
        (0..calls).map(|_| u32::from(rates.allow(method, path, 1.0, now))).sum()
    }

    #[test]
    fn each_address_has_its_own_bucket_that_refills() {
        let mut rates = Rates::default();
        let now = start();
        let multicast = "/v2/bot/message/multicast";
        assert_eq!(allowed(&mut rates, "POST", multicast, 300, now), 200);
        assert_eq!(allowed(&mut rates, "POST", "/v2/bot/message/push", 300, now), 300);
        let later = Moment { machine: now.machine + Duration::from_millis(500), ..now };
        assert_eq!(allowed(&mut rates, "POST", multicast, 300, later), 100);
    }

    #[test]
    fn hourly_limits_follow_the_simulated_clock() {
        let mut rates = Rates::default();
        let now = start();
        assert_eq!(allowed(&mut rates, "POST", "/v2/bot/richmenu/batch", 9, now), 3);
        let later = Moment { simulated: now.simulated + TimeDelta::minutes(20), ..now };
        assert_eq!(allowed(&mut rates, "POST", "/v2/bot/richmenu/batch", 9, later), 1);
    }

    #[test]
    fn rate_factor_multiplies_or_lifts_limits() {
        let mut rates = Rates::default();
        let now = start();
        let half =
            (0..300).filter(|_| rates.allow("POST", "/v2/bot/message/multicast", 0.5, now)).count();
        assert_eq!(half, 100);
        let mut rates = Rates::default();
        let lifted = (0..9000)
            .filter(|_| rates.allow("POST", "/v2/bot/message/multicast", f64::INFINITY, now))
            .count();
        assert_eq!(lifted, 9000);
    }
}
