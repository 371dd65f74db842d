//! `make bench-bookings` and `make bench-looks`: the rush at nine o'clock, measured.
//!
//! What is compared runs in one go, in rounds that alternate, and medians are taken.
//! `BENCH_ROUNDS`, `BENCH_BOOKINGS`, `BENCH_CALLERS` and `BENCH_LOOKS` change the size. Figures are
//! kept in the file that `BENCH_RESULTS` names.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on fails there")]
#![expect(clippy::print_stdout, reason = "the figures")]

mod bookings;
#[path = "../../tests/it/harness/coupon.rs"]
mod coupon;
mod figures;
#[path = "../../tests/it/harness/fresh.rs"]
mod fresh;
#[path = "../../tests/it/harness/hall.rs"]
mod hall;
mod http;
mod looks;
mod pgbench;
mod phone;
mod running;
mod town;

fn main() {
    // `cargo test` runs benchmarks that have no harness of their own, to see that they start.
    let asked = |what: &str| std::env::args().any(|arg| arg == what);
    let (bookings, looks) = (asked("bookings"), asked("looks"));
    running::two_threads().block_on(async {
        if bookings {
            bookings::measure().await;
        }
        if looks {
            looks::measure().await;
        }
    });
}
