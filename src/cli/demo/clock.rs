//! The demo's clock, shared by the service and the simulator.

use chrono::{DateTime, Utc};

use crate::vaccination::time::Clock;

#[derive(Debug, Clone)]
pub(super) struct SimulatedClock(pub(super) line_simulator::Clock);

impl Clock for SimulatedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}
