//! What the people of the morning have seen.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use crate::figures::p99_ms;

pub(super) struct Seen {
    begun: Instant,
    seats: AtomicUsize,
    /// When the newest seat was given.
    last_seat: Mutex<Duration>,
    gone: AtomicUsize,
    gave_up: AtomicUsize,
    looks: Mutex<Vec<Duration>>,
    confirms: Mutex<Vec<Duration>>,
}

impl Seen {
    pub(super) fn new() -> Self {
        Self {
            begun: Instant::now(),
            seats: AtomicUsize::default(),
            last_seat: Mutex::default(),
            gone: AtomicUsize::default(),
            gave_up: AtomicUsize::default(),
            looks: Mutex::default(),
            confirms: Mutex::default(),
        }
    }

    /// The waiting page or where they stand: always answered.
    pub(super) fn looked(&self, status: u16, took: Duration) {
        assert_eq!(status, 200, "whoever waits is answered");
        self.looks.lock().unwrap().push(took);
    }

    pub(super) fn confirmed(&self, took: Duration) {
        self.confirms.lock().unwrap().push(took);
    }

    pub(super) fn got_a_seat(&self) {
        self.seats.fetch_add(1, Ordering::Relaxed);
        let mut last = self.last_seat.lock().unwrap();
        *last = self.begun.elapsed();
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

    pub(super) fn looks(&self) -> usize {
        self.looks.lock().unwrap().len()
    }
}
