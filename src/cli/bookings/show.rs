//! `sesshu bookings show`: shows everything about one person.

use chrono::{DateTime, Utc};
use clap::Args;
use serde::Serialize;

use super::{whom::Whom, words};
use crate::{
    cli::{
        Failure,
        print::{Format, Listed, Tongue, Words, json, list, say},
        settings::{Settings, SettingsFile},
    },
    office::bookings::File,
    storage::{NoticeRecord, Recorded},
    vaccination::{booking::Booking, staff_act::StaffAct, time::in_tokyo},
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    format: Format,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    coupon_number: String,
    issuer: String,
    issued_by: String,
    birth_date: String,
    revoked: bool,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    linked: bool,
    bookings: Vec<BookingRow>,
    history: Vec<HistoryRow>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BookingRow {
    booking: i64,
    place: String,
    state: &'static str,
    notices: Vec<String>,
    #[serde(skip)]
    said: Words,
    #[serde(skip)]
    notices_said: Vec<(Words, Words)>,
}

#[derive(Serialize)]
struct HistoryRow {
    at: String,
    booking: Option<i64>,
    act: &'static str,
    way: &'static str,
    staff: Option<String>,
    reason: Option<String>,
    #[serde(skip)]
    said: (Words, Words),
}

pub(super) async fn run(options: Options, tongue: Tongue) -> Result<(), Failure> {
    let Options { settings, whom, format } = options;
    let act = StaffAct::BookingsShow;
    let (desk, settings, staff) = super::open(&settings, act, whom.term()).await?;
    let person = whom.must_find(&desk, &settings, &staff, tongue).await?;
    let shown = Shown::new(&desk.file(person).await?, &settings, super::now());
    if format.json {
        return json(&shown);
    }
    shown.print_person(tongue)?;
    let none = ("予約はありません。", "there are no bookings");
    list(&shown.bookings, format, tongue, none)?;
    list(&shown.history, format, tongue, ("記録はありません。", "the history is empty"))
}

impl Shown {
    fn new(file: &File, settings: &Settings, now: DateTime<Utc>) -> Self {
        let coupon = &file.person.holder.coupon;
        let contact = file.contact.as_ref();
        Self {
            coupon_number: coupon.proof.number.as_str().to_owned(),
            issuer: coupon.issuer.as_str().to_owned(),
            issued_by: settings.municipality.name_of(&coupon.issuer).to_owned(),
            birth_date: coupon.proof.birth_date.in_both_calendars(),
            revoked: file.person.revoked,
            name: contact.map(|contact| contact.name.as_str().to_owned()),
            phone: contact.map(|contact| contact.phone.as_str().to_owned()),
            email: contact.and_then(|it| it.email.as_ref()).map(|it| it.as_str().to_owned()),
            linked: file.linked,
            bookings: file.bookings.iter().map(|it| BookingRow::new(it, now)).collect(),
            history: file.history.iter().map(HistoryRow::new).collect(),
        }
    }

    fn print_person(&self, tongue: Tongue) -> Result<(), Failure> {
        let none = || "—".to_owned();
        let yes = |it| tongue.say(if it { ("あり", "yes") } else { ("なし", "no") }).to_owned();
        for (head, value) in [
            (("券番号", "Coupon"), self.coupon_number.clone()),
            (("発行自治体", "Issuer"), format!("{} {}", self.issuer, self.issued_by)),
            (("生年月日", "Born"), self.birth_date.clone()),
            (("お名前", "Name"), self.name.clone().unwrap_or_else(none)),
            (("電話番号", "Phone"), self.phone.clone().unwrap_or_else(none)),
            (("メール", "E-mail"), self.email.clone().unwrap_or_else(none)),
            (("LINE連携", "Linked"), yes(self.linked)),
        ] {
            say(format!("{}: {value}", tongue.say(head)))?;
        }
        if self.revoked {
            say(tongue.say(("この接種券は失効しています。", "The coupon is revoked.")))?;
        }
        Ok(())
    }
}

impl BookingRow {
    fn new((booking, notices): &(Booking, Vec<NoticeRecord>), now: DateTime<Utc>) -> Self {
        let said = words::standing(booking.standing(now));
        Self {
            booking: booking.id.0,
            place: words::place(booking),
            state: said.1,
            notices: notices.iter().map(notice).collect(),
            said,
            notices_said: notices
                .iter()
                .map(|it| (words::notice(it.kind), words::notice_state(it.state)))
                .collect(),
        }
    }
}

/// Returns the kind and state of a notification in their stable words.
fn notice(notice: &NoticeRecord) -> String {
    format!("{}: {}", notice.kind.as_str(), notice.state.as_str())
}

impl HistoryRow {
    fn new(recorded: &Recorded) -> Self {
        let signature = recorded.signed.as_ref();
        let reason = signature.and_then(|it| it.reason.as_ref());
        Self {
            at: in_tokyo(recorded.at).format("%Y-%m-%d %H:%M:%S").to_string(),
            booking: recorded.booking.map(|id| id.0),
            act: recorded.act.as_str(),
            way: recorded.way.as_str(),
            staff: signature.map(|it| it.name.as_str().to_owned()),
            reason: reason.map(|reason| reason.as_str().to_owned()),
            said: (words::act(&recorded.act), words::way(recorded.way)),
        }
    }
}

impl Listed for BookingRow {
    const COLUMNS: &'static [Words] =
        &[("予約番号", "Booking"), ("予約", "Slot"), ("状態", "State"), ("お知らせ", "Notices")];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        vec![
            self.booking.to_string(),
            self.place.clone(),
            tongue.say(self.said).to_owned(),
            self.notices_said
                .iter()
                .map(|(kind, state)| format!("{}: {}", tongue.say(*kind), tongue.say(*state)))
                .collect::<Vec<_>>()
                .join("\n"),
        ]
    }
}

impl Listed for HistoryRow {
    const COLUMNS: &'static [Words] = &[
        ("日時", "When"),
        ("予約番号", "Booking"),
        ("内容", "What"),
        ("経路", "Channel"),
        ("担当", "Staff"),
        ("理由", "Reason"),
    ];

    fn cells(&self, tongue: Tongue) -> Vec<String> {
        let (act, way) = self.said;
        vec![
            self.at.clone(),
            self.booking.map(|id| id.to_string()).unwrap_or_default(),
            tongue.say(act).to_owned(),
            tongue.say(way).to_owned(),
            self.staff.clone().unwrap_or_default(),
            self.reason.clone().unwrap_or_default(),
        ]
    }
}
