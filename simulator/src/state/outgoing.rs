//! The queue of webhooks to send, and the mode of their delivery: regular, or with the
//! irregularities that LINE allows itself (D/messaging-api/receiving-messages/).

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Instant;

/// How long an event waits for others that go in the same body.
const GATHERING: Duration = Duration::from_millis(20);

/// How webhooks are delivered. [`Manner::default`] is regular: each event immediately, alone and
/// once.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Manner {
    /// Events wait until they are released.
    pub(crate) held: bool,
    /// Events have mode `standby` and no reply token: another module of the channel is active.
    pub(crate) standby: bool,
    /// The probability that an event is sent twice.
    pub(crate) doubled: f64,
    /// The probability that an event is delayed, so that later ones overtake it.
    pub(crate) delayed: f64,
    /// The shortest and longest delay of such an event.
    pub(crate) delay_ms: (u64, u64),
    /// The number of events, of any people, in one body; 0 and 1 mean one each.
    pub(crate) together: usize,
    /// The probability that an event gets unknown fields and an event of an unknown type before it.
    pub(crate) unknown: f64,
    /// Redelivery of bodies that are not answered with 2xx.
    pub(crate) redelivery: Option<Redelivery>,
    pub(crate) seed: u64,
}

/// The interval and number of redeliveries. LINE documents neither.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Redelivery {
    pub(crate) every_ms: u64,
    pub(crate) times: u32,
}

/// An event to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) event: Value,
    /// When to send it, by the system clock: the simulated clock may be frozen.
    pub(crate) due: Instant,
    /// How many times it has been redelivered.
    pub(crate) redelivered: u32,
}

#[derive(Debug)]
pub(crate) struct Outgoing {
    manner: Manner,
    dice: StdRng,
    waiting: Vec<Parcel>,
    on_the_way: usize,
}

impl Default for Outgoing {
    fn default() -> Self {
        Self {
            manner: Manner::default(),
            dice: StdRng::seed_from_u64(0),
            waiting: Vec::new(),
            on_the_way: 0,
        }
    }
}

impl Parcel {
    /// Creates an entry to be sent immediately.
    pub(crate) fn of(event: Value) -> Self {
        Self { event, due: Instant::now(), redelivered: 0 }
    }
}

impl Manner {
    /// Returns what is wrong with the mode.
    pub(crate) fn nonsense(&self) -> Option<&'static str> {
        let chances = [self.doubled, self.delayed, self.unknown];
        if chances.iter().any(|chance| !(0.0..=1.0).contains(chance)) {
            return Some("a chance is from 0 to 1");
        }
        (self.delay_ms.0 > self.delay_ms.1).then_some("delayMs goes from the shorter to the longer")
    }

    /// Whether acts return before their events are answered.
    fn defers(&self) -> bool {
        self.held || self.delayed > 0.0 || self.together > 1
    }
}

impl Outgoing {
    pub(crate) fn manner(&self) -> &Manner {
        &self.manner
    }

    pub(crate) fn set(&mut self, manner: Manner) {
        self.dice = StdRng::seed_from_u64(manner.seed);
        self.manner = manner;
    }

    /// Accepts the events of one act. Returns the bodies to send immediately, one after another; if
    /// delivery is deferred, queues the events and returns none.
    pub(crate) fn take_in(&mut self, events: Vec<Value>, now: Instant) -> Vec<Vec<Value>> {
        let twice = self.strikes(self.manner.doubled);
        if !self.manner.defers() {
            let mut bodies = vec![events.clone()];
            bodies.extend(twice.then_some(events));
            return bodies;
        }
        for _ in 0..=usize::from(twice) {
            let due = now + self.wait();
            let parcels =
                events.iter().map(|event| Parcel { event: event.clone(), due, redelivered: 0 });
            self.waiting.extend(parcels);
        }
        Vec::new()
    }

    /// Whether the next event gets unknown fields.
    pub(crate) fn is_strange(&mut self) -> bool {
        self.strikes(self.manner.unknown)
    }

    /// Removes and returns the due events, in bodies.
    pub(crate) fn take_due(&mut self, now: Instant) -> Vec<Vec<Parcel>> {
        if self.manner.held {
            return Vec::new();
        }
        let mut due: Vec<_> = self.waiting.extract_if(.., |parcel| parcel.due <= now).collect();
        if self.manner.delayed > 0.0 {
            due.shuffle(&mut self.dice);
        }
        let bodies: Vec<_> =
            due.chunks(self.manner.together.max(1)).map(<[Parcel]>::to_vec).collect();
        self.on_the_way += bodies.len();
        bodies
    }

    /// Removes and returns the events with these IDs. A doubled event is returned twice.
    pub(crate) fn take_out(&mut self, ids: &[String]) -> Vec<Parcel> {
        let wanted = |parcel: &Parcel| ids.iter().any(|id| parcel.event["webhookEventId"] == **id);
        self.waiting.extract_if(.., |parcel| wanted(parcel)).collect()
    }

    /// When the next event is due; `None` if none is queued or events are held.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        let earliest = self.waiting.iter().map(|parcel| parcel.due).min();
        earliest.filter(|_| !self.manner.held)
    }

    /// Queues the events of a body again if it failed and redelivery is set.
    pub(crate) fn answered(&mut self, parcels: Vec<Parcel>, well: bool, now: Instant) {
        if well {
            return;
        }
        let Some(redelivery) = self.manner.redelivery else {
            return;
        };
        let due = now + Duration::from_millis(redelivery.every_ms);
        let again = parcels.into_iter().filter(|parcel| parcel.redelivered < redelivery.times);
        self.waiting.extend(again.map(|parcel| Parcel {
            due,
            redelivered: parcel.redelivered + 1,
            ..parcel
        }));
    }

    pub(crate) fn arrived(&mut self) {
        self.on_the_way -= 1;
    }

    pub(crate) fn waiting(&self) -> &[Parcel] {
        &self.waiting
    }

    /// The number of bodies being sent.
    pub(crate) fn on_the_way(&self) -> usize {
        self.on_the_way
    }

    fn strikes(&mut self, chance: f64) -> bool {
        chance > 0.0 && self.dice.random_bool(chance)
    }

    fn wait(&mut self) -> Duration {
        let gathering = if self.manner.together > 1 { GATHERING } else { Duration::ZERO };
        if !self.strikes(self.manner.delayed) {
            return gathering;
        }
        let (from, to) = self.manner.delay_ms;
        gathering + Duration::from_millis(self.dice.random_range(from..=to))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(id: usize) -> Vec<Value> {
        vec![json!({ "webhookEventId": id.to_string() })]
    }

    fn ids(bodies: &[Vec<Parcel>]) -> Vec<String> {
        let parcels = bodies.iter().flatten();
        parcels.map(|it| it.event["webhookEventId"].as_str().unwrap().to_owned()).collect()
    }

    fn on_a_bad_day(manner: Manner) -> Vec<String> {
        let (mut outgoing, now) = (Outgoing::default(), Instant::now());
        outgoing.set(manner);
        for id in 0..20 {
            assert!(outgoing.take_in(event(id), now).is_empty());
        }
        ids(&outgoing.take_due(now + Duration::from_secs(1)))
    }

    #[test]
    fn on_a_good_day_each_event_goes_at_once_and_alone() {
        let mut outgoing = Outgoing::default();
        assert_eq!(outgoing.take_in(event(1), Instant::now()), [event(1)]);
        assert!(outgoing.waiting().is_empty());
    }

    #[test]
    fn on_a_bad_day_they_come_twice_and_in_any_order_but_the_same_for_one_seed() {
        let manner = |seed| Manner {
            doubled: 0.5,
            delayed: 0.5,
            delay_ms: (1, 9),
            seed,
            ..Manner::default()
        };
        let came = on_a_bad_day(manner(1));
        assert!(came.len() > 20, "some come twice");
        assert!(!came.is_sorted());
        assert_eq!(came, on_a_bad_day(manner(1)));
        assert_ne!(came, on_a_bad_day(manner(2)));
    }

    #[test]
    fn several_go_in_one_body_where_they_may() {
        let (mut outgoing, now) = (Outgoing::default(), Instant::now());
        outgoing.set(Manner { together: 3, ..Manner::default() });
        for id in 0..7 {
            outgoing.take_in(event(id), now);
        }
        let sizes: Vec<_> = outgoing.take_due(now + GATHERING).iter().map(Vec::len).collect();
        assert_eq!(sizes, [3, 3, 1]);
    }

    #[test]
    fn what_was_not_answered_comes_again_as_often_as_set() {
        let (mut outgoing, now) = (Outgoing::default(), Instant::now());
        let redelivery = Some(Redelivery { every_ms: 10, times: 1 });
        outgoing.set(Manner { redelivery, ..Manner::default() });
        let parcel = Parcel { event: json!({}), due: now, redelivered: 0 };
        outgoing.answered(vec![parcel], false, now);
        assert!(outgoing.take_due(now).is_empty());
        let again = outgoing.take_due(now + Duration::from_millis(10)).remove(0);
        outgoing.answered(again, false, now);
        assert!(outgoing.waiting().is_empty());
    }
}
