//! Reply, push and their dry runs (R/messaging-api/#send-reply-message and following).

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bearer::Bot;
use super::body::JsonBody;
use super::gateway::RequestId;
use super::refusal::Refusal;
use crate::check;
use crate::ids;
use crate::simulator::Simulator;
use crate::state::{Accepted, Person, Sent, Via};

const RETRY_KEY: &str = "x-line-retry-key";

pub(super) async fn reply(
    State(simulator): State<Simulator>,
    _: Bot,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, Refusal> {
    if headers.contains_key(RETRY_KEY) {
        return Err(Refusal::bad_request("The retry key is not supported by this endpoint"));
    }
    let messages = checked_messages(&body)?;
    let token = body["replyToken"].as_str().ok_or_else(|| Refusal::property("replyToken"))?;
    let now = simulator.now();
    let (user_id, sent) = {
        let mut state = simulator.state();
        let user_id = state
            .reply_tokens
            .spend(token, now)
            .ok_or_else(|| Refusal::bad_request("Invalid reply token"))?;
        let person = state
            .people
            .find_mut(&user_id)
            .ok_or_else(|| Refusal::bad_request("Invalid reply token"))?;
        let arrives = !person.blocked();
        (user_id, hand_over(person, messages, Via::Reply, arrives, now))
    };
    simulator.tell_chat(&user_id);
    Ok(Json(json!({ "sentMessages": sent })))
}

pub(super) async fn push(
    State(simulator): State<Simulator>,
    _: Bot,
    Extension(RequestId(request_id)): Extension<RequestId>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, Refusal> {
    let now = simulator.now();
    let retry_key = retry_key(&headers)?;
    if let Some(key) = retry_key
        && let Some(accepted) = simulator.state().retry_keys.find(key, now)
    {
        return Err(Refusal::AcceptedBefore(accepted.clone()));
    }
    let messages = checked_messages(&body)?;
    let user_id = body["to"]
        .as_str()
        .filter(|to| ids::is_user_id(to))
        .ok_or_else(|| Refusal::property("to"))?;

    let sent = push_to(&simulator, user_id, messages, now)?;
    if let Some(key) = retry_key {
        let accepted = Accepted { request_id, sent_messages: sent.clone(), at: now };
        simulator.state().retry_keys.remember(key, accepted);
    }
    simulator.tell_chat(user_id);
    Ok(Json(json!({ "sentMessages": sent })))
}

/// Checks the messages and sends nothing.
pub(super) async fn validate(_: Bot, JsonBody(body): JsonBody) -> Result<Json<Value>, Refusal> {
    checked_messages(&body)?;
    Ok(Json(json!({})))
}

fn push_to(
    simulator: &Simulator,
    user_id: &str,
    messages: Vec<Value>,
    now: DateTime<Utc>,
) -> Result<Vec<Sent>, Refusal> {
    let mut state = simulator.state();
    let person = state
        .people
        .find(user_id)
        .ok_or_else(|| Refusal::bad_request("Failed to send messages"))?;
    // Whoever cannot be reached is not counted (D/messaging-api/pricing/), and the sender
    // does not learn it: the answer is 200 all the same.
    let arrives = person.can_be_reached();
    if arrives {
        let used = state.quota.used(now);
        if simulator.config().quota.is_some_and(|quota| used >= quota) {
            return Err(Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                "You have reached your monthly limit.",
            ));
        }
        state.quota.count_one(now);
    }
    let person = state
        .people
        .find_mut(user_id)
        .ok_or_else(|| Refusal::bad_request("Failed to send messages"))?;
    Ok(hand_over(person, messages, Via::Push, arrives, now))
}

fn hand_over(
    person: &mut Person,
    messages: Vec<Value>,
    via: Via,
    arrives: bool,
    now: DateTime<Utc>,
) -> Vec<Sent> {
    messages
        .into_iter()
        .map(|message| {
            let sent = Sent::of(&message);
            if arrives {
                person.chat.show_from_bot(&sent.id, message, via, now);
            }
            sent
        })
        .collect()
}

fn checked_messages(body: &Value) -> Result<Vec<Value>, Refusal> {
    let details = check::messages(body);
    if !details.is_empty() {
        return Err(Refusal::details(details));
    }
    Ok(body["messages"].as_array().cloned().unwrap_or_default())
}

fn retry_key(headers: &HeaderMap) -> Result<Option<Uuid>, Refusal> {
    let Some(value) = headers.get(RETRY_KEY) else {
        return Ok(None);
    };
    value
        .to_str()
        .ok()
        .and_then(|text| Uuid::try_parse(text).ok())
        .map(Some)
        .ok_or_else(|| Refusal::bad_request("The retry key must be a UUID"))
}
