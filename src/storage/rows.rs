//! Converting rows of venues, slots and bookings into facts, and the stored words for their states.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, SelectThree, TopologyChain,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use super::{
    StorageError,
    entity::{booking, slot, venue},
    instant::moment,
};
use crate::vaccination::{
    booking::{Booking, Cancellation, State},
    history::Way,
    ids::{BookingId, CouponId, SlotId, VenueId},
    public_message::PublicMessage,
    slot::Slot,
    time::TimeOfDay,
    venue::Venue,
};

pub(super) const CONFIRMED: &str = "confirmed";
/// Confirmed once and over. The coupon can be booked for again.
pub(super) const PAST: &str = "past";
pub(super) const ATTENDED: &str = "attended";
pub(super) const MISSED: &str = "missed";
pub(super) const CANCELLED: &str = "cancelled";

/// Selects the coupons with a confirmed booking on a day or later.
pub(super) fn booked_from(day: NaiveDate) -> SelectStatement {
    Query::select()
        .column((booking::Entity, booking::Column::CouponId))
        .from(booking::Entity)
        .inner_join(
            slot::Entity,
            Expr::col((slot::Entity, slot::Column::Id))
                .eq(Expr::col((booking::Entity, booking::Column::SlotId))),
        )
        .and_where(Expr::col((booking::Entity, booking::Column::State)).eq(CONFIRMED))
        .and_where(Expr::col((slot::Entity, slot::Column::Date)).gte(day))
        .to_owned()
}

impl From<venue::Model> for Venue {
    fn from(row: venue::Model) -> Self {
        Self {
            id: VenueId(row.id),
            category: row.category,
            name: row.name,
            kana: row.kana,
            address: row.address,
            notice: row.notice,
            map_url: row.map_url,
        }
    }
}

impl TryFrom<slot::Model> for Slot {
    type Error = StorageError;

    fn try_from(row: slot::Model) -> Result<Self, StorageError> {
        let corrupt = |column| StorageError::corrupt("slot", column, Some(row.id));
        let time = |minutes: i16, column| {
            u16::try_from(minutes)
                .ok()
                .and_then(|minutes| TimeOfDay::from_minutes(minutes).ok())
                .ok_or_else(|| corrupt(column))
        };
        let seats = |seats: i32, column| u32::try_from(seats).map_err(|_| corrupt(column));
        Ok(Self {
            id: SlotId(row.id),
            venue: VenueId(row.venue_id),
            date: row.date,
            starts: time(row.starts, "starts")?,
            ends: time(row.ends, "ends")?,
            capacity: seats(row.capacity, "capacity")?,
            booked: seats(row.booked, "booked")?,
            booked_by_web: seats(row.booked_by_web, "booked_by_web")?,
            booked_by_phone: seats(row.booked_by_phone, "booked_by_phone")?,
            closed: row.closed,
            closed_message: message(row.closed_message).map_err(|()| corrupt("closed_message"))?,
        })
    }
}

/// Returns the stored word for a state.
pub(super) fn state_word(state: &State) -> &'static str {
    match state {
        State::Confirmed => CONFIRMED,
        State::Past => PAST,
        State::Attended { .. } => ATTENDED,
        State::Missed { .. } => MISSED,
        State::Cancelled(_) => CANCELLED,
    }
}

/// Parses a stored message of the municipality.
pub(super) fn message(kept: Option<String>) -> Result<Option<PublicMessage>, ()> {
    kept.map(|text| PublicMessage::parse(&text).map_err(|_| ())).transpose()
}

/// A booking's row with those of its slot and venue.
pub(super) type BookingRows = (booking::Model, Option<slot::Model>, Option<venue::Model>);

/// Selects bookings with their slots and venues in one query.
pub(super) fn bookings() -> SelectThree<booking::Entity, slot::Entity, venue::Entity, TopologyChain>
{
    booking::Entity::find().find_also_related(slot::Entity).and_also_related(venue::Entity)
}

/// Selects confirmed bookings with their slots and venues in one query.
pub(super) fn confirmed_bookings()
-> SelectThree<booking::Entity, slot::Entity, venue::Entity, TopologyChain> {
    bookings().filter(booking::Column::State.eq(CONFIRMED))
}

pub(super) fn booking((row, slot, venue): BookingRows) -> Result<Booking, StorageError> {
    let corrupt = |column| StorageError::corrupt("booking", column, Some(row.id));
    let instant = |micros, column| moment(micros, "booking", column, Some(row.id));
    let state = match (row.state.as_str(), row.cancelled_at, row.marked_at) {
        (CONFIRMED, None, None) => State::Confirmed,
        (PAST, None, None) => State::Past,
        (ATTENDED, None, Some(at)) => State::Attended { marked_at: instant(at, "marked_at")? },
        (MISSED, None, Some(at)) => State::Missed { marked_at: instant(at, "marked_at")? },
        (CANCELLED, Some(at), None) => State::Cancelled(Cancellation {
            at: instant(at, "cancelled_at")?,
            // Instances of an older version that run at the same time do not write it.
            way: Way::from_record(row.cancelled_way.as_deref().unwrap_or(&row.way))
                .ok_or_else(|| corrupt("cancelled_way"))?,
            message: message(row.cancel_message).map_err(|()| corrupt("cancel_message"))?,
        }),
        _ => return Err(corrupt("state")),
    };
    Ok(Booking {
        id: BookingId(row.id),
        coupon: CouponId(row.coupon_id),
        slot: slot.ok_or_else(|| corrupt("slot_id"))?.try_into()?,
        venue: venue.ok_or_else(|| corrupt("slot_id"))?.into(),
        booked_at: instant(row.booked_at, "booked_at")?,
        way: Way::from_record(&row.way).ok_or_else(|| corrupt("way"))?,
        state,
    })
}
