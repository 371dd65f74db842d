//! Injected faults: failures of calls on request, once, several times or by chance.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

#[derive(Debug)]
pub(crate) struct Fault {
    /// A path of the platform. A trailing `*` matches any rest.
    pub(crate) path: String,
    /// The method it applies to; `None` means any.
    pub(crate) method: Option<String>,
    /// The possible effects, each equally likely.
    pub(crate) effects: Vec<FaultEffect>,
    /// How many more calls it strikes; `None` means no limit.
    pub(crate) times: Option<u32>,
    pub(crate) chance: f64,
    dice: StdRng,
}

/// The effect of a fault on one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum FaultEffect {
    /// The call is not executed and gets this status.
    Status(u16),
    /// The call is not executed and gets 429 as over the monthly quota.
    MonthlyLimit,
    /// The call is executed and answered after this many milliseconds.
    DelayMs(u64),
    /// The connection is cut without a response.
    Lost(Lost),
    /// The call is executed, and the response is not JSON.
    Garbage,
    /// The call is executed twice, as if the network had repeated it. The second response is
    /// returned.
    Repeated,
}

/// Whether a call without a response was executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Lost {
    /// The request never reached the platform.
    Request,
    /// The request was executed, and the response got lost.
    Answer,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn list(&self) -> &[Fault] {
        &self.0
    }

    /// Returns the effect of the first fault that strikes this call, and counts it.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<FaultEffect> {
        let struck = self.0.iter_mut().position(|fault| fault.strikes(method, path))?;
        let fault = &mut self.0[struck];
        let effect = fault.effects.choose(&mut fault.dice).copied();
        if let Some(times) = &mut fault.times {
            *times -= 1;
            if *times == 0 {
                self.0.remove(struck);
            }
        }
        effect
    }
}

impl Fault {
    /// Creates a fault. With the same `seed` the same calls in the same order have the same
    /// outcome.
    pub(crate) fn new(path: String, effects: Vec<FaultEffect>, chance: f64, seed: u64) -> Self {
        let dice = StdRng::seed_from_u64(seed);
        Self { path, method: None, effects, times: None, chance, dice }
    }

    fn strikes(&mut self, method: &str, path: &str) -> bool {
        self.meets(method, path) && (self.chance >= 1.0 || self.dice.random_bool(self.chance))
    }

    fn meets(&self, method: &str, path: &str) -> bool {
        let meant = match self.path.strip_suffix('*') {
            Some(beginning) => path.starts_with(beginning),
            None => path == self.path,
        };
        meant && self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luck(seed: u64) -> Vec<Option<FaultEffect>> {
        let effects = vec![FaultEffect::Status(500), FaultEffect::Lost(Lost::Answer)];
        let mut faults = Faults::default();
        faults.add(Fault::new("/v2/bot/*".to_owned(), effects, 0.5, seed));
        (0..40).map(|_| faults.take("POST", "/v2/bot/message/push")).collect()
    }

    #[test]
    fn chance_is_the_same_for_the_same_seed() {
        assert_eq!(luck(7), luck(7));
        assert_ne!(luck(7), luck(8));
        let spared = luck(7).iter().filter(|it| it.is_none()).count();
        assert!((10..30).contains(&spared), "half of 40, more or less: {spared}");
    }

    #[test]
    fn a_fault_of_one_method_spares_the_others() {
        let mut faults = Faults::default();
        let mut fault = Fault::new("/a".to_owned(), vec![FaultEffect::Status(500)], 1.0, 0);
        fault.method = Some("post".to_owned());
        faults.add(fault);
        assert_eq!(faults.take("GET", "/a"), None);
        assert_eq!(faults.take("POST", "/a"), Some(FaultEffect::Status(500)));
    }
}
