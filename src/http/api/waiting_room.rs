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

/// A place in the line, or that there is no need of one.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the pages show each on its own")]
pub(super) struct PlaceInLine {
    /// Whether the rest of the API can be asked now.
    admitted: bool,
    /// How many are before them; absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ahead: Option<u64>,
    /// An estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    wait_seconds: Option<u64>,
    /// When to ask again.
    ask_again_seconds: u64,
    /// For how long a place is kept once its turn has come.
    kept_minutes: u64,
    /// The place they had is lost, because its turn was too long ago: this is a new one.
    place_lost: bool,
    /// The time is over that one may spend inside: this is a new place.
    stay_ended: bool,
    /// No seat is left to be booked.
    seats_gone: bool,
}

/// What makes a place better: whoever is known, and a place that was given in the chat.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Knock {
    /// The raw ID token, as the LIFF SDK gives it.
    id_token: Option<String>,
    /// The `place` in the address that the chat's button leads to.
    place: Option<String>,
}

/// Where one stands, and a place at the end for whoever has none. Cheap to ask: nothing is looked
/// up for whoever has a place. To ask keeps nobody inside.
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

/// The same, with the LINE account that the place is bound to from then on.
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
                Err(reason) => tracing::info!(%reason, "an ID token was not believed in the line"),
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
