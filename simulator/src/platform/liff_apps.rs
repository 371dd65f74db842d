//! The list of LIFF apps of the login channel.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::ApiError;
use super::auth::AnyChannel;
use crate::config::LiffApp;
use crate::simulator::Simulator;
use crate::state::ChannelKind;

/// Lists the apps of the calling channel; 404 if it has none (R/liff-server/#get-all-liff-apps).
pub(super) async fn list(
    State(simulator): State<Simulator>,
    AnyChannel(kind): AnyChannel,
) -> Result<Json<Value>, ApiError> {
    let apps = &simulator.config().liff;
    if kind != ChannelKind::Login || apps.is_empty() {
        return Err(ApiError::new(StatusCode::NOT_FOUND, "Not found"));
    }
    Ok(Json(json!({ "apps": apps.iter().map(app_view).collect::<Vec<_>>() })))
}

fn app_view(app: &LiffApp) -> Value {
    json!({
        "liffId": app.id,
        "view": { "type": app.size, "url": app.endpoint },
        "description": "simulated",
        "permanentLinkPattern": "concat",
        "scope": app.scope,
        "botPrompt": app.bot_prompt,
    })
}
