//! Announces this process in the database, so that `sesshu keys rotate` knows which keys the running
//! instances hold, and notices when another process uses a key that is missing here.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{
    storage::{InstanceId, Store},
    vaccination::time::Clock,
};

/// How often an instance announces itself: well below the time after which it counts as ended.
pub(crate) const ANNOUNCE_INTERVAL: Duration = Duration::from_secs(10);

/// Announces an instance and checks its key ring. A missing key is logged and turns `/readyz` to
/// 503 by the check itself; what fails is logged and tried again the next time.
pub(crate) async fn announce(store: &Store, instance: InstanceId, clock: &dyn Clock) {
    if let Err(error) = store.announce_instance(instance, clock.now()).await {
        tracing::warn!(%error, "this instance could not be announced");
    }
}

/// Announces this process until `stop` is cancelled, and then withdraws it.
pub(super) async fn announce_until(store: Store, clock: Arc<dyn Clock>, stop: CancellationToken) {
    let instance = InstanceId::new(clock.now());
    let mut ticks = tokio::time::interval(ANNOUNCE_INTERVAL);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        announce(&store, instance, clock.as_ref()).await;
    }
    if let Err(error) = store.withdraw_instance(instance).await {
        tracing::warn!(%error, "this instance could not be withdrawn");
    }
}
