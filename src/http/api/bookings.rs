//! A person's own bookings: see, book, cancel.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    input::{Body, Id, Key},
    seats::Place,
};
use crate::{
    http::{
        App,
        problem::{Problem, ProblemBody},
        visitor::Holder,
        waiting_room::{Keep, Place as PlaceInLine},
    },
    reception::{BookError, Wish},
    vaccination::{
        booking::{self, Standing},
        ids::{BookingId, SlotId},
        programme::Programme,
    },
    wording::Refusal,
};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum BookingState {
    Confirmed,
    Past,
    Cancelled,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Booking {
    id: String,
    slot_id: String,
    state: BookingState,
    venue: Place,
    date: NaiveDate,
    /// `HH:MM` in Tokyo.
    starts_at: String,
    ends_at: String,
    booked_at: DateTime<Utc>,
    cancelled_at: Option<DateTime<Utc>>,
    /// Whether it can be cancelled online now.
    cancellable: bool,
    /// The first moment at which it no longer can.
    cancel_until: DateTime<Utc>,
}

/// The booking in force, and those before it, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Bookings {
    current: Option<Booking>,
    history: Vec<Booking>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BookingForm {
    slot_id: String,
}

/// The person's bookings.
#[utoipa::path(get, path = "/api/bookings", operation_id = "getBookings",
    responses((status = 200, body = Bookings), (status = 401, body = ProblemBody)))]
pub(super) async fn bookings(
    State(app): State<App>,
    holder: Holder,
) -> Result<Json<Bookings>, Problem> {
    let (now, programme) = (app.clock.now(), app.desk.programme());
    let bookings = app.desk.bookings(holder.coupon).await?;
    let (current, history): (Vec<_>, Vec<_>) =
        bookings.into_iter().partition(|it| it.standing(now) == Standing::Confirmed);
    let shown = |it| Booking::shown(it, programme, now);
    Ok(Json(Bookings {
        current: current.into_iter().next().map(shown),
        history: history.into_iter().map(shown).collect(),
    }))
}

/// Books a seat. Asked again with the same `Idempotency-Key`, or for the slot already held, it
/// answers with the same booking. Once that booking is cancelled, the key is answered with
/// `booking_cancelled` (409) and books nothing any more: to book again, send a new key.
#[utoipa::path(post, path = "/api/bookings", operation_id = "book", request_body = BookingForm,
    responses((status = 201, body = Booking), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody),
        (status = 503, body = ProblemBody, description = "So many are being booked that this one \
            was not looked at; `Retry-After` says when to try again")),
    params(("Idempotency-Key" = Option<String>, Header,
        description = "16 to 128 visible ASCII characters, new for every form; its answer is kept for 24 hours")))]
pub(super) async fn book(
    State(app): State<App>,
    holder: Holder,
    Key(key): Key,
    place: PlaceInLine,
    Body(form): Body<BookingForm>,
) -> Result<(StatusCode, Option<Keep>, Json<Booking>), Problem> {
    let now = app.clock.now();
    let slot: SlotId = form.slot_id.parse().map_err(|_| Refusal::SlotUnknown)?;
    let wish = Wish { coupon: holder.coupon, slot, way: holder.way, key };
    let booked = app.desk.book(&wish, now).await;
    let outcome = booked.as_ref().map_or_else(BookError::as_str, |_| "booked");
    metrics::counter!("sesshu_bookings_total", "outcome" => outcome).increment(1);
    let booking = booked?;
    app.owed.notify_one();
    let shown = Json(Booking::shown(booking, app.desk.programme(), now));
    Ok((StatusCode::CREATED, place.farewell(&app), shown))
}

/// Cancels a booking. What is cancelled cannot be brought back.
#[utoipa::path(post, path = "/api/bookings/{bookingId}/cancel", operation_id = "cancel",
    params(("bookingId" = String, Path)),
    responses((status = 200, body = Booking), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(super) async fn cancel(
    State(app): State<App>,
    holder: Holder,
    Id(booking): Id,
) -> Result<Json<Booking>, Problem> {
    let now = app.clock.now();
    let id = BookingId(booking);
    let booking = app.desk.cancel(holder.coupon, id, holder.way, now).await?;
    app.owed.notify_one();
    Ok(Json(Booking::shown(booking, app.desk.programme(), now)))
}

impl Booking {
    fn shown(booking: booking::Booking, programme: &Programme, now: DateTime<Utc>) -> Self {
        let state = match booking.standing(now) {
            Standing::Confirmed => BookingState::Confirmed,
            // Whether they came is between them and the venue.
            Standing::Past | Standing::Attended | Standing::Missed => BookingState::Past,
            Standing::Cancelled => BookingState::Cancelled,
        };
        let cancelled_at = match booking.state {
            booking::State::Cancelled { at } => Some(at),
            _ => None,
        };
        Self {
            id: booking.id.to_string(),
            slot_id: booking.slot.id.to_string(),
            state,
            cancellable: booking.is_cancellable(programme, now),
            cancel_until: programme.cancel_ends(booking.slot.date),
            venue: booking.venue.into(),
            date: booking.slot.date,
            starts_at: booking.slot.starts.to_string(),
            ends_at: booking.slot.ends.to_string(),
            booked_at: booking.booked_at,
            cancelled_at,
        }
    }
}
