//! Accepts connections, and closes those whose client takes too long to send a request head. A
//! thousand of them would keep all other clients out.
//!
//! The time for reading a body is part of the request timeout ([`super::router`]).

use std::{convert::Infallible, net::SocketAddr, pin::pin, time::Duration};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request},
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use super::HttpService;

/// How long a client may take to send the head of a request, and how long a connection may be idle.
/// Longer than proxies keep idle connections (nginx one minute, Caddy two), which would otherwise
/// send a request into a connection that is just being closed.
pub const PATIENCE: Duration = Duration::from_secs(130);
/// The delay after a failure to accept, for instance while all file descriptors are in use.
const RECOVERY: Duration = Duration::from_millis(100);

/// Serves until `stop` is cancelled, then finishes the requests in progress.
pub async fn serve(
    listener: TcpListener,
    service: HttpService,
    patience: Duration,
    stop: CancellationToken,
) {
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(_) = open.join_next(), if !open.is_empty() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                open.spawn(attend(stream, peer, service.clone(), patience, stop.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(RECOVERY).await;
            }
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn attend(
    stream: TcpStream,
    peer: SocketAddr,
    service: HttpService,
    patience: Duration,
    stop: CancellationToken,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "could not set TCP_NODELAY on a connection");
    }
    let service = service_fn(move |request| answer(service.clone(), request, peer));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended with an error");
    }
}

async fn answer(
    mut service: HttpService,
    request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    Ok(service.answer(request).await)
}
