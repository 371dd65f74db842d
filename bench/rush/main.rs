//! `make bench-assets`, `make bench-bookings`, `make bench-looks` and `make bench-webhooks`: the
//! rush at nine o'clock.
//!
//! Candidates that are compared run in one go, in alternating rounds, and medians are taken.
//! `BENCH_ROUNDS`, `BENCH_BOOKINGS`, `BENCH_CALLERS` and `BENCH_LOOKS` change the size. Figures are
//! stored in the file that `BENCH_RESULTS` names.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on fails there")]
#![expect(clippy::print_stdout, reason = "the figures")]

mod assets;
mod bookings;
mod child;
#[path = "../../tests/it/harness/coupon.rs"]
mod coupon;
mod figures;
mod first_visit;
#[path = "../../tests/it/harness/fresh.rs"]
mod fresh;
mod growth;
#[path = "../../tests/it/harness/hall.rs"]
mod hall;
mod http;
mod looks;
mod morning;
mod peers;
mod pgbench;
mod phone;
mod running;
mod town;
mod webhooks;

/// The same allocator as the service's.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // `cargo test` runs benchmarks without a harness of their own, to see that they start.
    let asked = |what: &str| std::env::args().any(|arg| arg == what);
    if asked("serve") {
        return child::serve();
    }
    let assets = asked("assets");
    let (bookings, looks) = (asked("bookings"), asked("looks"));
    let (webhooks, morning, growth) = (asked("webhooks"), asked("morning"), asked("growth"));
    running::two_threads().block_on(async {
        if assets {
            assets::measure().await;
        }
        if bookings {
            bookings::measure().await;
        }
        if looks {
            looks::measure().await;
        }
        if webhooks {
            webhooks::measure().await;
        }
        if morning {
            morning::measure().await;
        }
        if growth {
            growth::measure().await;
        }
    });
}
