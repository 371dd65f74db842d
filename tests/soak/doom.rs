//! A process that dies where it is told to, as hard as can be: nothing is finished, nothing is said.
//!
//! The places are those at which the service measures something: after every statement, every turn
//! to write, every call to LINE, every answer and every notice. So it dies between any two
//! statements of a transaction, between the last one and the commit, between the commit and what
//! is sent because of it, and between that and the note of it; and the product knows nothing of it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};

/// From here on the steps of this process are counted.
pub(super) fn counts() -> Arc<Steps> {
    let steps = Arc::new(Steps(AtomicUsize::new(usize::MAX)));
    metrics::set_global_recorder(Doom(steps.clone())).unwrap();
    steps
}

struct Doom(Arc<Steps>);

/// How many are left.
pub(super) struct Steps(AtomicUsize);

impl Steps {
    /// The process dies after so many steps.
    pub(super) fn leave(&self, steps: usize) {
        self.0.store(steps, Ordering::SeqCst);
    }

    fn take_one(&self) {
        if self.0.fetch_sub(1, Ordering::SeqCst) <= 1 {
            std::process::abort();
        }
    }
}

impl CounterFn for Steps {
    fn increment(&self, _: u64) {
        self.take_one();
    }

    fn absolute(&self, _: u64) {
        self.take_one();
    }
}

impl HistogramFn for Steps {
    fn record(&self, _: f64) {
        self.take_one();
    }
}

impl Recorder for Doom {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.0.clone())
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.0.clone())
    }
}
