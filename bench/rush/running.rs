//! A service as `sesshu serve` wires it, with threads of its own.

use std::sync::Arc;

use sesshu::{
    cli::{Service, Settings},
    http,
};
use tokio::{net::TcpListener, runtime::Runtime};
use tokio_util::sync::CancellationToken;

use crate::town::Stopped;

pub(crate) fn two_threads() -> Runtime {
    let two = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    two.unwrap()
}

/// A running service. Ends with [`stop`](Self::stop).
pub(crate) struct Running {
    pub(crate) address: String,
    stop: CancellationToken,
    thread: std::thread::JoinHandle<()>,
}

impl Running {
    pub(crate) fn start(settings: Settings) -> Self {
        Self::wired(settings, async |service, listener, stop| {
            service.run(listener, stop).await.unwrap();
        })
    }

    /// Serves HTTP only, without background tasks.
    pub(crate) fn doors(settings: Settings) -> Self {
        Self::wired(settings, async |service, listener, stop| {
            http::serve(listener, http::HttpService::new(service.app), http::PATIENCE, stop).await;
        })
    }

    fn wired(
        settings: Settings,
        run: impl AsyncFnOnce(Service, TcpListener, CancellationToken) + Send + 'static,
    ) -> Self {
        let (stop, (tell, told)) = (CancellationToken::new(), std::sync::mpsc::channel());
        let stopping = stop.clone();
        let thread = std::thread::spawn(move || {
            two_threads().block_on(async {
                let service = Service::wire(&settings, Arc::new(Stopped)).await.unwrap();
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                run(service, listener, stopping).await;
            });
        });
        let address = told.recv().unwrap().to_string();
        Self { address, stop, thread }
    }

    pub(crate) fn stop(self) {
        self.stop.cancel();
        self.thread.join().unwrap();
    }
}
