//! Rich menus of many people in one call (R/messaging-api/#link-rich-menu-to-users,
//! #batch-control-rich-menus-of-users). LINE accepts such calls and executes them later. Here they
//! are executed before the response.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use chrono::{SecondsFormat, TimeDelta};
use serde::Deserialize;
use serde_json::{Value, json};

use super::auth::Bot;
use super::body::JsonBody;
use super::error::ApiError;
use super::request_log::RequestId;
use crate::ids;
use crate::simulator::Simulator;
use crate::state::{BatchOperation, Person, RichMenuError, RichMenus};

/// The time for which the progress of a batch can be queried.
const PROGRESS_RETENTION: TimeDelta = TimeDelta::days(14);

type AcceptedResult = Result<(StatusCode, Json<Value>), ApiError>;

pub(super) async fn link(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> AcceptedResult {
    let user_ids = user_ids(&body)?;
    let menu_id = body["richMenuId"].as_str().unwrap_or_default();
    {
        let mut state = simulator.state();
        state.rich_menus.require_usable(menu_id).map_err(body_error)?;
        for user_id in user_ids {
            // People who are not friends are skipped without an error.
            if state.people.find(user_id).is_some_and(Person::follows) {
                state.rich_menus.link(user_id, menu_id)?;
            }
        }
    }
    simulator.notify_all_chats();
    Ok(accepted())
}

pub(super) async fn unlink(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> AcceptedResult {
    for user_id in user_ids(&body)? {
        simulator.state().rich_menus.unlink(user_id);
    }
    simulator.notify_all_chats();
    Ok(accepted())
}

/// Executes all operations, or none if one names a menu that cannot be used.
pub(super) async fn batch(
    State(simulator): State<Simulator>,
    _: Bot,
    Extension(RequestId(request_id)): Extension<RequestId>,
    JsonBody(body): JsonBody,
) -> AcceptedResult {
    let now = simulator.now();
    {
        let mut state = simulator.state();
        let operations = operations(&body, &state.rich_menus)?;
        for operation in operations {
            state.rich_menus.apply_batch(&operation);
        }
        state.rich_menus.batches.insert(request_id, now);
    }
    simulator.notify_all_chats();
    Ok(accepted())
}

pub(super) async fn validate_batch(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, ApiError> {
    operations(&body, &simulator.state().rich_menus)?;
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProgressQuery {
    #[serde(default)]
    request_id: String,
}

/// Returns the progress of a batch (R/messaging-api/#get-batch-control-rich-menus-progress-status).
pub(super) async fn progress(
    State(simulator): State<Simulator>,
    _: Bot,
    Query(query): Query<ProgressQuery>,
) -> Result<Json<Value>, ApiError> {
    let now = simulator.now();
    let state = simulator.state();
    let at = state
        .rich_menus
        .batches
        .get(&query.request_id)
        .filter(|at| now - **at < PROGRESS_RETENTION)
        .ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "Not found"))?
        .to_rfc3339_opts(SecondsFormat::Millis, true);
    Ok(Json(json!({ "phase": "succeeded", "acceptedTime": at, "completedTime": at })))
}

fn accepted() -> (StatusCode, Json<Value>) {
    (StatusCode::ACCEPTED, Json(json!({})))
}

fn user_ids(body: &Value) -> Result<Vec<&str>, ApiError> {
    let listed = body["userIds"].as_array().map(Vec::as_slice).unwrap_or_default();
    let check = |(index, user_id): (usize, &Value)| {
        let error = || ApiError::property(&format!("userIds[{index}]"));
        user_id.as_str().filter(|id| ids::is_user_id(id)).map(drop).ok_or_else(error)
    };
    listed.iter().enumerate().try_for_each(check)?;
    Ok(listed.iter().filter_map(Value::as_str).collect())
}

fn operations(body: &Value, menus: &RichMenus) -> Result<Vec<BatchOperation>, ApiError> {
    let listed = body["operations"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text_of =
        |operation: &Value, name: &str| operation[name].as_str().unwrap_or_default().to_owned();
    let mut operations = Vec::with_capacity(listed.len());
    for operation in listed {
        let from = text_of(operation, "from");
        operations.push(match operation["type"].as_str() {
            Some("link") => {
                let to = text_of(operation, "to");
                menus.find(&from).ok_or(RichMenuError::NotFound).map_err(body_error)?;
                menus.require_usable(&to).map_err(body_error)?;
                BatchOperation::Replace { from, to }
            }
            Some("unlink") => {
                menus.find(&from).ok_or(RichMenuError::NotFound).map_err(body_error)?;
                BatchOperation::Unlink { from }
            }
            _ => BatchOperation::UnlinkAll,
        });
    }
    Ok(operations)
}

/// Converts an error about a menu in the body. An unknown menu is a bad request there, not 404.
fn body_error(error: RichMenuError) -> ApiError {
    ApiError::bad_request(error.to_string())
}
