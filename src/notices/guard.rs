//! Confines a panic to the item that was being processed.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

/// Runs `work` to completion; `None` if it panicked. Its database transaction is rolled back when
/// it is dropped, and it shares no state of ours.
pub(super) async fn guarded<T>(work: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(Box::pin(work)).catch_unwind().await.ok()
}
