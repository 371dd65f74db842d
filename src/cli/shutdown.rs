//! Shutdown: the first signal starts a graceful one, the second ends the process.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Returns a token that is cancelled by Ctrl-C or SIGTERM. A second signal then ends the process
/// immediately.
pub(super) fn on_signal() -> std::io::Result<CancellationToken> {
    let token = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = token.clone();
    tokio::spawn(async move {
        for last in [false, true] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if last {
                std::process::exit(130);
            }
            tracing::info!("stopping gracefully; a second signal stops immediately");
            stop.cancel();
        }
    });
    Ok(token)
}
