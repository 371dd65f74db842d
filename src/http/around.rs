//! A tower layer made from an async function. Unlike axum's `from_fn`, it costs no allocation per
//! request: the inner service is a type parameter and not boxed.

use std::{
    convert::Infallible,
    task::{Context, Poll},
};

use axum::{extract::Request, response::Response};
use futures_util::{FutureExt, future::Map};
use tower::{Layer, Service};

/// The layer of a function `F` that gets the request and the inner service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<F>(pub(super) F);

#[derive(Debug, Clone, Copy)]
pub(super) struct Surrounded<F, S> {
    around: F,
    inside: S,
}

impl<F: Clone, S> Layer<S> for Around<F> {
    type Service = Surrounded<F, S>;

    fn layer(&self, inside: S) -> Self::Service {
        Surrounded { around: self.0.clone(), inside }
    }
}

impl<F, S, A> Service<Request> for Surrounded<F, S>
where
    F: Fn(Request, S) -> A,
    S: Service<Request, Error = Infallible> + Clone,
    A: Future<Output = Response>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Map<A, fn(Response) -> Result<Response, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inside.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // Calls the service that was polled ready. Its clone, which need not be ready, stays for
        // the next request.
        let next = self.inside.clone();
        let inside = std::mem::replace(&mut self.inside, next);
        (self.around)(request, inside).map(Ok)
    }
}

/// Calls the inner service and returns its response with axum's body type.
pub(super) async fn inside<S, B>(mut inside: S, request: Request) -> Response
where
    S: Service<Request, Response = Response<B>, Error = Infallible>,
    B: axum::body::HttpBody<Data = axum::body::Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    match inside.call(request).await {
        Ok(response) => response.map(axum::body::Body::new),
        Err(never) => match never {},
    }
}
