//! Endpoints for a person's own bookings: list, book, cancel.

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
        booking::{self, Canceller, Standing},
        ids::{BookingId, SlotId},
        programme::Programme,
        public_message::PublicMessage,
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
enum CancelledBy {
    Resident,
    /// The call centre, at the resident's request.
    CallCentre,
    Municipality,
}

impl From<Canceller> for CancelledBy {
    fn from(canceller: Canceller) -> Self {
        match canceller {
            Canceller::Resident => Self::Resident,
            Canceller::CallCentre => Self::CallCentre,
            Canceller::Municipality => Self::Municipality,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Booking {
    id: String,
    slot_id: String,
    state: BookingState,
    venue: Place,
    date: NaiveDate,
    /// The start in Tokyo, as `HH:MM`.
    starts_at: String,
    /// The end in Tokyo, as `HH:MM`.
    ends_at: String,
    booked_at: DateTime<Utc>,
    /// Whether the slot of this confirmed booking is closed at present, so that the person should
    /// not come.
    closed: bool,
    /// The municipality's message about the closing, in the language it was written in.
    closed_message: Option<String>,
    cancelled_at: Option<DateTime<Utc>>,
    /// The party that decided to cancel.
    cancelled_by: Option<CancelledBy>,
    /// The municipality's reason for cancelling, in the language it was written in.
    cancel_message: Option<String>,
    /// Whether the booking can be cancelled online now.
    cancellable: bool,
    /// The time from which the booking can no longer be cancelled online.
    cancel_until: DateTime<Utc>,
}

/// The current booking, and all others, newest first.
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

/// Lists the person's bookings.
#[utoipa::path(get, path = "/api/bookings", operation_id = "getBookings",
    responses((status = 200, body = Bookings), (status = 401, body = ProblemBody)))]
pub(super) async fn bookings(
    State(app): State<App>,
    holder: Holder,
) -> Result<Json<Bookings>, Problem> {
    let (now, programme) = (app.clock.now(), app.desk.programme());
    let bookings = app.desk.bookings(holder.coupon).await?;
    let (current, history): (Vec<_>, Vec<_>) =
        bookings.into_iter().partition(|one| one.standing(now) == Standing::Confirmed);
    let shown = |it| Booking::shown(it, programme, now);
    Ok(Json(Bookings {
        current: current.into_iter().next().map(shown),
        history: history.into_iter().map(shown).collect(),
    }))
}

/// Books a seat.
///
/// A repeated request with the same `Idempotency-Key`, or for the slot of the current booking,
/// returns the same booking. Once that booking is cancelled, the key leads to `booking_cancelled`
/// (409) and books nothing. To book again, send a new key.
#[utoipa::path(post, path = "/api/bookings", operation_id = "book", request_body = BookingForm,
    responses((status = 201, body = Booking), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody),
        (status = 503, body = ProblemBody, description = "`busy`: the queue of booking \
            requests is full and this one was not processed. `unavailable`: the service \
            is not available at present, and the outcome may be unknown. `Retry-After` says when \
            to try again")),
    params(("Idempotency-Key" = Option<String>, Header,
        description = "A key of 16 to 128 visible ASCII characters, new for every form. The result \
            is kept under it for 24 hours")))]
pub(super) async fn book(
    State(app): State<App>,
    holder: Holder,
    Key(key): Key,
    place: PlaceInLine,
    Body(form): Body<BookingForm>,
) -> Result<(StatusCode, Option<Keep>, Json<Booking>), Problem> {
    let now = app.clock.now();
    let slot: SlotId = form.slot_id.parse().map_err(|_| Refusal::SlotUnknown)?;
    let (coupon, way) = (holder.coupon, holder.visitor.way());
    let wish = Wish { coupon, session: holder.session, slot, way, key };
    let booked = app.desk.book(&wish, now).await;
    let outcome = booked.as_ref().map_or_else(BookError::as_str, |_| "booked");
    metrics::counter!("sesshu_bookings_total", "outcome" => outcome).increment(1);
    let booking = booked?;
    app.owed.notify_one();
    let shown = Json(Booking::shown(booking, app.desk.programme(), now));
    Ok((StatusCode::CREATED, place.farewell(&app), shown))
}

/// Cancels a booking.
///
/// A cancelled booking cannot be restored.
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
    let booking = app.desk.cancel(holder.asking(), id, now).await?;
    app.owed.notify_one();
    Ok(Json(Booking::shown(booking, app.desk.programme(), now)))
}

impl Booking {
    fn shown(booking: booking::Booking, programme: &Programme, now: DateTime<Utc>) -> Self {
        let state = match booking.standing(now) {
            Standing::Confirmed => BookingState::Confirmed,
            // The pages do not show whether the person came.
            Standing::Past | Standing::Attended | Standing::Missed => BookingState::Past,
            Standing::Cancelled => BookingState::Cancelled,
        };
        let cancellation = booking.cancellation().cloned();
        let closed = booking.slot.closed && matches!(state, BookingState::Confirmed);
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
            closed,
            closed_message: booking.slot.closed_message.as_ref().filter(|_| closed).map(text),
            cancelled_at: cancellation.as_ref().map(|one| one.at),
            cancelled_by: cancellation.as_ref().map(|one| one.by().into()),
            cancel_message: cancellation.and_then(|one| one.message.as_ref().map(text)),
        }
    }
}

fn text(message: &PublicMessage) -> String {
    message.as_str().to_owned()
}
