//! Statistics for the report. The database does the counting. Only birth dates are opened here, a
//! thousand at a time, to be counted as well.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Func, JoinType, Query, SelectStatement},
};

use super::{
    StorageError,
    batches::visible,
    entity::{booking, coupon, link, notice, slot},
    outbox::NoticeState,
    rows::{ATTENDED, CANCELLED, CONFIRMED, MISSED, PAST},
    view::{Result, View},
};
use crate::vaccination::{
    birth_date::BirthDate,
    booking::Canceller,
    history::Way,
    ids::{CouponId, VenueId},
    notice::NoticeKind,
};

/// Microseconds of a day, and by how many midnight in Tokyo comes before midnight in UTC.
const DAY: i64 = 86_400_000_000;
const TOKYO_AHEAD: i64 = 9 * 3_600_000_000;

/// How many birth dates are opened at a time.
const BATCH: u64 = 1_000;

/// The dates of the counted slots, unbounded where `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    pub from: Option<NaiveDate>,
    /// The last day, included.
    pub until: Option<NaiveDate>,
}

/// The seats of a venue on one day. Closed slots count only with their booked seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySeats {
    pub venue: VenueId,
    pub date: NaiveDate,
    pub capacity: u64,
    pub booked: u64,
}

/// The outcome of bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Attendance has not been recorded yet.
    Open,
    Attended,
    Missed,
    Cancelled,
}

/// A value and how often it occurs.
pub type Count<T> = (T, u64);

/// People with a booking that was not cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bookers {
    pub people: u64,
    /// Those whose coupon is linked to a LINE account.
    pub linked: u64,
}

impl<C: ConnectionTrait> View<C> {
    /// Counts the seats by day and venue.
    pub async fn seats_by_day(&self, period: Period) -> Result<Vec<DaySeats>> {
        let column = |column: slot::Column| Expr::col((slot::Entity, column));
        let mut query = Query::select();
        query
            .columns([slot::Column::VenueId, slot::Column::Date, slot::Column::Closed])
            .expr_as(Func::sum(column(slot::Column::Capacity)), "capacity")
            .expr_as(Func::sum(column(slot::Column::Booked)), "booked")
            .from(slot::Entity)
            .group_by_columns([slot::Column::VenueId, slot::Column::Date, slot::Column::Closed])
            .order_by(slot::Column::Date, Order::Asc)
            .order_by(slot::Column::VenueId, Order::Asc);
        within(&mut query, period);
        let mut days: Vec<DaySeats> = Vec::new();
        for row in self.connection.query_all(&query).await? {
            let (venue, date) = (VenueId(row.try_get("", "venue_id")?), row.try_get("", "date")?);
            let booked = positive(row.try_get("", "booked")?);
            let closed: bool = row.try_get("", "closed")?;
            let capacity = if closed { booked } else { positive(row.try_get("", "capacity")?) };
            match days.last_mut().filter(|day| (day.venue, day.date) == (venue, date)) {
                Some(day) => {
                    day.capacity += capacity;
                    day.booked += booked;
                }
                None => days.push(DaySeats { venue, date, capacity, booked }),
            }
        }
        Ok(days)
    }

    /// Counts bookings by channel and outcome.
    pub async fn bookings_by_way(&self, period: Period) -> Result<Vec<Count<(Way, Outcome)>>> {
        let mut query = Query::select();
        query
            .columns([booking::Column::Way, booking::Column::State])
            .expr_as(Func::count(Expr::val(1)), "bookings")
            .group_by_columns([booking::Column::Way, booking::Column::State]);
        of_bookings(&mut query, period);
        let mut counted = Vec::new();
        for row in self.connection.query_all(&query).await? {
            let corrupt = |column| StorageError::corrupt("booking", column, None);
            let (way, state): (String, String) =
                (row.try_get("", "way")?, row.try_get("", "state")?);
            let way = Way::from_record(&way).ok_or_else(|| corrupt("way"))?;
            let outcome = outcome(&state).ok_or_else(|| corrupt("state"))?;
            counted.push(((way, outcome), positive(row.try_get("", "bookings")?)));
        }
        Ok(counted)
    }

    /// Counts cancelled bookings by who decided to cancel.
    pub async fn cancelled_by(&self, period: Period) -> Result<Vec<Count<Canceller>>> {
        let of_booking = |column: booking::Column| Expr::col((booking::Entity, column));
        let way = Func::coalesce([
            of_booking(booking::Column::CancelledWay),
            of_booking(booking::Column::Way),
        ]);
        let mut query = Query::select();
        query
            .expr_as(way, "by_way")
            .expr_as(Func::count(Expr::val(1)), "bookings")
            .and_where(of_booking(booking::Column::State).eq(CANCELLED))
            .add_group_by([Expr::col("by_way")]);
        of_bookings(&mut query, period);
        let mut counted: BTreeMap<Canceller, u64> = BTreeMap::new();
        for row in self.connection.query_all(&query).await? {
            let way: String = row.try_get("", "by_way")?;
            let way = Way::from_record(&way)
                .ok_or_else(|| StorageError::corrupt("booking", "cancelled_way", None))?;
            *counted.entry(way.into()).or_default() += positive(row.try_get("", "bookings")?);
        }
        Ok(counted.into_iter().collect())
    }

    /// Counts the bookings made on each day in Tokyo.
    pub async fn made_by_day(&self, period: Period) -> Result<Vec<Count<NaiveDate>>> {
        self.by_day(booking::Column::BookedAt, period).await
    }

    /// Counts the cancellations on each day in Tokyo.
    pub async fn cancelled_by_day(&self, period: Period) -> Result<Vec<Count<NaiveDate>>> {
        self.by_day(booking::Column::CancelledAt, period).await
    }

    async fn by_day(
        &self,
        moment: booking::Column,
        period: Period,
    ) -> Result<Vec<Count<NaiveDate>>> {
        let moment = || Expr::col((booking::Entity, moment));
        let mut query = Query::select();
        query
            .expr_as(moment().add(TOKYO_AHEAD).div(DAY), "day")
            .expr_as(Func::count(Expr::val(1)), "bookings")
            .and_where(moment().is_not_null())
            .add_group_by([Expr::col("day")])
            .order_by("day", Order::Asc);
        of_bookings(&mut query, period);
        let mut counted = Vec::new();
        for row in self.connection.query_all(&query).await? {
            let day: i64 = row.try_get("", "day")?;
            let date = DateTime::from_timestamp(day * 86_400, 0)
                .ok_or_else(|| StorageError::corrupt("booking", "booked_at", None))?;
            counted.push((date.date_naive(), positive(row.try_get("", "bookings")?)));
        }
        Ok(counted)
    }

    /// Counts the people with a booking, and those of them who are linked.
    pub async fn bookers(&self, period: Period) -> Result<Bookers> {
        let theirs = Expr::col((booking::Entity, booking::Column::CouponId));
        let linked = Expr::col((link::Entity, link::Column::CouponId));
        let mut query = Query::select();
        query
            .expr_as(Func::count_distinct(theirs.clone()), "people")
            .expr_as(Func::count_distinct(linked.clone()), "linked")
            .and_where(not_cancelled());
        of_bookings(&mut query, period);
        query.join(JoinType::LeftJoin, link::Entity, linked.eq(theirs));
        let row = self.connection.query_one(&query).await?;
        let row = row.ok_or_else(|| StorageError::corrupt("booking", "coupon_id", None))?;
        let count = |name| row.try_get("", name).map(positive);
        Ok(Bookers { people: count("people")?, linked: count("linked")? })
    }

    /// Counts the valid coupons, and the links.
    pub async fn coupons_and_links(&self) -> Result<(u64, u64)> {
        let good =
            coupon::Entity::find().filter(coupon::Column::RevokedAt.is_null()).filter(visible());
        let linked = link::Entity::find().count(&self.connection).await?;
        Ok((good.count(&self.connection).await?, linked))
    }

    /// Calls `each` with the birth date of each person who has a booking, once per person.
    pub async fn birth_dates_of_bookers(
        &self,
        period: Period,
        mut each: impl FnMut(BirthDate) + Send,
    ) -> Result<()> {
        let mut last = i64::MIN;
        loop {
            let theirs = Expr::col((booking::Entity, booking::Column::CouponId));
            let mut query = Query::select();
            query
                .distinct()
                .expr_as(theirs.clone(), "coupon_id")
                .and_where(not_cancelled())
                .and_where(theirs.clone().gt(last))
                .order_by_expr(theirs, Order::Asc)
                .limit(BATCH);
            of_bookings(&mut query, period);
            let rows = self.connection.query_all(&query).await?;
            let coupons = rows.iter().map(|row| row.try_get("", "coupon_id").map(CouponId));
            let coupons = coupons.collect::<Result<Vec<_>, _>>()?;
            let Some(furthest) = coupons.last() else { return Ok(()) };
            last = furthest.0;
            for holder in self.holders(&coupons).await?.into_values() {
                each(holder.coupon.proof.birth_date);
            }
        }
    }

    /// Counts notifications about bookings by kind, state and delivery method.
    pub async fn notices_counted(
        &self,
        period: Period,
    ) -> Result<Vec<Count<(NoticeKind, NoticeState, Option<String>)>>> {
        let column = |column: notice::Column| (notice::Entity, column);
        let grouped = || [notice::Column::Kind, notice::Column::State, notice::Column::Via];
        let mut query = Query::select();
        query
            .columns(grouped().map(column))
            .expr_as(Func::count(Expr::val(1)), "notices")
            .group_by_columns(grouped().map(column));
        of_bookings(&mut query, period);
        let of_booking = Expr::col(column(notice::Column::BookingId))
            .eq(Expr::col((booking::Entity, booking::Column::Id)));
        query.inner_join(notice::Entity, of_booking);
        let mut counted = Vec::new();
        for row in self.connection.query_all(&query).await? {
            let corrupt = |column| StorageError::corrupt("notice", column, None);
            let (kind, state): (String, String) =
                (row.try_get("", "kind")?, row.try_get("", "state")?);
            let kind = NoticeKind::from_record(&kind).ok_or_else(|| corrupt("kind"))?;
            let state = NoticeState::from_record(&state).ok_or_else(|| corrupt("state"))?;
            let notices = positive(row.try_get("", "notices")?);
            counted.push(((kind, state, row.try_get("", "via")?), notices));
        }
        Ok(counted)
    }
}

/// Restricts a query to bookings whose slots lie in the period.
fn of_bookings(query: &mut SelectStatement, period: Period) {
    let of_slot = Expr::col((booking::Entity, booking::Column::SlotId))
        .eq(Expr::col((slot::Entity, slot::Column::Id)));
    query.from(booking::Entity).inner_join(slot::Entity, of_slot);
    within(query, period);
}

fn within(query: &mut SelectStatement, period: Period) {
    let date = || Expr::col((slot::Entity, slot::Column::Date));
    query
        .and_where_option(period.from.map(|from| date().gte(from)))
        .and_where_option(period.until.map(|until| date().lte(until)));
}

fn not_cancelled() -> Expr {
    Expr::col((booking::Entity, booking::Column::State)).ne(CANCELLED)
}

fn outcome(word: &str) -> Option<Outcome> {
    Some(match word {
        CONFIRMED | PAST => Outcome::Open,
        ATTENDED => Outcome::Attended,
        MISSED => Outcome::Missed,
        CANCELLED => Outcome::Cancelled,
        _ => return None,
    })
}

/// Converts a count, which is never negative.
fn positive(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}
