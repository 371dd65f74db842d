//! Searching bookings for the administration: by day, venue, coupon and status, in chronological
//! order, page by page.

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{
    bookings::readable_facts,
    entity::{
        booking::{Column, Entity},
        slot,
    },
    rows::{ATTENDED, CANCELLED, CONFIRMED, MISSED, PAST, bookings},
    view::{Result, View},
};
use crate::vaccination::{
    booking::{Booking, Standing},
    ids::{CouponId, VenueId},
    time::{in_tokyo, tokyo_date},
};

/// A filter for bookings. All conditions that are given have to hold.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The first day of the slots.
    pub from: Option<NaiveDate>,
    /// The last day, included.
    pub until: Option<NaiveDate>,
    pub venue: Option<VenueId>,
    pub coupon: Option<CouponId>,
    pub standing: Option<Standing>,
}

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Counted from 0.
    pub number: u64,
    pub size: u64,
}

impl<C: ConnectionTrait> View<C> {
    /// Reads one page of the bookings that match the filter at `now`, ordered by day, time and id,
    /// and returns it with the number of all that match. Bookings that cannot be read are counted
    /// and left out.
    pub async fn bookings_listed(
        &self,
        wanted: &Wanted,
        page: Page,
        now: DateTime<Utc>,
    ) -> Result<(Vec<Booking>, u64)> {
        let fitting = fits(wanted, now);
        let counted = Entity::find().inner_join(slot::Entity).filter(fitting.clone());
        let all = counted.count(&self.connection).await?;
        let rows = bookings()
            .filter(fitting)
            .order_by_asc(slot::Column::Date)
            .order_by_asc(slot::Column::Starts)
            .order_by_asc(Column::Id)
            .limit(page.size)
            .offset(page.number.saturating_mul(page.size))
            .all(&self.connection)
            .await?;
        Ok((readable_facts(rows)?, all))
    }

    /// Reads all bookings of a venue on a day except the cancelled ones and those that cannot be
    /// read.
    pub async fn bookings_on(&self, venue: VenueId, date: NaiveDate) -> Result<Vec<Booking>> {
        let rows = bookings()
            .filter(slot::Column::VenueId.eq(venue.0))
            .filter(slot::Column::Date.eq(date))
            .filter(Column::State.ne(CANCELLED))
            .order_by_asc(slot::Column::Starts)
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        readable_facts(rows)
    }
}

fn fits(wanted: &Wanted, now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add_option(wanted.from.map(|from| slot::Column::Date.gte(from)))
        .add_option(wanted.until.map(|until| slot::Column::Date.lte(until)))
        .add_option(wanted.venue.map(|venue| slot::Column::VenueId.eq(venue.0)))
        .add_option(wanted.coupon.map(|coupon| Column::CouponId.eq(coupon.0)))
        .add_option(wanted.standing.map(|standing| stands(standing, now)))
}

/// Matches a status. A past booking may still be stored as confirmed, in a slot that has ended.
fn stands(standing: Standing, now: DateTime<Utc>) -> Condition {
    let is = |word: &str| Condition::all().add(Column::State.eq(word));
    match standing {
        Standing::Confirmed => is(CONFIRMED).add(has_ended(now).not()),
        Standing::Past => Condition::any().add(is(PAST)).add(is(CONFIRMED).add(has_ended(now))),
        Standing::Attended => is(ATTENDED),
        Standing::Missed => is(MISSED),
        Standing::Cancelled => is(CANCELLED),
    }
}

fn has_ended(now: DateTime<Utc>) -> Condition {
    let (today, minute) = (tokyo_date(now), minute_of_day(now));
    let earlier_today =
        Condition::all().add(slot::Column::Date.eq(today)).add(slot::Column::Ends.lte(minute));
    Condition::any().add(slot::Column::Date.lt(today)).add(earlier_today)
}

/// Returns the whole minutes since midnight in Tokyo, at most 1,439.
fn minute_of_day(now: DateTime<Utc>) -> i16 {
    let local = in_tokyo(now);
    i16::try_from(local.hour() * 60 + local.minute()).unwrap_or(i16::MAX)
}
