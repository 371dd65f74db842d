//! Counts the passes in use by the address and network that they entered from, so that one network
//! cannot fill the room. Each process counts in memory the passes that it has seen, which are at
//! most as many as are inside.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use ipnet::IpNet;

use super::rules::RoomLimits;
use crate::gate::network;

#[derive(Debug)]
pub(super) struct Occupancy {
    max_per_address: u32,
    max_per_network: u32,
    passes: Mutex<Passes>,
}

#[derive(Debug, Default)]
struct Passes {
    by_number: HashMap<i64, InUse>,
    counts: HashMap<IpNet, u32>,
}

#[derive(Debug)]
struct InUse {
    address: IpAddr,
    until: DateTime<Utc>,
}

impl Occupancy {
    pub(super) fn new(limits: &RoomLimits) -> Self {
        Self {
            max_per_address: limits.inside_per_address(),
            max_per_network: limits.inside_per_network(),
            passes: Mutex::default(),
        }
    }

    /// Counts a pass as in use until a moment. Returns false if it is not in use yet and its
    /// address or network has reached its maximum. A pass remains counted for the address that it
    /// was first used from; without an address it is not counted.
    pub(super) fn enter(&self, number: i64, address: Option<IpAddr>, until: DateTime<Utc>) -> bool {
        let Some(address) = address else { return true };
        let mut passes = self.passes();
        if let Some(pass) = passes.by_number.get_mut(&number) {
            pass.until = until;
            return true;
        }
        if !self.has_room(&passes, address) {
            return false;
        }
        passes.by_number.insert(number, InUse { address, until });
        for net in nets(address) {
            *passes.counts.entry(net).or_default() += 1;
        }
        true
    }

    /// Returns whether [`enter`](Self::enter) would admit this pass, without counting it.
    pub(super) fn could_enter(&self, number: i64, address: Option<IpAddr>) -> bool {
        let Some(address) = address else { return true };
        let passes = self.passes();
        passes.by_number.contains_key(&number) || self.has_room(&passes, address)
    }

    /// Shortens the time for which a pass is counted to a moment.
    pub(super) fn leave_by(&self, number: i64, until: DateTime<Utc>) {
        if let Some(pass) = self.passes().by_number.get_mut(&number) {
            pass.until = pass.until.min(until);
        }
    }

    /// Drops the passes that are no longer in use, and those that a wrong clock has counted for
    /// longer than `max_use`.
    pub(super) fn forget_unused(&self, now: DateTime<Utc>, max_use: TimeDelta) {
        let mut passes = self.passes();
        let Passes { by_number, counts } = &mut *passes;
        by_number.retain(|_, pass| {
            let in_use = now < pass.until && pass.until <= now + max_use;
            if !in_use {
                discount(counts, pass.address);
            }
            in_use
        });
    }

    fn has_room(&self, passes: &Passes, address: IpAddr) -> bool {
        nets(address).all(|net| {
            let is_address = net.prefix_len() == net.max_prefix_len();
            let max = if is_address { self.max_per_address } else { self.max_per_network };
            passes.counts.get(&net).is_none_or(|count| *count < max)
        })
    }

    fn passes(&self) -> MutexGuard<'_, Passes> {
        self.passes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the address itself and its network.
fn nets(address: IpAddr) -> impl Iterator<Item = IpNet> {
    [Some(IpNet::from(address)), network(address)].into_iter().flatten()
}

fn discount(counts: &mut HashMap<IpNet, u32>, address: IpAddr) {
    for net in nets(address) {
        if let Some(count) = counts.get_mut(&net) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&net);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USE: TimeDelta = TimeDelta::minutes(3);

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_777_600_000, 0).unwrap()
    }

    fn occupancy() -> Occupancy {
        let usual_stay = TimeDelta::minutes(5);
        Occupancy::new(&RoomLimits { inside: 1_000, per_minute: 600, usual_stay })
    }

    /// Counts how many of 10,000 new passes from the addresses of a network may enter.
    fn entered(occupancy: &Occupancy, network: &str, first: i64) -> usize {
        let passes = (first..first + 10_000).filter(|number| {
            let address = format!("{network}{}", number % 250);
            occupancy.enter(*number, address.parse().ok(), now() + USE)
        });
        passes.count()
    }

    #[test]
    fn one_network_fills_a_quarter_of_the_room_and_one_address_a_tenth() {
        let occupancy = occupancy();
        assert_eq!(entered(&occupancy, "203.0.113.", 0), 250);
        assert_eq!(entered(&occupancy, "198.51.100.", 20_000), 250);
        let address = "192.0.2.1".parse().ok();
        let all = (40_000..50_000).filter(|number| occupancy.enter(*number, address, now() + USE));
        assert_eq!(all.count(), 100);
        assert!(!occupancy.could_enter(50_000, address));
        assert!(occupancy.could_enter(40_000, address), "it is in use");
        assert!(occupancy.enter(60_000, None, now() + USE));
    }

    #[test]
    fn pass_in_use_goes_on_while_its_network_is_full_and_one_that_was_left_makes_room() {
        let occupancy = occupancy();
        entered(&occupancy, "203.0.113.", 0);
        let other = "203.0.113.251".parse().ok();
        assert!(!occupancy.enter(20_000, other, now() + USE));
        assert!(occupancy.enter(0, other, now() + USE * 2), "it may be used from elsewhere");
        occupancy.forget_unused(now() + USE, USE);
        assert!(occupancy.enter(20_000, other, now() + USE * 2));
        assert_eq!(occupancy.passes().by_number.len(), 2);
        occupancy.leave_by(20_000, now() + USE);
        occupancy.forget_unused(now() + USE, USE);
        assert_eq!(occupancy.passes().by_number.len(), 1);
        occupancy.forget_unused(now() + USE * 2, USE);
        assert!(occupancy.passes().by_number.is_empty() && occupancy.passes().counts.is_empty());
    }

    #[test]
    fn pass_counted_by_a_clock_that_was_ahead_is_forgotten() {
        let occupancy = occupancy();
        let address = "203.0.113.7".parse().ok();
        assert!(occupancy.enter(1, address, now() + TimeDelta::days(1)));
        occupancy.forget_unused(now(), USE);
        assert!(occupancy.passes().by_number.is_empty());
    }
}
