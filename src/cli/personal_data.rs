//! `sesshu personal-data`: exports or erases what is stored about one resident.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde::Serialize;

use super::{
    Failure,
    admission::admit_searching,
    clock::SystemClock,
    coupons::{Which, refusal},
    print::{Consent, Tongue, json, say},
    settings::SettingsFile,
    words,
};
use crate::{
    office::{
        coupons,
        personal_data::{self, EraseError, PersonalData},
    },
    storage::{FormerContact, StaffActed},
    vaccination::{
        booking::Booking,
        staff_act::StaffAct,
        time::{Clock, in_tokyo},
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Print all stored data about the holder of a coupon, as JSON
    ///
    /// Example: sesshu personal-data export - > request.json
    Export(Export),
    /// Erase the data of the holder of a coupon; the bookings are kept as figures only
    ///
    /// Backups still contain the erased data until you delete them.
    ///
    /// Example: sesshu personal-data erase 1234567890
    Erase(Erase),
}

#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    which: Which,
}

#[derive(Debug, Args)]
pub(super) struct Erase {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    match action {
        Action::Export(options) => export(options, tongue).await,
        Action::Erase(options) => erase(options, tongue).await,
    }
}

async fn export(options: Export, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?.database;
    let term = options.which.term();
    let staff = admit_searching(&settings, StaffAct::PersonalDataExport, Some(term)).await?;
    let Which { number, issuer } = &options.which;
    let data = personal_data::export(&staff.store, number, issuer.as_ref()).await;
    let data = data.map_err(|error| said(&error.into(), tongue))?;
    staff.about([data.coupon.id]).await?;
    json(&Shown::new(&data, SystemClock.now()))
}

async fn erase(options: Erase, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?.database;
    let term = options.which.term();
    let staff = admit_searching(&settings, StaffAct::PersonalDataErase, Some(term)).await?;
    let Which { number, issuer } = &options.which;
    let coupon = coupons::find(&staff.store, number, issuer.as_ref()).await;
    let coupon = coupon.map_err(|error| said(&error.into(), tongue))?;
    staff.about([coupon.id]).await?;
    let question = tongue.pick(
        "この方の情報を消去します。元に戻せません。よろしいですか？",
        "This erases the data of the person and cannot be undone. Continue?",
    );
    options.consent.ask(question, tongue)?;
    let signature = staff.signs(None);
    personal_data::erase(&staff.store, number, issuer.as_ref(), &signature, SystemClock.now())
        .await
        .map_err(|error| said(&error, tongue))?;
    say(tongue.pick(
        "消去しました。予約は数としてだけ残ります。控え（バックアップ）には残っています。",
        "erased; the bookings are kept as figures only. Backups still contain the erased data.",
    ))
}

fn said(error: &EraseError, tongue: Tongue) -> Failure {
    let words = match error {
        EraseError::BookingAhead(_) => "これからの予約があります。先に取り消してください",
        EraseError::Coupon(error) => return refusal(error, tongue).into(),
    };
    tongue.pick(words.to_owned(), error.to_string()).into()
}

/// The data that the resident receives, without names of staff.
#[derive(Serialize)]
struct Shown {
    issuer: String,
    coupon_number: String,
    birth_date: String,
    registered_at: String,
    revoked_at: Option<String>,
    contact: Option<ShownContact>,
    line_user_id: Option<String>,
    former_contacts: Vec<ShownFormerContact>,
    bookings: Vec<ShownBooking>,
    history: Vec<ShownAct>,
    /// Newest first.
    staff_acts: Vec<ShownStaffAct>,
}

#[derive(Serialize)]
struct ShownContact {
    name: String,
    phone: String,
    email: Option<String>,
    language: &'static str,
}

/// A former contact, without its LINE user id: the account often belongs to another person.
#[derive(Serialize)]
struct ShownFormerContact {
    kind: &'static str,
    email: Option<String>,
    kept_until: String,
}

#[derive(Serialize)]
struct ShownBooking {
    venue: String,
    date: String,
    starts: String,
    booked_at: String,
    way: &'static str,
    state: &'static str,
}

#[derive(Serialize)]
struct ShownAct {
    at: String,
    act: &'static str,
    way: &'static str,
    by_staff: bool,
}

#[derive(Serialize)]
struct ShownStaffAct {
    at: String,
    act: &'static str,
    allowed: bool,
}

impl Shown {
    fn new(data: &PersonalData, now: DateTime<Utc>) -> Self {
        let proof = &data.coupon.proof;
        Self {
            issuer: data.coupon.issuer.as_str().to_owned(),
            coupon_number: proof.number.as_str().to_owned(),
            birth_date: proof.birth_date.date().to_string(),
            registered_at: moment(data.registered_at),
            revoked_at: data.revoked_at.map(moment),
            contact: data.contact.as_ref().map(|contact| ShownContact {
                name: contact.name.as_str().to_owned(),
                phone: contact.phone.as_str().to_owned(),
                email: contact.email.as_ref().map(|email| email.as_str().to_owned()),
                language: contact.language.as_str(),
            }),
            line_user_id: data.line_user.clone(),
            former_contacts: data.former_contacts.iter().map(ShownFormerContact::from).collect(),
            bookings: data.bookings.iter().map(|it| ShownBooking::new(it, now)).collect(),
            history: data
                .history
                .iter()
                .map(|it| ShownAct {
                    at: moment(it.at),
                    act: it.act.as_str(),
                    way: it.way.as_str(),
                    by_staff: it.signed.is_some(),
                })
                .collect(),
            staff_acts: data.staff_acts.iter().map(ShownStaffAct::from).collect(),
        }
    }
}

impl From<&(FormerContact, DateTime<Utc>)> for ShownFormerContact {
    fn from((former, until): &(FormerContact, DateTime<Utc>)) -> Self {
        let (kind, email) = match former {
            FormerContact::Account(_) => ("line_account", None),
            FormerContact::Address(address) => ("email", Some(address.email.as_str().to_owned())),
        };
        Self { kind, email, kept_until: moment(*until) }
    }
}

impl From<&StaffActed> for ShownStaffAct {
    fn from(acted: &StaffActed) -> Self {
        Self { at: moment(acted.at), act: acted.act.as_str(), allowed: acted.allowed }
    }
}

impl ShownBooking {
    fn new(booking: &Booking, now: DateTime<Utc>) -> Self {
        Self {
            venue: booking.venue.name.clone(),
            date: booking.slot.date.to_string(),
            starts: booking.slot.starts.to_string(),
            booked_at: moment(booking.booked_at),
            way: booking.way.as_str(),
            state: words::standing(booking.standing(now)).1,
        }
    }
}

fn moment(at: DateTime<Utc>) -> String {
    in_tokyo(at).to_rfc3339()
}
