//! Binds the port, serves in the background and shuts down gracefully.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::config::Config;
use crate::simulator::{Change, Simulator};
use crate::{control, liff, mailbox, phone, platform, webhook};

/// How long open connections may take to finish at shutdown.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// The reason why a simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot prepare the HTTP client that sends webhooks")]
    WebhookClient(#[from] reqwest::Error),
    #[error("cannot create a key for ID tokens")]
    Key,
    #[error("the endpoint of LIFF app {id} is not an http or https address")]
    LiffEndpoint { id: String },
}

/// Binds `config.listen` and serves in a background task until [`Running::shutdown`] is called or
/// the value is dropped.
///
/// # Errors
/// If the address is in use or the configuration is invalid.
pub async fn start(config: Config, clock: Clock) -> Result<Running, StartError> {
    liff::check_endpoints(&config.liff)?;
    let (listener, address) = listen(config.listen).await?;
    let mailbox_listener = match config.mailbox {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let url = config
        .public_url
        .as_deref()
        .map_or_else(|| format!("http://{address}"), |url| url.trim_end_matches('/').to_owned());
    let simulator = Simulator::new(config, url, clock)?;

    let (close, closing) = watch::channel(false);
    tokio::spawn(forward_clock_changes(simulator.clone(), closing.clone()));
    tokio::spawn(run_until_closed(closing.clone(), webhook::run_webhook_sender(simulator.clone())));
    let served = tokio::spawn(serve(listener, router(&simulator, &closing), closing.clone()));
    let mailbox = mailbox_listener.map(|(listener, address)| {
        let serving = mailbox::serve(listener, simulator.clone());
        tokio::spawn(run_until_closed(closing, serving));
        address
    });
    Ok(Running { address, mailbox, simulator, close, served: Some(served) })
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let cannot_listen = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(cannot_listen)?;
    let address = listener.local_addr().map_err(cannot_listen)?;
    Ok((listener, address))
}

/// A running simulator. Dropping it closes it immediately.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    mailbox: Option<SocketAddr>,
    simulator: Simulator,
    close: watch::Sender<bool>,
    served: Option<JoinHandle<()>>,
}

impl Running {
    /// Returns the address that the simulator listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address for mail; `None` without a mailbox.
    pub fn mailbox(&self) -> Option<SocketAddr> {
        self.mailbox
    }

    /// Returns the address for browsers, which is also LINE's base URL, without a trailing slash.
    pub fn url(&self) -> &str {
        self.simulator.url()
    }

    /// Returns a handle for code in the same process.
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// Finishes requests in progress, for up to two seconds, then closes.
    pub async fn shutdown(mut self) {
        self.close.send_replace(true);
        if let Some(mut served) = self.served.take()
            && tokio::time::timeout(SHUTDOWN_TIMEOUT, &mut served).await.is_err()
        {
            served.abort();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.close.send_replace(true);
        if let Some(served) = self.served.take() {
            served.abort();
        }
    }
}

fn router(simulator: &Simulator, closing: &watch::Receiver<bool>) -> Router {
    Router::new()
        .merge(platform::router(simulator))
        .merge(control::router(closing.clone()))
        .merge(liff::router())
        .merge(phone::router())
        .with_state(simulator.clone())
}

async fn serve(listener: TcpListener, router: Router, closing: watch::Receiver<bool>) {
    let served =
        axum::serve(listener, router).with_graceful_shutdown(wait_until_closed(closing)).await;
    if let Err(error) = served {
        tracing::error!(%error, "The simulator stopped serving");
    }
}

async fn run_until_closed(closing: watch::Receiver<bool>, task: impl Future<Output = ()>) {
    tokio::select! { () = task => {}, () = wait_until_closed(closing) => {} }
}

async fn forward_clock_changes(simulator: Simulator, closing: watch::Receiver<bool>) {
    let mut changes = simulator.clock().turned();
    let closed = wait_until_closed(closing);
    tokio::pin!(closed);
    loop {
        tokio::select! {
            () = &mut closed => return,
            change = changes.changed() => match change {
                Ok(()) => simulator.notify(Change::Clock),
                Err(_) => return,
            },
        }
    }
}

/// Returns when the simulator closes.
pub(crate) async fn wait_until_closed(mut closing: watch::Receiver<bool>) {
    // An error means that the sender is dropped, which also closes the simulator.
    drop(closing.wait_for(|closing| *closing).await);
}
