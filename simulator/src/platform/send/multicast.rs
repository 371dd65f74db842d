//! Messages to many people: multicast, broadcast, narrowcast
//! (R/messaging-api/#send-multicast-message and following). People who cannot be reached are
//! skipped, and the response does not show it.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::dispatch::{Dispatch, Messages};
use super::retry::{self, RetryKey};
use super::{count_to_quota, messages};
use crate::ids;
use crate::platform::ApiError;
use crate::platform::auth::Bot;
use crate::platform::body::JsonBody;
use crate::platform::request_log::RequestId;
use crate::simulator::Simulator;
use crate::state::{Narrowcast, State as SimulatorState, Via};

/// The number of recipients of a multicast (R/messaging-api/#send-multicast-message).
const MAX_RECIPIENTS: usize = 500;

pub(in crate::platform) async fn multicast(
    State(simulator): State<Simulator>,
    _: Bot,
    Extension(RequestId(request_id)): Extension<RequestId>,
    RetryKey(retry_key): RetryKey,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    let at = simulator.now();
    let dispatch = Dispatch { via: Via::Multicast, request_id: &request_id, retry_key, at };
    let sent_to = accept(&simulator, &dispatch, &body, |_| recipients(&body["to"]))?;
    for user_id in &sent_to {
        simulator.notify_chat(user_id);
    }
    Ok(Json(json!({})))
}

pub(in crate::platform) async fn broadcast(
    State(simulator): State<Simulator>,
    _: Bot,
    Extension(RequestId(request_id)): Extension<RequestId>,
    RetryKey(retry_key): RetryKey,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    let at = simulator.now();
    let dispatch = Dispatch { via: Via::Broadcast, request_id: &request_id, retry_key, at };
    accept(&simulator, &dispatch, &body, |state| Ok(friends(state)))?;
    simulator.notify_all_chats();
    Ok(Json(json!({})))
}

/// Accepts a narrowcast, whose outcome is queried later by request ID. It goes to all friends.
/// Simulated people have no ages and no regions, so a request with a recipient or a filter fails as
/// at LINE when too few people match.
pub(in crate::platform) async fn narrowcast(
    State(simulator): State<Simulator>,
    _: Bot,
    Extension(RequestId(request_id)): Extension<RequestId>,
    RetryKey(retry_key): RetryKey,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let at = simulator.now();
    let dispatch = Dispatch { via: Via::Narrowcast, request_id: &request_id, retry_key, at };
    let is_narrowed = ["recipient", "filter"].iter().any(|name| !body[*name].is_null());
    let sent_to = accept(&simulator, &dispatch, &body, |state| {
        Ok(if is_narrowed { Vec::new() } else { friends(state) })
    })?;
    let narrowcast = Narrowcast { at, reached: sent_to.len() };
    simulator.state().narrowcasts.insert(request_id, narrowcast);
    simulator.notify_all_chats();
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}

/// Sends the messages of a call to many people, unless its retry key was accepted before, and
/// stores the key. Returns the recipients.
fn accept(
    simulator: &Simulator,
    dispatch: &Dispatch<'_>,
    body: &Value,
    recipients: impl FnOnce(&SimulatorState) -> Result<Vec<String>, ApiError>,
) -> Result<Vec<String>, ApiError> {
    let mut state = simulator.state();
    retry::refuse_accepted(&state, dispatch.retry_key, body, dispatch.at)?;
    let to = recipients(&state)?;
    send(simulator, &mut state, dispatch, &to, &messages(body))?;
    retry::store(&mut state, dispatch, body, Vec::new());
    Ok(to)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::platform) struct ProgressQuery {
    #[serde(default)]
    request_id: String,
}

/// Returns the outcome of a narrowcast (R/messaging-api/#get-narrowcast-progress-status).
pub(in crate::platform) async fn progress(
    State(simulator): State<Simulator>,
    _: Bot,
    Query(query): Query<ProgressQuery>,
) -> Result<Json<Value>, ApiError> {
    let state = simulator.state();
    let unknown = || ApiError::new(StatusCode::NOT_FOUND, "Not found");
    let narrowcast = state.narrowcasts.get(&query.request_id).ok_or_else(unknown)?;
    let moment = format_time(narrowcast.at);
    // Error code 2: too few recipients (R/messaging-api/#get-narrowcast-progress-status).
    if narrowcast.reached == 0 {
        return Ok(Json(json!({
            "phase": "failed",
            "failedDescription": "The number of recipients is too small",
            "errorCode": 2,
            "acceptedTime": moment,
            "completedTime": moment,
        })));
    }
    Ok(Json(json!({
        "phase": "succeeded",
        "successCount": narrowcast.reached,
        "failureCount": 0,
        "targetCount": narrowcast.reached,
        "acceptedTime": moment,
        "completedTime": moment,
    })))
}

/// Sends to every person of the list. Well-formed IDs that belong to no one are skipped.
fn send(
    simulator: &Simulator,
    state: &mut SimulatorState,
    dispatch: &Dispatch<'_>,
    to: &[String],
    messages: &Messages,
) -> Result<(), ApiError> {
    let reached = |user_id: &&String| {
        state.people.find(user_id).is_some_and(|person| person.is_reachable(dispatch.at))
    };
    let people = u64::try_from(to.iter().filter(reached).count()).unwrap_or(u64::MAX);
    count_to_quota(simulator, state, people)?;
    for user_id in to {
        dispatch.push(state, user_id, messages);
    }
    Ok(())
}

fn friends(state: &SimulatorState) -> Vec<String> {
    let friends = state.people.iter().filter(|person| person.follows());
    friends.map(|person| person.user_id.clone()).collect()
}

/// Returns the user IDs of a multicast without duplicates.
fn recipients(to: &Value) -> Result<Vec<String>, ApiError> {
    let list = to
        .as_array()
        .filter(|to| (1..=MAX_RECIPIENTS).contains(&to.len()))
        .ok_or_else(|| ApiError::property("to"))?;
    let mut recipients = Vec::with_capacity(list.len());
    for (index, user_id) in list.iter().enumerate() {
        let user_id = user_id
            .as_str()
            .filter(|id| ids::is_user_id(id))
            .ok_or_else(|| ApiError::property(&format!("to[{index}]")))?;
        recipients.push(user_id.to_owned());
    }
    let mut seen = std::collections::HashSet::new();
    recipients.retain(|user_id| seen.insert(user_id.clone()));
    Ok(recipients)
}

fn format_time(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}
