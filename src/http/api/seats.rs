//! Endpoints for availability, without identification: the seats that can be booked by the caller's
//! channel.

use axum::{Json, extract::State, http::HeaderMap, response::Response};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    body::{About, Bodies, Question},
    input::{Asked, Id},
};
use crate::{
    http::{
        App,
        problem::{Problem, ProblemBody},
        visitor::Looking,
    },
    reception,
    vaccination::{
        ids::{SlotId, VenueId},
        mark, venue,
    },
    wording::Refusal,
};

/// The availability level: ○ plenty, △ few, × none.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Mark {
    Plenty,
    Few,
    None,
}

/// A venue, without its availability.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Place {
    id: String,
    /// The venue category (会場区分), for example 集団接種会場.
    category: String,
    name: String,
    kana: String,
    address: String,
    /// The venue notice (会場からのお知らせ).
    notice: Option<String>,
    map_url: Option<String>,
}

/// A venue and its availability level.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Venue {
    #[serde(flatten)]
    place: Place,
    mark: Mark,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Calendar {
    /// The month, as `YYYY-MM`.
    month: String,
    /// The first month with slots, as `YYYY-MM`.
    first: String,
    /// The last month with slots, as `YYYY-MM`.
    last: String,
    /// The days of the month that have slots.
    days: Vec<Day>,
}

#[derive(Serialize, ToSchema)]
struct Day {
    date: NaiveDate,
    mark: Mark,
}

/// A slot of a day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Time {
    slot_id: String,
    /// The start in Tokyo, as `HH:MM`.
    starts_at: String,
    /// The end in Tokyo, as `HH:MM`.
    ends_at: String,
    /// The number of seats left.
    left: u32,
    mark: Mark,
}

/// A slot and its venue, for the confirmation page.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SlotDetail {
    slot_id: String,
    venue: Place,
    date: NaiveDate,
    starts_at: String,
    ends_at: String,
    left: u32,
    mark: Mark,
    /// Whether a booking made now could still be cancelled online.
    cancellable: bool,
    /// The time from which such a booking can no longer be cancelled online.
    cancel_until: DateTime<Utc>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OnDay {
    /// The day. Without it, all days from today on.
    date: Option<NaiveDate>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct InMonth {
    /// The month, as `YYYY-MM`.
    month: String,
    /// The venue. Without it, all venues.
    venue: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AtVenue {
    venue: String,
    date: NaiveDate,
}

/// Lists the venues with their availability levels, on one day or over all days.
#[utoipa::path(get, path = "/api/venues", operation_id = "getVenues", params(OnDay),
    responses((status = 200, body = Vec<Venue>, headers(("Age" = u32, description = "The age \
        of the data in seconds; it may have changed since"))),
        (status = 304), (status = 400, body = ProblemBody)))]
pub(super) async fn venues(
    State(app): State<App>,
    Looking(way): Looking,
    headers: HeaderMap,
    Asked(on): Asked<OnDay>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let question = Question { share: way.into(), about: About::Venues(on.date) };
    let write = async {
        let venues = app.desk.venues(on.date, way, now).await?;
        Ok::<_, Problem>(venues.into_iter().map(Venue::from).collect::<Vec<_>>())
    };
    answer(&app, question, now, &headers, write).await
}

/// Lists the days of a month with their availability levels.
#[utoipa::path(get, path = "/api/calendar", operation_id = "getCalendar", params(InMonth),
    responses((status = 200, body = Calendar, headers(("Age" = u32, description = "The age \
        of the data in seconds; it may have changed since"))),
        (status = 304), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(super) async fn calendar(
    State(app): State<App>,
    Looking(way): Looking,
    headers: HeaderMap,
    Asked(asked): Asked<InMonth>,
) -> Result<Response, Problem> {
    let month: NaiveDate = format!("{}-01", asked.month).parse().map_err(|_| Refusal::Malformed)?;
    let venue = asked.venue.map(|id| id.parse::<VenueId>()).transpose();
    let venue = venue.map_err(|_| Refusal::Malformed)?;
    let now = app.clock.now();
    let question = Question { share: way.into(), about: About::Calendar(month, venue) };
    let write = async {
        Ok::<_, Problem>(Calendar::from(app.desk.calendar(month, venue, way, now).await?))
    };
    answer(&app, question, now, &headers, write).await
}

/// Lists the slots of a day at a venue.
#[utoipa::path(get, path = "/api/times", operation_id = "getTimes", params(AtVenue),
    responses((status = 200, body = Vec<Time>, headers(("Age" = u32, description = "The age \
        of the data in seconds; it may have changed since"))),
        (status = 304), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(super) async fn times(
    State(app): State<App>,
    Looking(way): Looking,
    headers: HeaderMap,
    Asked(at): Asked<AtVenue>,
) -> Result<Response, Problem> {
    let venue: VenueId = at.venue.parse().map_err(|_| Refusal::Malformed)?;
    let now = app.clock.now();
    let question = Question { share: way.into(), about: About::Times(venue, at.date) };
    let write = async {
        let times = app.desk.times(venue, at.date, way, now).await?;
        Ok::<_, Problem>(times.into_iter().map(Time::from).collect::<Vec<_>>())
    };
    answer(&app, question, now, &headers, write).await
}

/// Returns a slot and its venue, for the confirmation page.
#[utoipa::path(get, path = "/api/slots/{slotId}", operation_id = "getSlot",
    params(("slotId" = String, Path)),
    responses((status = 200, body = SlotDetail), (status = 404, body = ProblemBody)))]
pub(super) async fn slot(
    State(app): State<App>,
    Looking(way): Looking,
    Id(slot): Id,
) -> Result<Json<SlotDetail>, Problem> {
    let now = app.clock.now();
    let (time, venue) = app.desk.slot(SlotId(slot), way, now).await?.ok_or(Refusal::SlotUnknown)?;
    let programme = app.desk.programme();
    let date = time.slot.date;
    let time = Time::from(time);
    Ok(Json(SlotDetail {
        slot_id: time.slot_id,
        venue: venue.into(),
        date,
        starts_at: time.starts_at,
        ends_at: time.ends_at,
        left: time.left,
        mark: time.mark,
        cancellable: programme.may_cancel(date, now),
        cancel_until: programme.cancel_ends(date),
    }))
}

/// Answers from the response cache, or with the result of `write`, which is then cached. Answers
/// about days without slots are never cached, because a stranger could request any number of them.
async fn answer<T: Serialize>(
    app: &App,
    question: Question,
    now: DateTime<Utc>,
    headers: &HeaderMap,
    write: impl Future<Output = Result<T, Problem>>,
) -> Result<Response, Problem> {
    let look = app.desk.look(now).await?;
    match question.about.days() {
        Some((from, until)) if !app.desk.has_slots(from, until) => {
            Bodies::answer_once(look, headers, write).await
        }
        _ => app.bodies.answer(question, look, headers, write).await,
    }
}

impl From<mark::Mark> for Mark {
    fn from(mark: mark::Mark) -> Self {
        match mark {
            mark::Mark::Plenty => Self::Plenty,
            mark::Mark::Few => Self::Few,
            mark::Mark::None => Self::None,
        }
    }
}

impl From<venue::Venue> for Place {
    fn from(venue: venue::Venue) -> Self {
        Self {
            id: venue.id.to_string(),
            category: venue.category,
            name: venue.name,
            kana: venue.kana,
            address: venue.address,
            notice: venue.notice,
            map_url: venue.map_url,
        }
    }
}

impl From<reception::VenueSeats> for Venue {
    fn from(seats: reception::VenueSeats) -> Self {
        Self { place: seats.venue.into(), mark: seats.mark.into() }
    }
}

impl From<reception::Calendar> for Calendar {
    fn from(calendar: reception::Calendar) -> Self {
        let month = |date: NaiveDate| date.format("%Y-%m").to_string();
        let day = |day: reception::Day| Day { date: day.date, mark: day.mark.into() };
        Self {
            month: month(calendar.month),
            first: month(calendar.first),
            last: month(calendar.last),
            days: calendar.days.into_iter().map(day).collect(),
        }
    }
}

impl From<reception::Time> for Time {
    fn from(time: reception::Time) -> Self {
        Self {
            slot_id: time.slot.id.to_string(),
            starts_at: time.slot.starts.to_string(),
            ends_at: time.slot.ends.to_string(),
            left: time.left,
            mark: time.mark.into(),
        }
    }
}
