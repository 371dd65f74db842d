//! Middleware around every call: checks the size, applies faults, assigns the request ID and
//! records the call.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::ApiError;
use super::request_log::Call;
use crate::simulator::Simulator;
use crate::state::{FaultEffect, Lost};

/// Larger requests get 413 (R/messaging-api/#status-codes).
const MAX_BODY_BYTES: usize = 2 * 1024 * 1024;
/// What a broken proxy in between might respond.
const GARBAGE: &str = "<html><head><title>Oops</title></head><body>{\"message\":";

pub(super) async fn handle(
    State(simulator): State<Simulator>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let fault = simulator.state().faults.apply(parts.method.as_str(), parts.uri.path());
    let Ok(bytes) = to_bytes(body, MAX_BODY_BYTES).await else {
        let error = ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "Request entity too large");
        return Call::new(&simulator, &parts, Bytes::new()).respond(error.into_response()).await;
    };
    apply_fault(fault, &simulator, &parts, bytes, next).await
}

/// Executes a call, or applies the fault to it.
async fn apply_fault(
    fault: Option<FaultEffect>,
    simulator: &Simulator,
    parts: &Parts,
    bytes: Bytes,
    next: Next,
) -> Response {
    let call = || {
        let call = Call::new(simulator, parts, bytes.clone());
        fault.map_or(call.clone(), |fault| call.with_fault(fault))
    };
    match fault {
        None => call().execute(next).await,
        Some(FaultEffect::Status(status)) => call().respond(status_response(status)).await,
        Some(FaultEffect::MonthlyLimit) => {
            call().respond(ApiError::monthly_limit().into_response()).await
        }
        Some(FaultEffect::DelayMs(delay)) => {
            let response = call().execute(next).await;
            tokio::time::sleep(Duration::from_millis(delay)).await;
            response
        }
        Some(FaultEffect::Lost(Lost::Request)) => {
            call().respond(().into_response()).await;
            cut_connection()
        }
        Some(FaultEffect::Lost(Lost::Answer)) => {
            call().execute(next).await;
            cut_connection()
        }
        Some(FaultEffect::Garbage) => replace_with_garbage(call().execute(next).await),
        Some(FaultEffect::Repeated) => {
            call().execute(next.clone()).await;
            call().execute(next).await
        }
    }
}

fn status_response(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status == StatusCode::TOO_MANY_REQUESTS {
        return ApiError::rate_limit().into_response();
    }
    ApiError::new(status, status.canonical_reason().unwrap_or("Unknown")).into_response()
}

/// Returns a response that cuts the connection: its body fails before the first byte, so the server
/// closes the connection without sending anything.
fn cut_connection() -> Response {
    let broken = std::io::Error::other("the connection is to be cut");
    Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(broken)])))
}

fn replace_with_garbage(response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    Response::from_parts(parts, Body::from(GARBAGE))
}
