//! Reply and push (R/messaging-api/#send-reply-message, #send-push-message). `multicast` sends to many
//! people, `retry` handles retry keys, `dispatch` delivers.

mod dispatch;
mod multicast;
mod retry;

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::auth::Bot;
use super::body::JsonBody;
use super::error::ApiError;
use super::request_log::RequestId;
use crate::ids;
use crate::simulator::Simulator;
use crate::state::Via;
use dispatch::Dispatch;
use retry::RetryKey;

pub(super) use multicast::{broadcast, multicast, narrowcast, progress};

pub(super) async fn reply(
    State(simulator): State<Simulator>,
    _: Bot,
    Extension(RequestId(request_id)): Extension<RequestId>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    if retry::has_retry_key(&headers) {
        return Err(ApiError::bad_request("The retry key is not supported by this endpoint"));
    }
    let messages = messages(&body);
    let token = body["replyToken"].as_str().ok_or_else(|| ApiError::property("replyToken"))?;
    let now = simulator.now();
    let dispatch = Dispatch { via: Via::Reply, request_id: &request_id, retry_key: None, at: now };
    let invalid = || ApiError::bad_request("Invalid reply token");
    let (user_id, sent) = {
        let mut state = simulator.state();
        let user_id = state.reply_tokens.redeem(token, now).ok_or_else(invalid)?;
        let sent = dispatch.reply(&mut state, &user_id, &messages).ok_or_else(invalid)?;
        (user_id, sent)
    };
    simulator.notify_chat(&user_id);
    Ok(Json(json!({ "sentMessages": sent })))
}

pub(super) async fn push(
    State(simulator): State<Simulator>,
    _: Bot,
    Extension(RequestId(request_id)): Extension<RequestId>,
    RetryKey(retry_key): RetryKey,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    let now = simulator.now();
    let mut state = simulator.state();
    retry::refuse_accepted(&state, retry_key, &body, now)?;
    let messages = messages(&body);
    let user_id = body["to"]
        .as_str()
        .filter(|to| ids::is_user_id(to))
        .ok_or_else(|| ApiError::property("to"))?;
    let unknown = || ApiError::bad_request("Failed to send messages");
    let person = state.people.find(user_id).ok_or_else(unknown)?;
    // People who cannot be reached are not counted (D/messaging-api/pricing/), and the sender is
    // not told: the response is 200 in any case.
    let reached = u64::from(person.is_reachable(now));
    count_to_quota(&simulator, &mut state, reached)?;

    let dispatch = Dispatch { via: Via::Push, request_id: &request_id, retry_key, at: now };
    let sent = dispatch.push(&mut state, user_id, &messages).ok_or_else(unknown)?;
    retry::store(&mut state, &dispatch, &body, sent.clone());
    drop(state);
    simulator.notify_chat(user_id);
    Ok(Json(json!({ "sentMessages": sent })))
}

/// Accepts the body. The extractor has refused invalid ones.
pub(super) async fn validate(_: Bot, _: JsonBody) -> Json<Value> {
    Json(json!({}))
}

/// Counts `people` towards the monthly quota, or refuses the whole call.
fn count_to_quota(
    simulator: &Simulator,
    state: &mut crate::state::State,
    people: u64,
) -> Result<(), ApiError> {
    let now = simulator.now();
    let used = state.quota.used(now);
    if people > 0 && simulator.config().quota.is_some_and(|quota| used + people > quota) {
        return Err(ApiError::monthly_limit());
    }
    state.quota.count(people, now);
    Ok(())
}

fn messages(body: &Value) -> Vec<Arc<Value>> {
    let list = body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().cloned().map(Arc::new).collect()
}
