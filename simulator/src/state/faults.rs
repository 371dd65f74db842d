//! Faults somebody asked for: answers the platform gives for a while instead of its own.

use std::time::Duration;

use serde::Serialize;

#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Fault {
    /// A path of the platform; a `*` at its end stands for any rest.
    pub(crate) path: String,
    pub(crate) effect: FaultEffect,
    /// How many more calls it will meet.
    pub(crate) times: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum FaultEffect {
    /// The call is not carried out and gets this status.
    Refuse(u16),
    /// The call is carried out and answered late.
    Delay(Duration),
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

    /// The first fault that waits for a call to `path`; it then waits for one call less.
    pub(crate) fn take(&mut self, path: &str) -> Option<FaultEffect> {
        let index = self.0.iter().position(|fault| fault.meets(path))?;
        let effect = self.0[index].effect;
        self.0[index].times -= 1;
        if self.0[index].times == 0 {
            self.0.remove(index);
        }
        Some(effect)
    }
}

impl Fault {
    fn meets(&self, path: &str) -> bool {
        match self.path.strip_suffix('*') {
            Some(beginning) => path.starts_with(beginning),
            None => path == self.path,
        }
    }
}
