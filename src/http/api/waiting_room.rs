//! Endpoints of the waiting room: the position in the queue.

use std::net::IpAddr;

use axum::{Json, extract::State};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::Body;
use crate::{
    gate::waiting_room::{KEPT, QueuedAfter, RoomClosed, Stand, Waiting, WaitingRoom},
    http::{
        App,
        address::Peer,
        problem::{Problem, ProblemBody},
        waiting_room::Held,
    },
};

/// When a client should ask again if no number can be assigned.
const ASK_ANEW_SECONDS: u64 = 5;

/// The caller's position in the waiting room.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the pages show each on its own")]
pub(super) struct PlaceInLine {
    /// Whether the caller is admitted to the rest of the API.
    admitted: bool,
    /// The number of people ahead. Absent while unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ahead: Option<u64>,
    /// The estimated wait. Absent while unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    wait_seconds: Option<u64>,
    /// The delay before the next request for the position.
    ask_again_seconds: u64,
    /// The grace period: how long a place is kept after its turn.
    kept_minutes: u64,
    /// Whether the previous place was lost because its turn was too long ago. This place is new.
    place_lost: bool,
    /// Whether the time allowed after admission has ended. This place is new.
    stay_ended: bool,
    /// Whether no seat is left to book.
    seats_gone: bool,
}

/// Optional data that can lead to a better place: the LINE account, and a place from the chat.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Knock {
    /// The raw ID token from the LIFF SDK.
    id_token: Option<String>,
    /// The `place` parameter in the address of the chat's button.
    place: Option<String>,
}

/// Returns the caller's position in the waiting room.
///
/// A caller without a place gets one at the end of the queue. With a place the request is cheap: it
/// reads nothing from the database. It does not extend the caller's stay after admission.
#[utoipa::path(get, path = "/api/waiting-room", operation_id = "getPlaceInLine",
    responses((status = 200, body = PlaceInLine)))]
pub(super) async fn look(
    State(app): State<App>,
    Peer(address): Peer,
    jar: CookieJar,
) -> (CookieJar, Json<PlaceInLine>) {
    let Some(room) = &app.waiting_room else { return nobody_waits() };
    let held = Held::read(&jar, &app.site);
    let stand = room.position(held.visitor, address, held.place.as_deref(), app.clock.now()).await;
    answer(&app, held, stand)
}

/// Binds the caller's place to a LINE account and returns the position.
///
/// Without a valid ID token the place is not bound.
#[utoipa::path(post, path = "/api/waiting-room", operation_id = "bindPlaceInLine",
    request_body = Knock,
    responses((status = 200, body = PlaceInLine), (status = 400, body = ProblemBody)))]
pub(super) async fn knock(
    State(app): State<App>,
    Peer(address): Peer,
    jar: CookieJar,
    Body(knock): Body<Knock>,
) -> Result<(CookieJar, Json<PlaceInLine>), Problem> {
    let Some(room) = &app.waiting_room else { return Ok(nobody_waits()) };
    let held = Held::read(&jar, &app.site);
    let stand = knock.at(&app, room, &held, address, app.clock.now()).await;
    Ok(answer(&app, held, stand))
}

impl Knock {
    /// Returns the position for the verified LINE account. If the ID token is missing or invalid,
    /// the position is that of the browser.
    async fn at(
        &self,
        app: &App,
        room: &WaitingRoom,
        held: &Held,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Stand, RoomClosed> {
        let shown = held.place.as_deref();
        if let Some(token) = &self.id_token {
            match app.line.verify_id_token(token, now).await {
                Ok(user) => {
                    let account = room.account(user.user_id().as_str());
                    let shown = [shown, self.place.as_deref()];
                    return room.position_as(account, held.visitor, address, shown, now).await;
                }
                Err(reason) => tracing::info!(%reason, "an ID token was refused in the queue"),
            }
        }
        room.position(held.visitor, address, shown, now).await
    }
}

fn answer(
    app: &App,
    held: Held,
    stand: Result<Stand, RoomClosed>,
) -> (CookieJar, Json<PlaceInLine>) {
    let (renewed, place) = match stand {
        Ok(Stand::Inside(inside)) => (inside.renewed, PlaceInLine::admitted()),
        Ok(Stand::Waiting(waiting)) => (waiting.renewed.clone(), PlaceInLine::shown(&waiting)),
        Err(RoomClosed) => (None, PlaceInLine::unknown()),
    };
    (held.keeping(renewed, &app.site), Json(place))
}

fn nobody_waits() -> (CookieJar, Json<PlaceInLine>) {
    (CookieJar::new(), Json(PlaceInLine::admitted()))
}

impl PlaceInLine {
    fn admitted() -> Self {
        Self { admitted: true, ..Self::unknown() }
    }

    fn unknown() -> Self {
        Self {
            admitted: false,
            ahead: None,
            wait_seconds: None,
            ask_again_seconds: ASK_ANEW_SECONDS,
            kept_minutes: KEPT.num_minutes().unsigned_abs(),
            place_lost: false,
            stay_ended: false,
            seats_gone: false,
        }
    }

    fn shown(waiting: &Waiting) -> Self {
        Self {
            ahead: waiting.ahead,
            wait_seconds: waiting.wait.map(|wait| wait.as_secs()),
            ask_again_seconds: waiting.ask_again.as_secs(),
            place_lost: waiting.after == QueuedAfter::MissedTurn,
            stay_ended: waiting.after == QueuedAfter::EndedStay,
            seats_gone: waiting.seats_gone,
            ..Self::unknown()
        }
    }
}
