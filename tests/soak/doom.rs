//! A crash injector: aborts the process at a chosen point, without any cleanup or log.
//!
//! The points are those at which the service records a metric: after every statement, every
//! acquired write permit, every call to LINE, every response and every notification. So the process
//! can die between any two statements of a transaction, between the last statement and the commit,
//! between the commit and the send that follows from it, and between the send and the record of it.
//! The product contains no code for this.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};

/// Starts counting the steps of this process.
pub(super) fn counts() -> Arc<Steps> {
    let steps = Arc::new(Steps(AtomicUsize::new(usize::MAX)));
    metrics::set_global_recorder(Doom(steps.clone())).unwrap();
    steps
}

struct Doom(Arc<Steps>);

/// The number of steps left.
pub(super) struct Steps(AtomicUsize);

impl Steps {
    /// Makes the process die after `steps` steps.
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
