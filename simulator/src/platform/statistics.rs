//! Numbers of sent messages: the monthly quota, and messages per day (R/messaging-api/#get-quota,
//! #get-number-of-push-messages).

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::auth::Bot;
use super::error::ApiError;
use crate::simulator::Simulator;
use crate::state::Via;

/// The first day for which LINE has numbers.
const FIRST_DAY: (i32, u32, u32) = (2018, 3, 31);
const JAPAN_SECONDS_EAST: i32 = 9 * 60 * 60;

pub(super) async fn quota(State(simulator): State<Simulator>, _: Bot) -> Json<Value> {
    Json(match simulator.config().quota {
        Some(value) => json!({ "type": "limited", "value": value }),
        None => json!({ "type": "none" }),
    })
}

/// Returns the number of messages counted towards this month's quota
/// (R/messaging-api/#get-consumption).
pub(super) async fn consumption(State(simulator): State<Simulator>, _: Bot) -> Json<Value> {
    let used = simulator.state().quota.used(simulator.now());
    Json(json!({ "totalUsage": used }))
}

#[derive(Debug, Deserialize)]
pub(super) struct DayQuery {
    #[serde(default)]
    date: String,
}

/// Returns the number of messages sent on a day in Japan. The number of the current day is not
/// ready.
pub(super) async fn delivery(
    State(simulator): State<Simulator>,
    _: Bot,
    Path(kind): Path<String>,
    Query(day): Query<DayQuery>,
) -> Result<Json<Value>, ApiError> {
    let via = match kind.as_str() {
        "reply" => Via::Reply,
        "push" => Via::Push,
        "multicast" => Via::Multicast,
        "broadcast" => Via::Broadcast,
        _ => return Err(ApiError::new(StatusCode::NOT_FOUND, "Not found")),
    };
    let day = NaiveDate::parse_from_str(&day.date, "%Y%m%d")
        .ok()
        .filter(|_| day.date.len() == 8)
        .ok_or_else(|| {
        ApiError::bad_request("The value for the 'date' parameter is invalid")
    })?;
    if NaiveDate::from_ymd_opt(FIRST_DAY.0, FIRST_DAY.1, FIRST_DAY.2)
        .is_some_and(|first| day < first)
    {
        return Ok(Json(json!({ "status": "out_of_service" })));
    }
    if day >= day_in_japan(simulator.now()) {
        return Ok(Json(json!({ "status": "unready" })));
    }
    let state = simulator.state();
    let sent = state.sent_per_day.get(&(via, day)).copied().unwrap_or_default();
    Ok(Json(json!({ "status": "ready", "success": sent })))
}

/// Returns the date in Japan.
pub(super) fn day_in_japan(moment: DateTime<Utc>) -> NaiveDate {
    FixedOffset::east_opt(JAPAN_SECONDS_EAST)
        .map_or_else(|| moment.date_naive(), |japan| moment.with_timezone(&japan).date_naive())
}
