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
    rng: StdRng,
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
    pub(crate) fn apply(&mut self, method: &str, path: &str) -> Option<FaultEffect> {
        let index = self.0.iter_mut().position(|fault| fault.strikes(method, path))?;
        let fault = &mut self.0[index];
        let effect = fault.effects.choose(&mut fault.rng).copied();
        if let Some(times) = &mut fault.times {
            *times -= 1;
            if *times == 0 {
                self.0.remove(index);
            }
        }
        effect
    }
}

impl Fault {
    /// Creates a fault. With the same `seed` the same calls in the same order have the same
    /// outcome.
    pub(crate) fn new(path: String, effects: Vec<FaultEffect>, chance: f64, seed: u64) -> Self {
        let rng = StdRng::seed_from_u64(seed);
        Self { path, method: None, effects, times: None, chance, rng }
    }

    fn strikes(&mut self, method: &str, path: &str) -> bool {
        self.matches(method, path) && (self.chance >= 1.0 || self.rng.random_bool(self.chance))
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        let matches_path = match self.path.strip_suffix('*') {
            Some(prefix) => path.starts_with(prefix),
            None => path == self.path,
        };
        matches_path && self.method.as_deref().is_none_or(|own| own.eq_ignore_ascii_case(method))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(seed: u64) -> Vec<Option<FaultEffect>> {
        let effects = vec![FaultEffect::Status(500), FaultEffect::Lost(Lost::Answer)];
        let mut faults = Faults::default();
        faults.add(Fault::new("/v2/bot/*".to_owned(), effects, 0.5, seed));
        (0..40).map(|_| faults.apply("POST", "/v2/bot/message/push")).collect()
    }

    #[test]
    fn same_seed_gives_the_same_effects() {
        assert_eq!(outcomes(7), outcomes(7));
        assert_ne!(outcomes(7), outcomes(8));
        let unaffected = outcomes(7).iter().filter(|effect| effect.is_none()).count();
        assert!((10..30).contains(&unaffected), "half of 40, more or less: {unaffected}");
    }

    #[test]
    fn fault_with_a_method_strikes_only_that_method() {
        let mut faults = Faults::default();
        let mut fault = Fault::new("/a".to_owned(), vec![FaultEffect::Status(500)], 1.0, 0);
        fault.method = Some("post".to_owned());
        faults.add(fault);
        assert_eq!(faults.apply("GET", "/a"), None);
        assert_eq!(faults.apply("POST", "/a"), Some(FaultEffect::Status(500)));
    }
}
