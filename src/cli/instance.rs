//! Announces this process in the database, so that `sesshu keys rotate` knows which keys the
//! running instances have, and detects when another process uses a key that is missing here.

use std::time::Duration;

use crate::{
    storage::{InstanceId, Store},
    vaccination::time::Clock,
};

/// How often an instance announces itself: well below the time after which it counts as ended.
pub(super) const ANNOUNCE_INTERVAL: Duration = Duration::from_secs(10);

/// Announces an instance and checks its key ring. The check itself logs a missing key and turns
/// `/readyz` to 503. Errors are logged, and the next call tries again.
pub(super) async fn announce(store: &Store, instance: InstanceId, clock: &dyn Clock) {
    if let Err(error) = store.announce_instance(instance, clock.now()).await {
        tracing::warn!(%error, "announcing this instance failed");
    }
}

/// Removes the announcement of an instance that ends.
pub(super) async fn withdraw(store: &Store, instance: InstanceId) {
    if let Err(error) = store.withdraw_instance(instance).await {
        tracing::warn!(%error, "withdrawing this instance failed");
    }
}
