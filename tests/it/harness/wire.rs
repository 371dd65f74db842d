//! A proxy in front of a server that can be cut and restored. Cutting closes all connections, and
//! new ones are refused until it is restored.

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

pub(crate) struct Wire {
    here: SocketAddr,
    there: Arc<OnceLock<SocketAddr>>,
    passing: JoinHandle<()>,
}

impl Wire {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (here, there) = (listener.local_addr().unwrap(), Arc::default());
        let passing = tokio::spawn(pass(listener, Arc::clone(&there)));
        Self { here, there, passing }
    }

    /// Returns the proxy's address.
    pub(crate) fn here(&self) -> SocketAddr {
        self.here
    }

    /// Sets the server's address; may be called once.
    pub(crate) fn leads_to(&self, there: SocketAddr) {
        self.there.set(there).unwrap();
    }

    pub(crate) async fn cut(&mut self) {
        self.passing.abort();
        assert!((&mut self.passing).await.unwrap_err().is_cancelled());
    }

    pub(crate) async fn mend(&mut self) {
        let listener = TcpListener::bind(self.here).await.unwrap();
        self.passing = tokio::spawn(pass(listener, Arc::clone(&self.there)));
    }
}

async fn pass(listener: TcpListener, there: Arc<OnceLock<SocketAddr>>) {
    // Dropped with this task, and every connection with it.
    let mut open = JoinSet::new();
    while let Ok((mut near, _)) = listener.accept().await {
        let there = *there.get().unwrap();
        open.spawn(async move {
            if let Ok(mut far) = TcpStream::connect(there).await {
                // Both connections are closed when either ends.
                drop(copy_bidirectional(&mut near, &mut far).await);
            }
        });
    }
}
