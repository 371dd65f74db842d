//! Endpoints for the robot check, 「私はロボットではありません」 (manual, page 5).

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header::CACHE_CONTROL},
    response::{AppendHeaders, IntoResponse},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use utoipa::ToSchema;

use super::input::Body;
use crate::http::{
    App,
    problem::{Problem, ProblemBody},
    visitor::Guest,
};

#[derive(Deserialize, ToSchema)]
pub(super) struct RobotCheck {
    /// The payload of the ALTCHA widget: challenge and solution in base64.
    solution: String,
}

/// Returns a challenge for the ALTCHA widget.
///
/// Its difficulty depends on the failed identifications of the day.
#[utoipa::path(get, path = "/api/robot-check", operation_id = "getRobotCheck",
    responses((status = 200, body = serde_json::Value)))]
pub(super) async fn challenge(
    State(app): State<App>,
    guest: Guest,
) -> Result<impl IntoResponse, Problem> {
    let evidence = app.desk.identity().evidence();
    let challenge = app.desk.gate().challenge(&guest.caller(), evidence, app.clock.now()).await?;
    Ok((AppendHeaders([(CACHE_CONTROL, "no-store")]), Json(challenge)))
}

/// Accepts the solution of a challenge.
///
/// Each solution is accepted once. Afterwards the person can try to identify themselves again.
#[utoipa::path(post, path = "/api/robot-check", operation_id = "passRobotCheck",
    request_body = RobotCheck,
    responses((status = 204), (status = 422, body = ProblemBody)))]
pub(super) async fn pass(
    State(app): State<App>,
    guest: Guest,
    jar: CookieJar,
    Body(check): Body<RobotCheck>,
) -> Result<(StatusCode, CookieJar), Problem> {
    let (guest, jar) = guest.with_token(&app, jar);
    app.desk.gate().check(&guest.caller(), &check.solution, app.clock.now()).await?;
    Ok((StatusCode::NO_CONTENT, jar))
}
