//! What our buttons do.

use chrono::NaiveDate;

use super::{
    Press, Voice,
    language::Sentence,
    sentences::labels,
    shown::{dialled, opens},
};
use crate::line::message::Action;

/// Where the birth date picker opens: near most who are asked, and never their own date.
const PICKER_OPENS_AT: NaiveDate = day(1950, 1, 1);
/// LINE's picker knows the days from 1900 to 2100 (Messaging API reference, "Datetime picker
/// action").
const PICKER_ENDS_AT: NaiveDate = day(2100, 12, 31);

/// Sends `press`; the chat shows the label as said by the person.
pub(super) fn press(voice: &Voice<'_>, label: Sentence, press: &Press) -> Action {
    let label = voice.read(label);
    Action::postback(label, press.to_string()).display_text(label)
}

/// Opens a page; `None` for an address LINE would not open.
pub(super) fn link(voice: &Voice<'_>, label: Sentence, url: &str) -> Option<Action> {
    opens(url).then(|| Action::uri(voice.read(label), url))
}

/// Calls the call centre.
pub(super) fn call(voice: &Voice<'_>) -> Option<Action> {
    let number = dialled(&voice.municipality.call_centre.phone)?;
    Some(Action::uri(voice.read(labels::CALL), format!("tel:{number}")))
}

/// Picks a birth date, `today` at the latest.
pub(super) fn pick_birth_date(voice: &Voice<'_>, today: NaiveDate) -> Action {
    let last = today.clamp(PICKER_OPENS_AT, PICKER_ENDS_AT);
    Action::pick_date(voice.read(labels::PICK_DATE), Press::BirthDate.to_string())
        .initial(PICKER_OPENS_AT)
        .max(last)
}

pub(super) fn stop(voice: &Voice<'_>) -> Action {
    press(voice, labels::STOP, &Press::Stop)
}

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}
