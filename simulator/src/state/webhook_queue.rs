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
const LINGER: Duration = Duration::from_millis(20);

/// How webhooks are delivered. [`DeliveryMode::default`] is regular: each event immediately, alone and
/// once.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct DeliveryMode {
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
pub(crate) struct QueuedWebhook {
    pub(crate) event: Value,
    /// When to send it, by the system clock: the simulated clock may be frozen.
    pub(crate) due: Instant,
    /// How many times it has been redelivered.
    pub(crate) redeliveries: u32,
}

#[derive(Debug)]
pub(crate) struct WebhookQueue {
    mode: DeliveryMode,
    rng: StdRng,
    queued: Vec<QueuedWebhook>,
    in_flight: usize,
}

impl Default for WebhookQueue {
    fn default() -> Self {
        Self {
            mode: DeliveryMode::default(),
            rng: StdRng::seed_from_u64(0),
            queued: Vec::new(),
            in_flight: 0,
        }
    }
}

impl QueuedWebhook {
    /// Creates an entry to be sent immediately.
    pub(crate) fn new(event: Value) -> Self {
        Self { event, due: Instant::now(), redeliveries: 0 }
    }
}

impl DeliveryMode {
    /// Checks that probabilities and delays are possible.
    ///
    /// # Errors
    /// The message says which are not.
    pub(crate) fn validate(&self) -> Result<(), &'static str> {
        let probabilities = [self.doubled, self.delayed, self.unknown];
        if !probabilities.iter().all(|probability| (0.0..=1.0).contains(probability)) {
            return Err("doubled, delayed and unknown must be from 0 to 1");
        }
        if self.delay_ms.0 > self.delay_ms.1 {
            return Err("delayMs must be the shortest and the longest delay");
        }
        Ok(())
    }

    /// Returns whether acts return before their events are answered.
    fn is_deferred(&self) -> bool {
        self.held || self.delayed > 0.0 || self.together > 1
    }
}

impl WebhookQueue {
    pub(crate) fn mode(&self) -> &DeliveryMode {
        &self.mode
    }

    pub(crate) fn set_mode(&mut self, mode: DeliveryMode) {
        self.rng = StdRng::seed_from_u64(mode.seed);
        self.mode = mode;
    }

    /// Accepts the events of one act. Returns the bodies to send immediately, one after another; if
    /// delivery is deferred, queues the events and returns none.
    pub(crate) fn enqueue(&mut self, events: Vec<Value>, now: Instant) -> Vec<Vec<Value>> {
        let is_doubled = self.roll(self.mode.doubled);
        if !self.mode.is_deferred() {
            let mut bodies = vec![events.clone()];
            bodies.extend(is_doubled.then_some(events));
            return bodies;
        }
        for _ in 0..=usize::from(is_doubled) {
            let due = now + self.draw_delay();
            let webhooks = events.iter().map(|event| QueuedWebhook {
                event: event.clone(),
                due,
                redeliveries: 0,
            });
            self.queued.extend(webhooks);
        }
        Vec::new()
    }

    /// Returns whether the next event gets unknown fields.
    pub(crate) fn should_add_unknown_fields(&mut self) -> bool {
        self.roll(self.mode.unknown)
    }

    /// Removes and returns the due events, in bodies.
    pub(crate) fn take_due(&mut self, now: Instant) -> Vec<Vec<QueuedWebhook>> {
        if self.mode.held {
            return Vec::new();
        }
        let mut due: Vec<_> = self.queued.extract_if(.., |webhook| webhook.due <= now).collect();
        if self.mode.delayed > 0.0 {
            due.shuffle(&mut self.rng);
        }
        let bodies: Vec<_> =
            due.chunks(self.mode.together.max(1)).map(<[QueuedWebhook]>::to_vec).collect();
        self.in_flight += bodies.len();
        bodies
    }

    /// Removes and returns the events with these IDs. A doubled event is returned twice.
    pub(crate) fn take_by_ids(&mut self, ids: &[String]) -> Vec<QueuedWebhook> {
        let is_wanted =
            |webhook: &QueuedWebhook| ids.iter().any(|id| webhook.event["webhookEventId"] == **id);
        self.queued.extract_if(.., |webhook| is_wanted(webhook)).collect()
    }

    /// Returns when the next event is due; `None` if none is queued or events are held.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        let earliest = self.queued.iter().map(|webhook| webhook.due).min();
        earliest.filter(|_| !self.mode.held)
    }

    /// Queues the events of a body again if it failed and redelivery is set.
    pub(crate) fn complete(&mut self, webhooks: Vec<QueuedWebhook>, succeeded: bool, now: Instant) {
        if succeeded {
            return;
        }
        let Some(redelivery) = self.mode.redelivery else {
            return;
        };
        let due = now + Duration::from_millis(redelivery.every_ms);
        let retries =
            webhooks.into_iter().filter(|webhook| webhook.redeliveries < redelivery.times);
        self.queued.extend(retries.map(|webhook| QueuedWebhook {
            due,
            redeliveries: webhook.redeliveries + 1,
            ..webhook
        }));
    }

    /// Counts one body less in flight.
    pub(crate) fn finish_body(&mut self) {
        self.in_flight -= 1;
    }

    pub(crate) fn queued(&self) -> &[QueuedWebhook] {
        &self.queued
    }

    /// Returns the number of bodies being sent.
    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight
    }

    fn roll(&mut self, probability: f64) -> bool {
        probability > 0.0 && self.rng.random_bool(probability)
    }

    fn draw_delay(&mut self) -> Duration {
        let linger = if self.mode.together > 1 { LINGER } else { Duration::ZERO };
        if !self.roll(self.mode.delayed) {
            return linger;
        }
        let (shortest, longest) = self.mode.delay_ms;
        linger + Duration::from_millis(self.rng.random_range(shortest..=longest))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(id: usize) -> Vec<Value> {
        vec![json!({ "webhookEventId": id.to_string() })]
    }

    fn ids(bodies: &[Vec<QueuedWebhook>]) -> Vec<String> {
        let webhooks = bodies.iter().flatten();
        webhooks
            .map(|webhook| webhook.event["webhookEventId"].as_str().unwrap().to_owned())
            .collect()
    }

    fn deliver_irregularly(mode: DeliveryMode) -> Vec<String> {
        let mut queue = WebhookQueue::default();
        let now = Instant::now();
        queue.set_mode(mode);
        for id in 0..20 {
            assert!(queue.enqueue(event(id), now).is_empty());
        }
        ids(&queue.take_due(now + Duration::from_secs(1)))
    }

    #[test]
    fn regular_mode_sends_each_event_immediately_and_alone() {
        let mut queue = WebhookQueue::default();
        assert_eq!(queue.enqueue(event(1), Instant::now()), [event(1)]);
        assert!(queue.queued().is_empty());
    }

    #[test]
    fn irregular_mode_doubles_and_reorders_events_by_seed() {
        let mode = |seed| DeliveryMode {
            doubled: 0.5,
            delayed: 0.5,
            delay_ms: (1, 9),
            seed,
            ..DeliveryMode::default()
        };
        let delivered = deliver_irregularly(mode(1));
        assert!(delivered.len() > 20, "some are doubled");
        assert!(!delivered.is_sorted());
        assert_eq!(delivered, deliver_irregularly(mode(1)));
        assert_ne!(delivered, deliver_irregularly(mode(2)));
    }

    #[test]
    fn events_share_a_body_up_to_the_limit() {
        let mut queue = WebhookQueue::default();
        let now = Instant::now();
        queue.set_mode(DeliveryMode { together: 3, ..DeliveryMode::default() });
        for id in 0..7 {
            queue.enqueue(event(id), now);
        }
        let sizes: Vec<_> = queue.take_due(now + LINGER).iter().map(Vec::len).collect();
        assert_eq!(sizes, [3, 3, 1]);
    }

    #[test]
    fn failed_body_is_redelivered_up_to_the_limit() {
        let mut queue = WebhookQueue::default();
        let now = Instant::now();
        let redelivery = Some(Redelivery { every_ms: 10, times: 1 });
        queue.set_mode(DeliveryMode { redelivery, ..DeliveryMode::default() });
        let webhook = QueuedWebhook { event: json!({}), due: now, redeliveries: 0 };
        queue.complete(vec![webhook], false, now);
        assert!(queue.take_due(now).is_empty());
        let retries = queue.take_due(now + Duration::from_millis(10)).remove(0);
        queue.complete(retries, false, now);
        assert!(queue.queued().is_empty());
    }
}
