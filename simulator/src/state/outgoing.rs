//! Webhooks that are not sent yet, and the manner in which they are sent: as on a good day, or as
//! LINE may on a bad one (D/messaging-api/receiving-messages/).

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Instant;

/// How long an event waits for company where several go in one body.
const GATHERING: Duration = Duration::from_millis(20);

/// [`Manner::default`] is a good day: each event at once, alone and once.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Manner {
    /// Events wait until they are released.
    pub(crate) held: bool,
    /// Events come in `standby` and without reply tokens: another module has the word.
    pub(crate) standby: bool,
    /// The chance that an event comes twice.
    pub(crate) doubled: f64,
    /// The chance that an event waits, so that later ones overtake it.
    pub(crate) delayed: f64,
    /// How long such an event waits, from and to.
    pub(crate) delay_ms: (u64, u64),
    /// So many events, of whomever, at most in one body; 0 and 1 mean each alone.
    pub(crate) together: usize,
    /// The chance that an event has fields nobody announced, and one of an unknown type with it.
    pub(crate) unknown: f64,
    /// What was not answered with 2xx comes again.
    pub(crate) redelivery: Option<Redelivery>,
    pub(crate) seed: u64,
}

/// LINE says neither how often nor after what time.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Redelivery {
    pub(crate) every_ms: u64,
    pub(crate) times: u32,
}

/// An event on its way.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) event: Value,
    /// By the machine's own clock: that of the simulation may stand still.
    pub(crate) due: Instant,
    /// How often it was sent again so far.
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
    /// An event that goes at once.
    pub(crate) fn of(event: Value) -> Self {
        Self { event, due: Instant::now(), redelivered: 0 }
    }
}

impl Manner {
    /// What makes no sense in it.
    pub(crate) fn nonsense(&self) -> Option<&'static str> {
        let chances = [self.doubled, self.delayed, self.unknown];
        if chances.iter().any(|chance| !(0.0..=1.0).contains(chance)) {
            return Some("a chance is from 0 to 1");
        }
        (self.delay_ms.0 > self.delay_ms.1).then_some("delayMs goes from the shorter to the longer")
    }

    /// Whether acts end before their events were answered.
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

    /// Takes events that belong to one act: answers the bodies to send now, one after another,
    /// or keeps them for later.
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

    /// Whether this event shall have what nobody announced.
    pub(crate) fn is_strange(&mut self) -> bool {
        self.strikes(self.manner.unknown)
    }

    /// The bodies that are due, in any order.
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

    /// Takes the events with these IDs out; what an ID names twice is there twice.
    pub(crate) fn take_out(&mut self, ids: &[String]) -> Vec<Parcel> {
        let wanted = |parcel: &Parcel| ids.iter().any(|id| parcel.event["webhookEventId"] == **id);
        self.waiting.extract_if(.., |parcel| wanted(parcel)).collect()
    }

    /// When the next is due, if any waits and nobody holds it.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        let earliest = self.waiting.iter().map(|parcel| parcel.due).min();
        earliest.filter(|_| !self.manner.held)
    }

    /// A body was answered, with success or without: without it comes again, where it shall.
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

    /// How many bodies are being sent this moment.
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
