//! The process is paused, or the machine's clock is stepped, while the service runs. A confirmation
//! that another process enqueues afterwards and a reminder that is due afterwards are sent.

use std::time::Duration;

use super::machine::{Town, is_ready};
use crate::harness::database::TestDatabase;

async fn notifications_go_on_after_a_pause_of(database: TestDatabase, seconds: u64) {
    let town = Town::open(&database).await;
    town.books("1234567890", "hanako@example.jp", "2026-12-03T09:00:00+09:00").await;
    let serving = town.serves().await;
    town.receives("hanako@example.jp", "ご予約が完了しました").await;

    serving.signal("STOP");
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    serving.signal("CONT");
    town.books("1234567891", "taro@example.jp", "2026-12-04T09:59:40+09:00").await;
    town.receives("taro@example.jp", "ご予約が完了しました").await;
    assert!(is_ready(&serving).await);
    // The service's clock reaches ten o'clock half a minute after its start.
    tokio::time::sleep(Duration::from_secs(30_u64.saturating_sub(seconds))).await;
    town.receives("hanako@example.jp", "予約日前日のお知らせ").await;
    serving.stops().await;
}

async fn notifications_go_on_after_a_pause_of_six_seconds(database: TestDatabase) {
    notifications_go_on_after_a_pause_of(database, 6).await;
}

async fn notifications_go_on_after_a_pause_of_a_minute(database: TestDatabase) {
    notifications_go_on_after_a_pause_of(database, 60).await;
}

async fn notifications_go_on_after_the_clock_was_stepped(database: TestDatabase) {
    let town = Town::open(&database).await.with_a_clock_that_can_be_stepped();
    town.books("1234567890", "hanako@example.jp", "2026-12-03T09:00:00+09:00").await;
    let serving = town.serves().await;
    town.receives("hanako@example.jp", "ご予約が完了しました").await;

    // Back, and a booking made with the same clock.
    town.step_clock("-1h");
    town.books("1234567891", "taro@example.jp", "2026-12-04T08:59:40+09:00").await;
    town.receives("taro@example.jp", "ご予約が完了しました").await;
    // Forward, past the hour of the reminders.
    town.step_clock("+1h");
    town.receives("hanako@example.jp", "予約日前日のお知らせ").await;
    assert!(is_ready(&serving).await);
    serving.stops().await;
}

both!(
    notifications_go_on_after_a_pause_of_six_seconds,
    notifications_go_on_after_the_clock_was_stepped,
);

mod long {
    /// On one database only: the result does not depend on it.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn notifications_go_on_after_a_pause_of_a_minute() {
        let test = super::notifications_go_on_after_a_pause_of_a_minute;
        crate::harness::database::on_sqlite(test).await;
    }
}
