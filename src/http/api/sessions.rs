//! Endpoints for the open sessions of a person, which My Page lists and ends.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::input::Name;
use crate::{
    http::{
        App,
        problem::{Problem, ProblemBody},
        visitor::Holder,
    },
    reception,
};

/// The open sessions and the LINE link of one person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenSessions {
    /// The sessions, fifty at most: the current one, then the others, newest first.
    sessions: Vec<OpenSession>,
    /// The time at which the LINE account was linked. Absent if none is linked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    linked_at: Option<DateTime<Utc>>,
}

/// A browser in which the person is signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenSession {
    /// An id that gives no access to the session.
    id: String,
    signed_in_at: DateTime<Utc>,
    /// The time of the last use, accurate to some minutes.
    last_used_at: DateTime<Utc>,
    proof: SessionProof,
    /// Whether this is the session that sent the request.
    current: bool,
}

/// The way in which the person signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum SessionProof {
    /// By their LINE account.
    Line,
    /// By coupon number and birth date.
    CouponNumber,
}

/// Lists the open sessions of the person.
///
/// These are the sessions of the coupon and those of the LINE account that was verified in this
/// session.
#[utoipa::path(get, path = "/api/sessions", operation_id = "getSessions",
    responses((status = 200, body = OpenSessions), (status = 401, body = ProblemBody)))]
pub(super) async fn sessions(
    State(app): State<App>,
    holder: Holder,
) -> Result<Json<OpenSessions>, Problem> {
    let open = app.desk.open_sessions(holder.asking(), app.clock.now()).await?;
    Ok(Json(open.into()))
}

/// Ends all sessions of the person except the current one.
#[utoipa::path(delete, path = "/api/sessions", operation_id = "endOtherSessions",
    responses((status = 204), (status = 401, body = ProblemBody)))]
pub(super) async fn end_others(
    State(app): State<App>,
    holder: Holder,
) -> Result<StatusCode, Problem> {
    app.desk.end_other_sessions(holder.asking(), app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one session of the person.
#[utoipa::path(delete, path = "/api/sessions/{sessionId}", operation_id = "endSession",
    params(("sessionId" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(super) async fn end_one(
    State(app): State<App>,
    holder: Holder,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    app.desk.end_one_session(holder.asking(), &id, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<reception::OpenSessions> for OpenSessions {
    fn from(open: reception::OpenSessions) -> Self {
        let sessions = open.sessions.into_iter().map(OpenSession::from).collect();
        Self { sessions, linked_at: open.linked_at }
    }
}

impl From<reception::OpenSession> for OpenSession {
    fn from(session: reception::OpenSession) -> Self {
        Self {
            id: session.id,
            signed_in_at: session.signed_in_at,
            last_used_at: session.last_used_at,
            proof: match session.proof {
                reception::SessionProof::Line => SessionProof::Line,
                reception::SessionProof::CouponNumber => SessionProof::CouponNumber,
            },
            current: session.is_current,
        }
    }
}
