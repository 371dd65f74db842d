//! The servers that Sesshu is compared with, each with threads or processes of its own.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use sesshu::line::signature::ChannelSecrets;

use crate::running::two_threads;

/// A server that is not ours. Ends when dropped.
pub(crate) struct Peer {
    pub(crate) address: String,
    process: Child,
}

impl Peer {
    /// Starts LINE's SDK for Node.js behind express, in `processes` processes.
    pub(crate) async fn node(secret: &str, processes: usize) -> Self {
        let port = free_port();
        let mut command = Command::new("node");
        command.arg("server.js").arg(port.to_string()).arg(processes.to_string());
        Self::start(command.current_dir(home().join("node")), secret, port).await
    }

    /// Starts LINE's SDK for Python under uvicorn.
    pub(crate) async fn python(secret: &str) -> Self {
        let port = free_port();
        let mut command = Command::new(std::env::var_os("BENCH_PYTHON").expect("BENCH_PYTHON"));
        command.args(["-m", "uvicorn", "server:app", "--no-access-log", "--log-level=error"]);
        command.arg(format!("--port={port}"));
        Self::start(command.current_dir(home().join("python")), secret, port).await
    }

    async fn start(command: &mut Command, secret: &str, port: u16) -> Self {
        let command = command.env("CHANNEL_SECRET", secret).env("NODE_ENV", "production");
        let process = command.stdin(Stdio::null()).spawn().expect("the peer's program is there");
        let address = format!("127.0.0.1:{port}");
        let mut peer = Self { address, process };
        while tokio::net::TcpStream::connect(&peer.address).await.is_err() {
            assert!(peer.process.try_wait().unwrap().is_none(), "the peer has ended");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        peer
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // A Node.js cluster ends with its first process; the others notice its end.
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Serves the upper limit, an axum handler that checks the signature and does nothing else. Returns
/// its address.
pub(crate) fn bare(secret: &str) -> String {
    let secrets = ChannelSecrets::new([&secret.to_owned().into()]).unwrap();
    serve(Router::new().route("/line/webhook", post(checked)).with_state(secrets))
}

async fn checked(
    State(secrets): State<ChannelSecrets>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let signature = headers.get("x-line-signature").and_then(|value| value.to_str().ok());
    match secrets.verify(&body, signature.unwrap_or_default()) {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::UNAUTHORIZED,
    }
}

/// Serves until the measurements end, on two threads of its own like the service.
pub(crate) fn serve(router: Router) -> String {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        two_threads().block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap().to_string()).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    told.recv().unwrap()
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    listener.local_addr().unwrap().port()
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/peers")
}
