//! `sesshu coupons add`, `correct`, `revoke`, `unlock` and `show`.

use chrono::{DateTime, Utc};
use clap::Args;
use serde::Serialize;

use super::{Which, words};
use crate::{
    cli::{
        Failure,
        admission::admit_searching,
        bad_file,
        clock::SystemClock,
        input,
        print::{Consent, Format, Tongue, Words, json, say},
        settings::SettingsFile,
    },
    gate::Gate,
    office::{
        coupons::{self, Correction, Look, SingleError},
        sheet::Wrong,
    },
    storage::{NewCoupon, SearchTerm},
    vaccination::{
        birth_date::BirthDate,
        check_code::CheckCode,
        coupon::CouponNumber,
        staff::Reason,
        staff_act::{Right, StaffAct},
        time::{Clock, tokyo_date},
    },
};

#[derive(Debug, Args)]
pub(in crate::cli) struct Add {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    which: Which,
    /// The birth date, in either calendar; `-` reads it from standard input
    #[arg(long, value_parser = input::birth_date())]
    birth_date: String,
    /// The check code printed in the letter; `-` reads it from standard input
    #[arg(long, value_parser = input::check_code())]
    check_code: Option<CheckCode>,
    /// The reason, for the history
    #[arg(long, value_parser = input::reason())]
    reason: Option<Reason>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Correct {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    which: Which,
    /// The correct number; `-` reads it from standard input
    #[arg(
        long,
        value_parser = input::coupon_number(),
        required_unless_present_any = ["birth_date", "check_code"]
    )]
    to_number: Option<CouponNumber>,
    /// The correct birth date, in either calendar; `-` reads it from standard input
    #[arg(long, value_parser = input::birth_date())]
    birth_date: Option<String>,
    /// The correct check code; `-` reads it from standard input
    #[arg(long, value_parser = input::check_code())]
    check_code: Option<CheckCode>,
    /// Also end a link to a LINE account that another person may have made; the account is notified
    #[arg(long)]
    end_link: bool,
    /// The reason, for the history
    #[arg(long, value_parser = input::reason())]
    reason: Option<Reason>,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Revoke {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    which: Which,
    /// Also cancel the coupon's booking; the person is notified
    #[arg(long)]
    cancel_booking: bool,
    /// The reason, for the history
    #[arg(long, value_parser = input::reason())]
    reason: Option<Reason>,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Unlock {
    #[command(flatten)]
    settings: SettingsFile,
    /// The coupon number, ten digits; `-` reads it from standard input
    #[arg(value_parser = input::coupon_number())]
    number: CouponNumber,
    /// The reason, for the history
    #[arg(long, value_parser = input::reason())]
    reason: Option<Reason>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Show {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn add(options: Add, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?;
    let Which { number, issuer } = options.which;
    let term = SearchTerm::Number(&number);
    let staff = admit_searching(&settings.database, StaffAct::CouponsAdd, Some(term)).await?;
    let store = &staff.store;
    let now = SystemClock.now();
    let coupon = NewCoupon {
        issuer: issuer.unwrap_or(settings.municipality.issuer),
        number,
        birth_date: birth_date(&options.birth_date, now, tongue)?,
        check_code: options.check_code,
    };
    let signature = staff.signs(options.reason);
    coupons::add(store, &coupon, &signature, now).await.map_err(said(tongue))?;
    say(tongue.pick("接種券を登録しました。", "the coupon was registered"))
}

pub(super) async fn correct(options: Correct, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?;
    let term = options.which.term();
    let staff = admit_searching(&settings.database, StaffAct::CouponsCorrect, Some(term)).await?;
    let store = &staff.store;
    let now = SystemClock.now();
    let born = options.birth_date.map(|text| birth_date(&text, now, tongue));
    let correction = Correction {
        number: options.to_number,
        birth_date: born.transpose()?,
        check_code: options.check_code,
        end_link: options.end_link,
    };
    let Which { number, issuer } = &options.which;
    let coupon = coupons::find(store, number, issuer.as_ref()).await.map_err(said(tongue))?;
    staff.about([coupon.id]).await?;
    let question = tongue.say(if options.end_link { END_LINK_QUESTION } else { CORRECT_QUESTION });
    options.consent.ask(question, tongue)?;
    let signature = staff.signs(options.reason);
    let corrected = coupons::correct(store, coupon.id, &correction, &signature, now).await;
    let corrected = corrected.map_err(said(tongue))?;
    say(tongue.pick("接種券を訂正しました。予約はそのままです。", "corrected; bookings are kept"))?;
    if corrected.link_ended {
        say(tongue.pick(
            "LINE連携を解除しました。連携していたアカウントにお知らせが送られます。",
            "the link was ended; the formerly linked account is notified",
        ))?;
    }
    Ok(())
}

const CORRECT_QUESTION: Words = (
    "接種券を訂正すると、以前の番号と生年月日では本人確認できなくなります。LINE連携は残ります（解除するには --end-link）。よろしいですか？",
    "After the correction, the former number and birth date can no longer be used for identification. A link to a LINE account is kept (--end-link ends it). Continue?",
);

const END_LINK_QUESTION: Words = (
    "接種券を訂正すると、以前の番号と生年月日では本人確認できなくなります。LINE連携も解除します。よろしいですか？",
    "After the correction, the former number and birth date can no longer be used for identification. The link to a LINE account ends. Continue?",
);

pub(super) async fn revoke(options: Revoke, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?;
    let term = options.which.term();
    let staff = admit_searching(&settings.database, StaffAct::CouponsRevoke, Some(term)).await?;
    let store = &staff.store;
    let Which { number, issuer } = &options.which;
    let coupon = coupons::find(store, number, issuer.as_ref()).await.map_err(said(tongue))?;
    staff.about([coupon.id]).await?;
    let question = tongue.pick(
        "接種券を失効させると、本人確認もLINE連携もできなくなります。よろしいですか？",
        "A revoked coupon can no longer be used for identification or linking. Continue?",
    );
    options.consent.ask(question, tongue)?;
    let signature = staff.signs(options.reason);
    let now = SystemClock.now();
    let refused = |error| match error {
        // When and where residents book is for members who may view them.
        SingleError::HoldsBooking(_) if !staff.may(Right::View) => {
            Failure::from(tongue.say(HOLDS_BOOKING))
        }
        error => said(tongue)(error),
    };
    let cancelled = coupons::revoke(store, &coupon, options.cancel_booking, &signature, now)
        .await
        .map_err(refused)?;
    say(tongue.pick("接種券を失効させました。", "the coupon was revoked"))?;
    if cancelled.is_some() {
        say(tongue.pick(
            "予約を取り消しました。お知らせが送られます。",
            "its booking was cancelled; the person is notified",
        ))?;
    }
    Ok(())
}

const HOLDS_BOOKING: Words = (
    "この接種券には予約があります。予約も取り消すには --cancel-booking を付けてください。",
    "the coupon has a booking: add --cancel-booking to cancel it as well",
);

pub(super) async fn unlock(options: Unlock, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?;
    let term = SearchTerm::Number(&options.number);
    let staff = admit_searching(&settings.database, StaffAct::CouponsUnlock, Some(term)).await?;
    let store = &staff.store;
    let signature = staff.signs(options.reason);
    coupons::unlock(store, &options.number, &signature, SystemClock.now())
        .await
        .map_err(said(tongue))?;
    say(tongue.pick("この番号のロックを解除しました。", "the number was unlocked"))
}

pub(super) async fn show(options: Show, tongue: Tongue) -> Result<(), Failure> {
    let settings = options.settings.read()?;
    let term = options.which.term();
    let staff = admit_searching(&settings.database, StaffAct::CouponsShow, Some(term)).await?;
    let store = &staff.store;
    let gate = Gate::new(store.clone(), settings.limits);
    let Which { number, issuer } = &options.which;
    let now = SystemClock.now();
    let look =
        coupons::look(store, &gate, number, issuer.as_ref(), now).await.map_err(said(tongue))?;
    staff.about([look.coupon.id]).await?;
    let shown = Shown::new(&look, now);
    if options.format.json {
        return json(&shown);
    }
    shown.print(tongue)
}

/// The output about a coupon, which does not identify its holder.
#[derive(Serialize)]
struct Shown {
    issuer: String,
    registered_at: String,
    revoked_at: Option<String>,
    linked: bool,
    locked_until: Option<String>,
    bookings: Vec<ShownBooking>,
    history: Vec<ShownEntry>,
}

#[derive(Serialize)]
struct ShownBooking {
    id: i64,
    when: String,
    venue: String,
    state: &'static str,
    #[serde(skip)]
    said: Words,
}

#[derive(Serialize)]
struct ShownEntry {
    at: String,
    act: &'static str,
    way: &'static str,
    by: Option<String>,
    reason: Option<String>,
    #[serde(skip)]
    said: (Words, Words),
}

impl Shown {
    fn new(look: &Look, now: DateTime<Utc>) -> Self {
        let bookings = look.bookings.iter().map(|it| ShownBooking {
            id: it.id.0,
            when: words::when(it),
            venue: it.venue.name.clone(),
            state: words::standing(it, now).1,
            said: words::standing(it, now),
        });
        let history = look.history.iter().map(|it| ShownEntry {
            at: words::moment(it.at),
            act: it.act.as_str(),
            way: it.way.as_str(),
            said: (words::act(&it.act), words::way(it.way)),
            by: it.signed.as_ref().map(|it| it.name.as_str().to_owned()),
            reason: it.signed.as_ref().and_then(|it| Some(it.reason.as_ref()?.as_str().to_owned())),
        });
        Self {
            issuer: look.coupon.issuer.as_str().to_owned(),
            registered_at: words::moment(look.coupon.registered_at),
            revoked_at: look.coupon.revoked_at.map(words::moment),
            linked: look.linked,
            locked_until: look.locked_until.map(words::moment),
            bookings: bookings.collect(),
            history: history.collect(),
        }
    }

    fn print(&self, tongue: Tongue) -> Result<(), Failure> {
        let yes_or_no = |it| if it { ("あり", "yes") } else { ("なし", "no") };
        let since = |at: &Option<String>, none| at.clone().unwrap_or(tongue.say(none).to_owned());
        let no = ("なし", "no");
        for (words, value) in [
            (("発行自治体", "Issuer"), self.issuer.clone()),
            (("登録", "Registered"), self.registered_at.clone()),
            (("失効", "Revoked"), since(&self.revoked_at, no)),
            (("LINE連携", "Linked"), tongue.say(yes_or_no(self.linked)).to_owned()),
            (("ロック", "Locked until"), since(&self.locked_until, no)),
            (("予約", "Bookings"), self.bookings.len().to_string()),
        ] {
            say(format!("{}: {value}", tongue.say(words)))?;
        }
        for it in &self.bookings {
            say(format!("  {}  {}  {}", it.when, it.venue, tongue.say(it.said)))?;
        }
        say(format!("{}:", tongue.pick("履歴", "History")))?;
        for it in &self.history {
            let by = it.by.as_deref().map_or(String::new(), |by| format!("  {by}"));
            let why = it.reason.as_deref().map_or(String::new(), |why| format!("  {why}"));
            let (act, way) = (tongue.say(it.said.0), tongue.say(it.said.1));
            say(format!("  {}  {act}  {way}{by}{why}", it.at))?;
        }
        Ok(())
    }
}

fn birth_date(text: &str, now: DateTime<Utc>, tongue: Tongue) -> Result<BirthDate, Failure> {
    let refused = |error| bad_file::reason(&Wrong::BirthDate(error), tongue).into();
    BirthDate::parse(text, tokyo_date(now)).map_err(refused)
}

fn said(tongue: Tongue) -> impl FnOnce(SingleError) -> Failure {
    move |error| words::refusal(&error, tongue).into()
}
