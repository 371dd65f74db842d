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
use super::{count, messages};
use crate::ids;
use crate::platform::Refusal;
use crate::platform::bearer::Bot;
use crate::platform::body::JsonBody;
use crate::platform::record::RequestId;
use crate::simulator::Simulator;
use crate::state::{Narrowcast, State as Remembered, Via};

/// The number of recipients of a multicast (R/messaging-api/#send-multicast-message).
const MULTICAST_AT_MOST: usize = 500;

pub(in crate::platform) async fn multicast(
    State(simulator): State<Simulator>,
    _: Bot,
    Extension(RequestId(request_id)): Extension<RequestId>,
    RetryKey(retry_key): RetryKey,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, Refusal> {
    let now = simulator.now();
    let dispatch = Dispatch { via: Via::Multicast, request_id: &request_id, retry_key, at: now };
    let mut state = simulator.state();
    retry::refuse_accepted(&state, retry_key, &body, now)?;
    let messages = messages(&body);
    let to = receivers(&body["to"])?;
    send(&simulator, &mut state, &dispatch, &to, &messages)?;
    retry::remember(&mut state, &dispatch, &body, Vec::new());
    drop(state);
    for user_id in &to {
        simulator.tell_chat(user_id);
    }
    Ok(Json(json!({})))
}

pub(in crate::platform) async fn broadcast(
    State(simulator): State<Simulator>,
    _: Bot,
    Extension(RequestId(request_id)): Extension<RequestId>,
    RetryKey(retry_key): RetryKey,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, Refusal> {
    let now = simulator.now();
    let dispatch = Dispatch { via: Via::Broadcast, request_id: &request_id, retry_key, at: now };
    let mut state = simulator.state();
    retry::refuse_accepted(&state, retry_key, &body, now)?;
    let messages = messages(&body);
    let friends = friends(&state);
    send(&simulator, &mut state, &dispatch, &friends, &messages)?;
    retry::remember(&mut state, &dispatch, &body, Vec::new());
    drop(state);
    simulator.tell_every_chat();
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
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let now = simulator.now();
    let dispatch = Dispatch { via: Via::Narrowcast, request_id: &request_id, retry_key, at: now };
    let mut state = simulator.state();
    retry::refuse_accepted(&state, retry_key, &body, now)?;
    let messages = messages(&body);
    let narrowed = ["recipient", "filter"].iter().any(|name| !body[*name].is_null());
    let to = if narrowed { Vec::new() } else { friends(&state) };
    send(&simulator, &mut state, &dispatch, &to, &messages)?;
    retry::remember(&mut state, &dispatch, &body, Vec::new());
    state.narrowcasts.insert(request_id, Narrowcast { at: now, reached: to.len() });
    drop(state);
    simulator.tell_every_chat();
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::platform) struct Asked {
    #[serde(default)]
    request_id: String,
}

/// Returns the outcome of a narrowcast (R/messaging-api/#get-narrowcast-progress-status).
pub(in crate::platform) async fn progress(
    State(simulator): State<Simulator>,
    _: Bot,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Refusal> {
    let state = simulator.state();
    let unknown = || Refusal::new(StatusCode::NOT_FOUND, "Not found");
    let narrowcast = state.narrowcasts.get(&asked.request_id).ok_or_else(unknown)?;
    let moment = written(narrowcast.at);
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
    state: &mut Remembered,
    dispatch: &Dispatch<'_>,
    to: &[String],
    messages: &Messages,
) -> Result<(), Refusal> {
    let reached = |user_id: &&String| {
        state.people.find(user_id).is_some_and(|person| person.can_be_reached(dispatch.at))
    };
    let people = u64::try_from(to.iter().filter(reached).count()).unwrap_or(u64::MAX);
    count(simulator, state, people)?;
    for user_id in to {
        dispatch.push(state, user_id, messages);
    }
    Ok(())
}

fn friends(state: &Remembered) -> Vec<String> {
    let friends = state.people.iter().filter(|person| person.follows());
    friends.map(|person| person.user_id.clone()).collect()
}

/// Returns the user IDs of a multicast without duplicates.
fn receivers(to: &Value) -> Result<Vec<String>, Refusal> {
    let listed = to
        .as_array()
        .filter(|to| (1..=MULTICAST_AT_MOST).contains(&to.len()))
        .ok_or_else(|| Refusal::property("to"))?;
    let mut receivers = Vec::with_capacity(listed.len());
    for (index, user_id) in listed.iter().enumerate() {
        let user_id = user_id
            .as_str()
            .filter(|id| ids::is_user_id(id))
            .ok_or_else(|| Refusal::property(&format!("to[{index}]")))?;
        receivers.push(user_id.to_owned());
    }
    let mut seen = std::collections::HashSet::new();
    receivers.retain(|user_id| seen.insert(user_id.clone()));
    Ok(receivers)
}

fn written(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}
