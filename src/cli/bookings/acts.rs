//! `sesshu bookings book` and `cancel`.

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::{whom::Whom, words};
use crate::{
    cli::{
        Failure,
        admission::Admitted,
        input,
        print::{Consent, Format, ReplaceContact, Tongue, json, say},
        settings::SettingsFile,
    },
    office::bookings::{Found, Order, PHONE, PhoneDesk},
    storage::Slots,
    vaccination::{
        booking::Booking,
        contact::{Contact, ContactError},
        ids::{BookingId, SlotId},
        person::Person,
        public_message::PublicMessage,
        slot::Slot,
        staff::Reason,
        staff_act::{Right, StaffAct},
        time::TimeOfDay,
    },
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Book {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    whom: Whom,
    /// The slot, by its number
    #[arg(long, conflicts_with_all = ["venue", "date", "time"], required_unless_present = "venue")]
    slot: Option<SlotId>,
    /// The venue, by its code
    #[arg(long, value_name = "CODE", requires = "date", requires = "time")]
    venue: Option<String>,
    /// The day, YYYY-MM-DD
    #[arg(long, requires = "venue")]
    date: Option<NaiveDate>,
    /// The time at which the slot begins, HH:MM
    #[arg(long, requires = "venue", value_parser = TimeOfDay::parse)]
    time: Option<TimeOfDay>,
    /// The name in kana, if none is stored yet or it has changed
    #[arg(long, value_name = "KANA", requires = "phone", value_parser = input::name())]
    contact_name: Option<String>,
    /// The telephone number
    #[arg(long, requires = "contact_name", value_parser = input::phone())]
    phone: Option<String>,
    /// The e-mail address
    #[arg(long, requires = "contact_name", value_parser = input::email())]
    email: Option<String>,
    #[command(flatten)]
    replace: ReplaceContact,
    /// The reason, for the history; required if online booking is not possible
    #[arg(long, value_name = "TEXT", value_parser = input::reason())]
    reason: Option<Reason>,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Cancel {
    #[command(flatten)]
    settings: SettingsFile,
    /// The booking, by its number
    booking: BookingId,
    /// The reason, for the history; required if online cancellation is not possible
    #[arg(long, value_name = "TEXT", value_parser = input::reason())]
    reason: Option<Reason>,
    /// Cancel on behalf of the municipality, not of the person: the reason that the person is given
    #[arg(long, value_name = "TEXT", value_parser = PublicMessage::parse)]
    message: Option<PublicMessage>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    format: Format,
}

/// A booking that was made or cancelled.
#[derive(Serialize)]
struct Told {
    booking: i64,
    slot: i64,
    date: NaiveDate,
    starts: String,
    ends: String,
    venue: String,
}

impl From<&Booking> for Told {
    fn from(booking: &Booking) -> Self {
        let slot = &booking.slot;
        Self {
            booking: booking.id.0,
            slot: slot.id.0,
            date: slot.date,
            starts: slot.starts.to_string(),
            ends: slot.ends.to_string(),
            venue: booking.venue.name.clone(),
        }
    }
}

pub(super) async fn book(options: Book, tongue: Tongue) -> Result<(), Failure> {
    let act = StaffAct::BookingsBook;
    let (desk, settings, staff) = super::open(&options.settings, act, options.whom.term()).await?;
    let person = options.whom.must_find(&desk, &settings, &staff, tongue).await?;
    let contact = contact(&options, tongue)?;
    let slot = slot(&desk, &options, tongue).await?;
    let replace_contact =
        may_replace_contact(&desk, &staff, &person, contact.as_ref(), options.replace, tongue)
            .await?;
    let signature = staff.signs(options.reason);
    let order = Order { person, slot, contact, replace_contact, signature };
    let booking = desk.book(&order, super::now()).await;
    let booking = booking.map_err(|error| words::not_booked(error, tongue))?;
    if options.format.json {
        return json(&Told::from(&booking));
    }
    let (number, place) = (booking.id, words::place(&booking));
    let japanese = format!("予約しました。予約番号 {number}：{place}");
    say(tongue.pick(japanese, format!("booked: number {number}, {place}")))
}

pub(super) async fn cancel(options: Cancel, tongue: Tongue) -> Result<(), Failure> {
    let (desk, _, staff) = super::open(&options.settings, StaffAct::BookingsCancel, None).await?;
    let booking = desk.booking(options.booking).await?;
    staff.about(booking.as_ref().map(|booking| booking.coupon)).await?;
    if let Some(booking) = booking {
        let question = question(&desk, &booking, staff.may(Right::View), tongue).await?;
        options.consent.ask(&question, tongue)?;
    }
    let signature = staff.signs(options.reason);
    let cancelled = desk.cancel(options.booking, &signature, options.message, super::now()).await;
    let cancelled = cancelled.map_err(|error| words::not_cancelled(error, tongue))?;
    if options.format.json {
        return json(&Told::from(&cancelled));
    }
    let (number, place) = (cancelled.id, words::place(&cancelled));
    let japanese = format!("取り消しました。予約番号 {number}：{place}");
    say(tongue.pick(japanese, format!("cancelled: number {number}, {place}")))
}

/// Builds the question before a cancellation, with person and slot so that a wrong number is
/// noticed. Staff without the right to view do not see the name.
async fn question(
    desk: &PhoneDesk,
    booking: &Booking,
    may_view: bool,
    tongue: Tongue,
) -> Result<String, Failure> {
    if !may_view {
        let (number, place) = (booking.id, words::place(booking));
        return Ok(tongue.pick(
            format!("予約番号 {number}（{place}）を取り消しますか？ 元には戻せません。"),
            format!("Cancel booking {number} ({place})? This cannot be undone."),
        ));
    }
    let holder = desk.store().holders(&[booking.coupon]).await?.remove(&booking.coupon);
    let whose = holder.map(|it| words::person(&Person::new(&it.coupon.proof.number, it.name)));
    let (whose, place) = (whose.unwrap_or_default(), words::place(booking));
    Ok(tongue.pick(
        format!("{whose} さんの予約（{place}）を取り消しますか？ 元には戻せません。"),
        format!("Cancel the booking of {whose} ({place})? This cannot be undone."),
    ))
}

/// Asks before a different contact is replaced, because notifications are sent to it. The question
/// also reveals a wrong digit in a coupon number. It names the fields that differ, but no stored
/// value. Staff without the right to view could find a contact by trying: they are not told which
/// fields differ, and mismatches are counted. A contact that is replaced unseen tells nothing.
async fn may_replace_contact(
    desk: &PhoneDesk,
    staff: &Admitted,
    person: &Found,
    contact: Option<&Contact>,
    replace: ReplaceContact,
    tongue: Tongue,
) -> Result<bool, Failure> {
    let Some(contact) = contact else { return Ok(false) };
    let coupon = person.holder.coupon.id;
    let Some(known) = desk.store().contact(coupon).await? else { return Ok(false) };
    let is_known = known.reaches_as(contact);
    if !replace.is_given() {
        staff.may_learn_of_comparison((!is_known).then_some(coupon), tongue).await?;
    }
    if is_known {
        return Ok(false);
    }
    let fields = staff.may(Right::View).then(|| different_fields(&known, contact, tongue));
    let named =
        |fields: String| (format!("（異なる項目：{fields}）"), format!(" (different: {fields})"));
    let (japanese, english) = fields.map(named).unwrap_or_default();
    let question = tongue.pick(
        format!("この接種券には別の連絡先が登録されています{japanese}。ご本人の接種券であることを確かめてください。置き換えますか？"),
        format!("This coupon has another contact{english}. Make sure that the coupon is the caller's. Replace the contact?"),
    );
    replace.ask(&question, tongue)?;
    Ok(true)
}

/// Names the fields in which two contacts differ.
fn different_fields(known: &Contact, given: &Contact, tongue: Tongue) -> String {
    let fields = [
        (known.name.compared() != given.name.compared(), ("お名前", "name")),
        (known.phone != given.phone, ("電話番号", "telephone number")),
        (known.email != given.email, ("メールアドレス", "e-mail address")),
    ];
    let differ = fields.into_iter().filter(|(differs, _)| *differs);
    let differ = differ.map(|(_, words)| tongue.say(words)).collect::<Vec<_>>();
    differ.join(tongue.pick("・", ", "))
}

fn contact(options: &Book, tongue: Tongue) -> Result<Option<Contact>, Failure> {
    let (Some(name), Some(phone)) = (&options.contact_name, &options.phone) else {
        return Ok(None);
    };
    let wrong = |error: &ContactError| {
        tongue.say(match error {
            ContactError::Name(_) => ("お名前（カナ）", "the name (must be in kana)"),
            ContactError::Phone(_) => ("電話番号", "the telephone number"),
            ContactError::Email(_) => ("メールアドレス", "the e-mail address"),
        })
    };
    Contact::parse(name, phone, options.email.as_deref()).map(Some).map_err(|errors| {
        let between = tongue.pick("、", ", ");
        let fields = errors.iter().map(wrong).collect::<Vec<_>>().join(between);
        tongue
            .pick(format!("次の項目をご確認ください：{fields}"), format!("invalid: {fields}"))
            .into()
    })
}

/// Finds the slot by its number, or by venue, day and time. If none begins then, the error lists
/// the slots of the day with the seats that the call centre may book.
async fn slot(desk: &PhoneDesk, options: &Book, tongue: Tongue) -> Result<SlotId, Failure> {
    let (Some(code), Some(date), Some(time)) = (&options.venue, options.date, options.time) else {
        return options.slot.ok_or_else(|| "--slot".into());
    };
    let venue = super::venue(desk, code, tongue).await?;
    let of_the_day = Slots { venue: Some(venue.id), from: date, until: date };
    let slots = desk.store().slots(of_the_day).await?;
    if let Some(slot) = slots.iter().find(|slot| slot.starts == time) {
        return Ok(slot.id);
    }
    let now = super::now();
    let left = |slot: &Slot| slot.shared(PHONE, desk.programme(), now).left;
    let line = |slot: &Slot| format!("{} ({})", slot.starts, left(slot));
    let open = slots.iter().filter(|slot| !slot.closed && left(slot) > 0).map(line);
    let open = open.collect::<Vec<_>>().join(", ");
    Err(tongue
        .pick(
            format!("その時刻に始まる予約枠はありません。電話で取れる枠（残席）：{open}"),
            format!("no slot begins then; slots with seats for the call centre: {open}"),
        )
        .into())
}
