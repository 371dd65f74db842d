//! Keeps a panic to the one thing that was being handled.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

/// Runs `work` to its end; `None` when it panicked. What it held in the database is rolled back when
/// it is dropped, and no state of ours is shared with it.
pub(super) async fn guarded<T>(work: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(Box::pin(work)).catch_unwind().await.ok()
}
