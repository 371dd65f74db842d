//! The call list, on the terminal, as JSON or as CSV.

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    cli::{
        Failure, output_file,
        print::{Format, Listed, Tongue, Words, csv, list, say},
        words,
    },
    office::calls::{Call, CallItem},
};

const HEADS: [Words; 10] = [
    ("お名前（カナ）", "name"),
    ("電話番号", "telephone"),
    ("伝えること", "subject"),
    ("自治体からの説明", "message"),
    ("会場", "venue"),
    ("日", "date"),
    ("時間", "time"),
    ("予約番号", "booking"),
    ("送れなかった理由", "why it was not sent"),
    ("お知らせの番号", "notices"),
];

/// A person to call.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    name: Option<String>,
    phone: Option<String>,
    items: Vec<Item>,
}

/// One subject of the call.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    notice: i64,
    kind: &'static str,
    /// The municipality's message about it.
    message: Option<String>,
    reason: Option<String>,
    booking: Option<i64>,
    venue: Option<String>,
    date: Option<NaiveDate>,
    time: Option<String>,
    #[serde(skip)]
    words: Words,
}

pub(super) fn print(calls: &[Call], format: Format, tongue: Tongue) -> Result<(), Failure> {
    let rows: Vec<_> = calls.iter().map(Row::from).collect();
    list(&rows, format, tongue, ("電話をかける方はいません。", "There is no one to call."))
}

/// Writes the list to a new file, one line per person.
pub(super) fn write(calls: &[Call], path: &Path, tongue: Tongue) -> Result<(), Failure> {
    let rows = calls.iter().map(Row::from).map(|row| row.record(tongue));
    let text = csv(HEADS.map(|head| tongue.say(head)), rows)?;
    if output_file::is_standard_output(path) {
        return say(text.trim_end());
    }
    output_file::write(path, text)?;
    let (name, people) = (path.display(), calls.len());
    let japanese = format!("{name} に{people}人分を書き出しました。");
    say(tongue.pick(japanese, format!("wrote {people} people to {name}")))
}

impl From<&Call> for Row {
    fn from(call: &Call) -> Self {
        let contact = call.contact.as_ref();
        Self {
            name: contact.map(|contact| contact.name.as_str().to_owned()),
            phone: contact.map(|contact| contact.phone.as_str().to_owned()),
            items: call.items.iter().map(Item::from).collect(),
        }
    }
}

impl From<&CallItem> for Item {
    fn from(item: &CallItem) -> Self {
        let booking = item.booking.as_ref();
        let slot = booking.map(|booking| &booking.slot);
        let cancelled = booking.and_then(|booking| booking.cancellation()?.message.clone());
        let closed = slot.and_then(|slot| slot.closed_message.clone());
        let message = cancelled.or(closed);
        Self {
            notice: item.notice.0,
            kind: item.kind.as_str(),
            message: message.map(|message| message.as_str().to_owned()),
            reason: item.reason.clone(),
            booking: booking.map(|booking| booking.id.0),
            venue: booking.map(|booking| booking.venue.name.clone()),
            date: slot.map(|slot| slot.date),
            time: slot.map(|slot| format!("{}–{}", slot.starts, slot.ends)),
            words: words::notice(item.kind),
        }
    }
}

impl Row {
    /// Joins the distinct values of the items, in their order.
    fn all(&self, between: &str, value: impl Fn(&Item) -> Option<String>) -> String {
        let mut values: Vec<String> = Vec::new();
        for value in self.items.iter().filter_map(value) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values.join(between)
    }

    fn to_tell(&self, between: &str, tongue: Tongue) -> String {
        self.all(between, |item| Some(tongue.say(item.words).to_owned()))
    }

    fn notices(&self) -> String {
        self.all(" ", |item| Some(item.notice.to_string()))
    }

    fn record(self, tongue: Tongue) -> [String; 10] {
        let why = |item: &Item| Some(words::notice_reason(item.reason.as_ref()?, tongue));
        [
            self.name.clone().unwrap_or_default(),
            // With hyphens Excel would read it as a date, without them it would drop the leading
            // zero.
            self.phone.as_ref().map(|phone| format!("TEL {phone}")).unwrap_or_default(),
            self.to_tell(" / ", tongue),
            self.all(" / ", |item| item.message.clone()),
            self.all(" / ", |item| item.venue.clone()),
            self.all(" / ", |item| Some(item.date?.to_string())),
            self.all(" / ", |item| item.time.clone()),
            self.all(" ", |item| Some(item.booking?.to_string())),
            self.all(" / ", why),
            self.notices(),
        ]
    }
}

/// Rows of two or three short lines per person, so that the table fits 80 columns.
impl Listed for Row {
    const COLUMNS: &'static [Words] = &[
        ("お名前・電話番号", "Name and telephone"),
        ("伝えること", "Subject"),
        ("会場・日時", "Venue and slot"),
        ("お知らせ", "Notices"),
    ];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        let lines = [self.name.clone(), self.phone.clone()];
        let slot = |item: &Item| {
            Some(format!("{}\n{} {}", item.venue.as_ref()?, item.date?, item.time.as_ref()?))
        };
        vec![
            lines.into_iter().flatten().collect::<Vec<_>>().join("\n"),
            self.to_tell("\n", tongue),
            self.all("\n", slot),
            self.notices(),
        ]
    }
}
