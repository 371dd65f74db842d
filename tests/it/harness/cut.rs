//! A proxy in front of LINE that fails permanently from a given call on, like a caller that is
//! killed there.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;

use super::client::client;

/// What happens to the call at which the proxy fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// LINE does not receive it.
    Request,
    /// LINE executes it, but the response is lost.
    Answer,
}

#[derive(Clone)]
pub(crate) struct Cut(Arc<Inner>);

struct Inner {
    /// The address of LINE.
    to: String,
    url: String,
    /// The number of calls so far.
    made: AtomicUsize,
    at: usize,
    lost: Lost,
    client: reqwest::Client,
}

impl Cut {
    /// Starts a proxy that fails at `call`, counted from 0.
    pub(crate) async fn at(call: usize, lost: Lost, line: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let cut = Self(Arc::new(Inner {
            to: line.to_owned(),
            url: format!("http://{}", listener.local_addr().unwrap()),
            made: AtomicUsize::new(0),
            at: call,
            lost,
            client: client(),
        }));
        let router = Router::new().fallback(pass).with_state(cut.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        cut
    }

    pub(crate) fn url(&self) -> &str {
        &self.0.url
    }

    /// Whether the failing call was reached.
    pub(crate) fn happened(&self) -> bool {
        self.0.made.load(Ordering::SeqCst) > self.0.at
    }
}

async fn pass(
    State(Cut(cut)): State<Cut>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = cut.made.fetch_add(1, Ordering::SeqCst);
    if call > cut.at || (call == cut.at && cut.lost == Lost::Request) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let mut request = cut.client.request(method, format!("{}{uri}", cut.to)).body(body);
    for name in [header::AUTHORIZATION, header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        if let Some(value) = headers.get(&name) {
            request = request.header(name, value);
        }
    }
    let answer = request.send().await.expect("the simulator answers");
    if call == cut.at {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let mut passed = Response::new(Body::empty());
    *passed.status_mut() = answer.status();
    if let Some(id) = answer.headers().get("x-line-request-id") {
        passed.headers_mut().insert("x-line-request-id", id.clone());
    }
    *passed.body_mut() = answer.bytes().await.expect("the answer is whole").into();
    passed
}
