//! `make bench-assets`, `make bench-bookings`, `make bench-looks` and `make bench-webhooks`: the rush
//! at nine o'clock, measured.
//!
//! What is compared runs in one go, in rounds that alternate, and medians are taken.
//! `BENCH_ROUNDS`, `BENCH_BOOKINGS`, `BENCH_CALLERS` and `BENCH_LOOKS` change the size. Figures are
//! kept in the file that `BENCH_RESULTS` names.

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

/// As the service has it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // `cargo test` runs benchmarks that have no harness of their own, to see that they start.
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
