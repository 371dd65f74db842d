//! Endpoint for the calendar file of a slot.

use axum::{
    extract::State,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::IntoResponse,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::input::{Asked, Id};
use crate::{
    http::{
        App,
        problem::{Problem, ProblemBody},
    },
    vaccination::{history::Way, ids::SlotId, language::Language},
    wording::{self, Refusal},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Reader {
    /// The language of the file: `ja`, `ja-easy` or `en`.
    language: Option<String>,
}

/// Returns the time and venue of a slot as an iCalendar file (RFC 5545).
///
/// The file contains no personal data and needs no session, so that any browser can download it.
/// LINE's in-app browser cannot save files.
#[utoipa::path(get, path = "/api/slots/{slotId}/calendar.ics", operation_id = "getCalendarFile",
    params(("slotId" = String, Path), Reader),
    responses((status = 200, body = String, content_type = "text/calendar"),
        (status = 404, body = ProblemBody)))]
pub(super) async fn file(
    State(app): State<App>,
    Id(slot): Id,
    Asked(reader): Asked<Reader>,
) -> Result<impl IntoResponse, Problem> {
    let now = app.clock.now();
    let found = app.desk.slot(SlotId(slot), Way::Web, now).await?;
    let (time, venue) = found.ok_or(Refusal::SlotUnknown)?;
    let language = reader.language.as_deref().and_then(Language::from_record);
    let voice = app.voice(language.unwrap_or_default());
    let file = wording::calendar_entry(&time.slot, &venue, &voice, now);
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"vaccination.ics\""),
    ];
    Ok((headers, file))
}
