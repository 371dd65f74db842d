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

use super::Refusal;
use super::record::Call;
use crate::simulator::Simulator;
use crate::state::{FaultEffect, Lost};

/// Larger requests get 413 (R/messaging-api/#status-codes).
const LARGEST_BODY: usize = 2 * 1024 * 1024;
/// What a broken proxy in between might respond.
const GARBAGE: &str = "<html><head><title>Oops</title></head><body>{\"message\":";

pub(super) async fn pass(
    State(simulator): State<Simulator>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let fault = simulator.state().faults.take(parts.method.as_str(), parts.uri.path());
    let Ok(asked) = to_bytes(body, LARGEST_BODY).await else {
        let refusal = Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "Request entity too large");
        return Call::new(&simulator, &parts, Bytes::new()).answered(refusal.into_response()).await;
    };
    meet(fault, &simulator, &parts, asked, next).await
}

/// Executes a call, or applies the fault to it.
async fn meet(
    fault: Option<FaultEffect>,
    simulator: &Simulator,
    parts: &Parts,
    asked: Bytes,
    next: Next,
) -> Response {
    let call = || {
        let call = Call::new(simulator, parts, asked.clone());
        fault.map_or(call.clone(), |fault| call.with(fault))
    };
    match fault {
        None => call().carried_out(next).await,
        Some(FaultEffect::Status(status)) => call().answered(refused(status)).await,
        Some(FaultEffect::MonthlyLimit) => {
            call().answered(Refusal::monthly_limit().into_response()).await
        }
        Some(FaultEffect::DelayMs(delay)) => {
            let answer = call().carried_out(next).await;
            tokio::time::sleep(Duration::from_millis(delay)).await;
            answer
        }
        Some(FaultEffect::Lost(Lost::Request)) => {
            call().answered(().into_response()).await;
            cut_connection()
        }
        Some(FaultEffect::Lost(Lost::Answer)) => {
            call().carried_out(next).await;
            cut_connection()
        }
        Some(FaultEffect::Garbage) => garbled(call().carried_out(next).await),
        Some(FaultEffect::Repeated) => {
            call().carried_out(next.clone()).await;
            call().carried_out(next).await
        }
    }
}

fn refused(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Refusal::rate_limit().into_response();
    }
    Refusal::new(status, status.canonical_reason().unwrap_or("Unknown")).into_response()
}

/// A body that fails before its first byte makes the server close the connection without sending
/// anything.
fn cut_connection() -> Response {
    let broken = std::io::Error::other("the connection is to be cut");
    Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(broken)])))
}

fn garbled(answer: Response) -> Response {
    let (mut parts, _) = answer.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    Response::from_parts(parts, Body::from(GARBAGE))
}
