//! What the people of the morning have observed.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio_util::sync::CancellationToken;

use crate::figures::{p99_ms, real};

/// Waits that are too short to plan for; their estimates are not judged.
const MOMENTS: Duration = Duration::from_secs(20);

pub(super) struct Seen {
    begun: Instant,
    all: usize,
    seats: AtomicUsize,
    /// Cancelled when all seats are booked.
    pub(super) sold_out: CancellationToken,
    /// When the last seat so far was booked.
    last_seat: Mutex<Duration>,
    gone: AtomicUsize,
    gave_up: AtomicUsize,
    /// The wait that people were told when they came, and the actual one.
    waits: Mutex<Vec<(Duration, Duration)>>,
    loads: Mutex<Vec<Duration>>,
    looks: Mutex<Vec<Duration>>,
    confirms: Mutex<Vec<Duration>>,
}

impl Seen {
    pub(super) fn new(seats: usize) -> Self {
        Self {
            begun: Instant::now(),
            all: seats,
            seats: AtomicUsize::default(),
            sold_out: CancellationToken::new(),
            last_seat: Mutex::default(),
            gone: AtomicUsize::default(),
            gave_up: AtomicUsize::default(),
            waits: Mutex::default(),
            loads: Mutex::default(),
            looks: Mutex::default(),
            confirms: Mutex::default(),
        }
    }

    /// Records the load of a page or file: always answered, and not sent again to a browser that
    /// has it.
    pub(super) fn loaded(&self, status: u16, took: Duration) {
        assert!(matches!(status, 200 | 304), "a file of the pages: {status}");
        self.loads.lock().unwrap().push(took);
    }

    /// Records a poll of the queue: always answered.
    pub(super) fn looked(&self, status: u16, took: Duration) {
        assert_eq!(status, 200, "whoever waits is answered");
        self.looks.lock().unwrap().push(took);
    }

    /// Records a wait, unless the estimate was too short to plan for.
    pub(super) fn waited(&self, told: Option<Duration>, waited: Duration) {
        if let Some(told) = told.filter(|told| *told >= MOMENTS) {
            self.waits.lock().unwrap().push((told, waited));
        }
    }

    pub(super) fn confirmed(&self, took: Duration) {
        self.confirms.lock().unwrap().push(took);
    }

    pub(super) fn got_a_seat(&self) {
        *self.last_seat.lock().unwrap() = self.begun.elapsed();
        if self.seats.fetch_add(1, Ordering::Relaxed) + 1 == self.all {
            self.sold_out.cancel();
        }
    }

    pub(super) fn told_that_all_is_gone(&self) {
        self.gone.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn gave_up(&self) {
        self.gave_up.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn seats(&self) -> usize {
        self.seats.load(Ordering::Relaxed)
    }

    pub(super) fn without_a_seat(&self) -> usize {
        self.gone.load(Ordering::Relaxed) + self.gave_up.load(Ordering::Relaxed)
    }

    pub(super) fn last_seat_seconds(&self) -> f64 {
        self.last_seat.lock().unwrap().as_secs_f64()
    }

    pub(super) fn confirm_p99_ms(&self) -> f64 {
        p99_ms(self.confirms.lock().unwrap().clone())
    }

    pub(super) fn look_p99_ms(&self) -> f64 {
        p99_ms(self.looks.lock().unwrap().clone())
    }

    /// Returns the percentage of waits that lasted as long as estimated, within a quarter; `None`
    /// if there were none.
    pub(super) fn true_estimates(&self) -> Option<f64> {
        let waits = self.waits.lock().unwrap();
        let came_true = |(told, waited): &&(Duration, Duration)| {
            waited.abs_diff(*told).as_secs_f64() <= told.as_secs_f64() / 4.0
        };
        let trues = waits.iter().filter(came_true).count();
        (!waits.is_empty()).then(|| real(trues) / real(waits.len()) * 100.0)
    }

    pub(super) fn loads(&self) -> usize {
        self.loads.lock().unwrap().len()
    }

    pub(super) fn load_p99_ms(&self) -> f64 {
        p99_ms(self.loads.lock().unwrap().clone())
    }

    pub(super) fn looks(&self) -> usize {
        self.looks.lock().unwrap().len()
    }
}
