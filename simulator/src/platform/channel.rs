//! Information about a channel, and the loading indicator.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::auth::Bot;
use super::body::JsonBody;
use super::error::{ApiError, Detail};
use crate::ids;
use crate::simulator::Simulator;

/// The default duration (R/messaging-api/#display-a-loading-indicator).
const DEFAULT_LOADING_SECONDS: i64 = 20;

/// Returns information about the bot (R/messaging-api/#get-bot-info).
pub(super) async fn info(State(simulator): State<Simulator>, _: Bot) -> Json<Value> {
    let channel = &simulator.config().channel;
    Json(json!({
        "userId": channel.bot_user_id,
        "basicId": channel.basic_id,
        "displayName": channel.display_name,
        "chatMode": "bot",
        "markAsReadMode": "auto",
    }))
}

/// Shows the loading indicator for 5 to 60 seconds, in steps of 5, to one person
/// (R/messaging-api/#display-a-loading-indicator).
pub(super) async fn show_loading(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let seconds = match &body["loadingSeconds"] {
        Value::Null => DEFAULT_LOADING_SECONDS,
        given => given
            .as_i64()
            .filter(|seconds| (5..=60).contains(seconds) && seconds % 5 == 0)
            .ok_or_else(|| {
                ApiError::details(vec![Detail {
                    message: "Must be a multiple of 5 between 5 and 60".to_owned(),
                    property: "loadingSeconds".to_owned(),
                }])
            })?,
    };
    let chat_id = body["chatId"]
        .as_str()
        .filter(|id| ids::is_user_id(id))
        .ok_or_else(|| ApiError::property("chatId"))?;
    let now = simulator.now();
    {
        let mut state = simulator.state();
        let person = state.people.find_mut(chat_id).ok_or_else(|| ApiError::property("chatId"))?;
        if person.is_reachable(now) {
            person.chat.set_loading_until(now + TimeDelta::seconds(seconds));
        }
    }
    simulator.notify_chat(chat_id);
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}
