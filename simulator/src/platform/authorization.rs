//! What LIFF's SDK asks for in an ordinary browser: tokens for a code, and its context.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::bearer::user_of;
use super::refusal::Refusal;
use super::token::{Form, issue_by_assertion};
use crate::liff::{SCOPE, context_token, find_app, id_token};
use crate::simulator::Simulator;
use crate::state::USER_TOKEN_LIVES;

/// One address for two things: a channel access token for an assertion, and what a person allowed
/// for a code.
pub(super) async fn issue(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let form = Form::read(&body);
    match form.required("grant_type")? {
        "authorization_code" => for_code(&simulator, &form),
        "client_credentials" => issue_by_assertion(&simulator, &form),
        _ => Err(Refusal::oauth("unsupported_grant_type", "invalid grant_type")),
    }
}

/// R/line-login/#issue-access-token, for a page that has a verifier instead of a secret.
fn for_code(simulator: &Simulator, form: &Form) -> Result<Json<Value>, Refusal> {
    if form.required("client_id")? != simulator.config().login.id {
        return Err(Refusal::oauth("invalid_client", "invalid client_id"));
    }
    let (code, verifier) = (form.required("code")?, form.required("code_verifier")?);
    let redirect_uri = form.required("redirect_uri")?;
    let now = simulator.now();
    let mut state = simulator.state();
    let grant = state
        .codes
        .spend(code, now)
        .filter(|grant| grant.is_for(redirect_uri, verifier))
        .ok_or_else(|| Refusal::oauth("invalid_grant", "invalid authorization code"))?;
    let id_token = state
        .people
        .find(&grant.user_id)
        .and_then(|person| id_token(simulator, person, now))
        .ok_or_else(|| Refusal::oauth("invalid_grant", "invalid authorization code"))?;
    let access_token = state.tokens.issue_for_user(&grant.user_id, now);
    Ok(Json(json!({
        "access_token": access_token,
        "expires_in": USER_TOKEN_LIVES.num_seconds(),
        "id_token": id_token,
        "refresh_token": crate::ids::opaque_token(),
        "scope": SCOPE,
        "token_type": "Bearer",
    })))
}

/// What `liff.init` begins with outside LINE. Not in LINE's reference: seen in what the SDK asks.
pub(super) async fn context(
    State(simulator): State<Simulator>,
    Path(liff_id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let app = find_app(&simulator, Some(&liff_id))
        .map_err(|_| Refusal::new(StatusCode::NOT_FOUND, "Not found"))?;
    let user = user_of(&headers, &simulator);
    let user_id = user.as_ref().map(|token| token.user_id.as_str());
    let token = context_token(&simulator, app, user_id, simulator.now()).ok_or_else(|| {
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The context could not be signed")
    })?;
    Ok(Json(json!({ "contextToken": token })))
}
