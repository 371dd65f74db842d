//! How many numbers an address and a network may draw: a flood from a few machines must not fill the
//! line. Nobody is refused: who finds the allowance spent asks again a few seconds later.
//!
//! A carrier's customers share addresses, so that the allowances are larger than any crowd of people
//! behind one has been seen to be. They are kept by each process, in memory.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use ipnet::IpNet;

use crate::gate::network;

/// Addresses and networks that are remembered; those that have their whole allowance are not.
const MAX_TRACKED: usize = 20_000;

/// A store of numbers that fills up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rate {
    at_once: u32,
    per_second: u32,
}

/// Of one IPv4 address or IPv6 /64.
const ADDRESS: Rate = Rate { at_once: 600, per_second: 10 };
/// Of a /24, of IPv6 a /48.
const NETWORK: Rate = Rate { at_once: 2_400, per_second: 40 };

/// What is left to draw, at a moment.
#[derive(Debug, Clone, Copy)]
struct Left {
    /// In thousandths of a number.
    milli: i64,
    at: DateTime<Utc>,
}

#[derive(Debug, Default)]
pub(super) struct Allowances(Mutex<HashMap<IpNet, Left>>);

impl Allowances {
    /// Takes one number from the allowances of an address and its network; false where one of them
    /// is spent. An address that is not known is not limited.
    pub(super) fn take(&self, address: Option<IpAddr>, now: DateTime<Utc>) -> bool {
        let Some(address) = address else { return true };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() + 2 > MAX_TRACKED {
            forget_full(&mut all, now);
        }
        let both = [Some(IpNet::from(address)), network(address)].into_iter().flatten();
        let left: Vec<(IpNet, i64)> =
            both.map(|net| (net, Rate::of(&net).left(all.get(&net).copied(), now))).collect();
        let enough = left.iter().all(|(_, milli)| *milli >= 1_000);
        if enough {
            for (net, milli) in left {
                all.insert(net, Left { milli: milli - 1_000, at: now });
            }
        }
        enough
    }
}

impl Rate {
    fn left(self, before: Option<Left>, now: DateTime<Utc>) -> i64 {
        let full = i64::from(self.at_once) * 1_000;
        let Some(Left { milli, at }) = before else { return full };
        // A clock that was set back refills nothing.
        let passed = (now - at).num_milliseconds().max(0);
        milli.saturating_add(passed.saturating_mul(self.per_second.into())).min(full)
    }

    fn of(net: &IpNet) -> Self {
        if net.prefix_len() == net.max_prefix_len() { ADDRESS } else { NETWORK }
    }
}

/// Forgets those that are whole again; where that is none, all of them.
fn forget_full(all: &mut HashMap<IpNet, Left>, now: DateTime<Utc>) {
    all.retain(|net, left| {
        let rate = Rate::of(net);
        rate.left(Some(*left), now) < i64::from(rate.at_once) * 1_000
    });
    if all.len() + 2 > MAX_TRACKED {
        tracing::warn!("allowances of the waiting room were reset: too many networks");
        all.clear();
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_777_600_000, 0).unwrap()
    }

    fn drawn(all: &Allowances, address: &str, tries: u32, now: DateTime<Utc>) -> u32 {
        let address = Some(address.parse().unwrap());
        (0..tries).filter(|_| all.take(address, now)).count().try_into().unwrap()
    }

    #[test]
    fn flood_of_one_address_gets_its_allowance_and_others_get_theirs() {
        let all = Allowances::default();
        assert_eq!(drawn(&all, "203.0.113.7", 100_000, now()), ADDRESS.at_once);
        assert_eq!(drawn(&all, "203.0.113.8", 10, now()), 10);
        assert_eq!(drawn(&all, "198.51.100.1", 10, now()), 10);
        let later = now() + TimeDelta::minutes(1);
        assert_eq!(drawn(&all, "203.0.113.7", 100_000, later), ADDRESS.per_second * 60);
    }

    #[test]
    fn addresses_of_one_network_share_its_allowance() {
        for network in ["203.0.113.", "2001:db8:1:"] {
            let all = Allowances::default();
            let end = if network.contains(':') { "::" } else { "" };
            let drawn: u32 = (0..100)
                .map(|host| drawn(&all, &format!("{network}{host}{end}"), 1_000, now()))
                .sum();
            assert_eq!(drawn, NETWORK.at_once, "{network}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let all = Allowances::default();
        for index in 0..30_000_u32 {
            let address = IpAddr::V4(std::net::Ipv4Addr::from(index * 256));
            assert!(all.take(Some(address), now()));
        }
        assert!(all.0.lock().unwrap().len() <= MAX_TRACKED);
    }

    #[test]
    fn an_address_that_is_not_known_is_not_limited() {
        let all = Allowances::default();
        assert!((0..10_000).all(|_| all.take(None, now())));
    }
}
