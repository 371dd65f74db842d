//! Actions of our buttons.

use chrono::NaiveDate;

use super::{
    Press, Voice,
    language::Sentence,
    sentences::labels,
    shown::{dialled, opens},
};
use crate::line::message::Action;

/// The date at which the birth date picker opens: near the birth dates of most residents, and no
/// default that could be taken for an answer.
const PICKER_OPENS_AT: NaiveDate = day(1950, 1, 1);
/// The last day of LINE's picker, which offers 1900 to 2100 (Messaging API reference, "Datetime
/// picker action").
const PICKER_ENDS_AT: NaiveDate = day(2100, 12, 31);

/// Returns an action that sends `press`; the chat shows the label as said by the person.
pub(super) fn press(voice: &Voice<'_>, label: Sentence, press: &Press) -> Action {
    let label = voice.read(label);
    Action::postback(label, press.to_string()).display_text(label)
}

/// Returns an action that opens a page; `None` for an address that LINE would not open.
pub(super) fn link(voice: &Voice<'_>, label: Sentence, url: &str) -> Option<Action> {
    opens(url).then(|| Action::uri(voice.read(label), url))
}

/// Returns an action that calls the call centre.
pub(super) fn call(voice: &Voice<'_>) -> Option<Action> {
    let number = dialled(&voice.municipality.call_centre.phone)?;
    Some(Action::uri(voice.read(labels::CALL), format!("tel:{number}")))
}

/// Returns an action that picks a birth date, `today` at the latest.
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
