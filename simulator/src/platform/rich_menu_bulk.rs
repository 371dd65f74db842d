//! Rich menus of many people in one call (R/messaging-api/#link-rich-menu-to-users,
//! #batch-control-rich-menus-of-users). LINE accepts such calls and executes them later. Here they
//! are executed before the response.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use chrono::{SecondsFormat, TimeDelta};
use serde::Deserialize;
use serde_json::{Value, json};

use super::bearer::Bot;
use super::body::JsonBody;
use super::record::RequestId;
use super::refusal::Refusal;
use crate::ids;
use crate::simulator::Simulator;
use crate::state::{MenuRefused, MenusOf, Person, RichMenus};

/// The time for which the progress of a batch can be queried.
const REMEMBERED: TimeDelta = TimeDelta::days(14);

type Accepted = Result<(StatusCode, Json<Value>), Refusal>;

pub(super) async fn link(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> Accepted {
    let people = people(&body)?;
    let menu_id = body["richMenuId"].as_str().unwrap_or_default();
    {
        let mut state = simulator.state();
        state.rich_menus.require_image(menu_id).map_err(in_body)?;
        for user_id in people {
            // People who are not friends are skipped without an error.
            if state.people.find(user_id).is_some_and(Person::follows) {
                state.rich_menus.link(user_id, menu_id)?;
            }
        }
    }
    simulator.tell_every_chat();
    Ok(accepted())
}

pub(super) async fn unlink(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> Accepted {
    for user_id in people(&body)? {
        simulator.state().rich_menus.unlink(user_id);
    }
    simulator.tell_every_chat();
    Ok(accepted())
}

/// Executes all operations, or none if one names a menu that cannot be used.
pub(super) async fn batch(
    State(simulator): State<Simulator>,
    _: Bot,
    Extension(RequestId(request_id)): Extension<RequestId>,
    JsonBody(body): JsonBody,
) -> Accepted {
    let now = simulator.now();
    {
        let mut state = simulator.state();
        let operations = operations(&body, &state.rich_menus)?;
        for operation in operations {
            state.rich_menus.change_all(&operation);
        }
        state.rich_menus.batches.insert(request_id, now);
    }
    simulator.tell_every_chat();
    Ok(accepted())
}

pub(super) async fn validate_batch(
    State(simulator): State<Simulator>,
    _: Bot,
    JsonBody(body): JsonBody,
) -> Result<Json<Value>, Refusal> {
    operations(&body, &simulator.state().rich_menus)?;
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    #[serde(default)]
    request_id: String,
}

/// Returns the progress of a batch (R/messaging-api/#get-batch-control-rich-menus-progress-status).
pub(super) async fn progress(
    State(simulator): State<Simulator>,
    _: Bot,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Refusal> {
    let now = simulator.now();
    let state = simulator.state();
    let at = state
        .rich_menus
        .batches
        .get(&asked.request_id)
        .filter(|at| now - **at < REMEMBERED)
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "Not found"))?
        .to_rfc3339_opts(SecondsFormat::Millis, true);
    Ok(Json(json!({ "phase": "succeeded", "acceptedTime": at, "completedTime": at })))
}

fn accepted() -> (StatusCode, Json<Value>) {
    (StatusCode::ACCEPTED, Json(json!({})))
}

fn people(body: &Value) -> Result<Vec<&str>, Refusal> {
    let listed = body["userIds"].as_array().map(Vec::as_slice).unwrap_or_default();
    let well_formed = |(index, user_id): (usize, &Value)| {
        let wrong = || Refusal::property(&format!("userIds[{index}]"));
        user_id.as_str().filter(|id| ids::is_user_id(id)).map(drop).ok_or_else(wrong)
    };
    listed.iter().enumerate().try_for_each(well_formed)?;
    Ok(listed.iter().filter_map(Value::as_str).collect())
}

fn operations(body: &Value, menus: &RichMenus) -> Result<Vec<MenusOf>, Refusal> {
    let listed = body["operations"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text_of =
        |operation: &Value, name: &str| operation[name].as_str().unwrap_or_default().to_owned();
    let mut operations = Vec::with_capacity(listed.len());
    for operation in listed {
        let from = text_of(operation, "from");
        operations.push(match operation["type"].as_str() {
            Some("link") => {
                let to = text_of(operation, "to");
                menus.find(&from).ok_or(MenuRefused::Unknown).map_err(in_body)?;
                menus.require_image(&to).map_err(in_body)?;
                MenusOf::Replace { from, to }
            }
            Some("unlink") => {
                menus.find(&from).ok_or(MenuRefused::Unknown).map_err(in_body)?;
                MenusOf::Unlink { from }
            }
            _ => MenusOf::UnlinkAll,
        });
    }
    Ok(operations)
}

/// A menu named in the body that does not exist is a bad request rather than an unknown address.
fn in_body(refused: MenuRefused) -> Refusal {
    Refusal::bad_request(refused.to_string())
}
