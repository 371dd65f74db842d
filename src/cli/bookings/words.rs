//! Texts for the call centre in Japanese and English: states, and why something failed and what to
//! do instead.

pub(super) use crate::cli::words::{act, notice, notice_state, standing, way};
use crate::{
    cli::{
        Failure,
        print::{Tongue, Words},
        settings::Settings,
    },
    office::bookings::{
        AttendanceError, FindError, Found, PhoneBookError, PhoneCancelError, WrongMark,
    },
    vaccination::{
        booking::{Booking, StaffRefused},
        coupon::Issuer,
        person::Person,
    },
};

/// Returns the name, or the visible part of the coupon number.
pub(super) fn person(person: &Person) -> String {
    match &person.name {
        Some(name) => name.as_str().to_owned(),
        None => format!("（****{}）", person.coupon_ends()),
    }
}

/// Returns day, time and venue in one line.
pub(super) fn place(booking: &Booking) -> String {
    let slot = &booking.slot;
    format!("{} {}-{} {}", slot.date, slot.starts, slot.ends, booking.venue.name)
}

/// Explains why no person, or more than one, was found. People of the same name are listed if the
/// member may see them.
pub(super) fn not_found(
    error: FindError,
    settings: &Settings,
    may_see: bool,
    tongue: Tongue,
) -> Failure {
    let said = match error {
        FindError::UnknownNumber => tongue.pick(
            "この券番号の接種券はありません。番号（10桁）と発行自治体をご確認ください。".to_owned(),
            "no coupon has this number; check its ten digits and the issuer".to_owned(),
        ),
        FindError::SeveralIssuers(issuers) => {
            let town =
                |it: &Issuer| format!("{} {}", it.as_str(), settings.municipality.name_of(it));
            let codes = issuers.iter().map(town).collect::<Vec<_>>().join("\n  ");
            tongue.pick(
                format!(
                    "同じ番号を複数の自治体が発行しています。--issuer を付けてください：\n  {codes}"
                ),
                format!("several municipalities issued this number; add --issuer:\n  {codes}"),
            )
        }
        FindError::UnknownName => tongue.pick(
            "このお名前の連絡先はありません。カナは登録どおりに、または券番号でお調べください。"
                .to_owned(),
            "no contact has this name; enter the kana exactly, or the coupon number".to_owned(),
        ),
        FindError::OtherBirthDate(_) => tongue.pick(
            "接種券の生年月日が --born と違います。券番号（またはお名前）と生年月日をご確認ください。"
                .to_owned(),
            "the coupon's birth date differs from --born; check it, and the number or the name"
                .to_owned(),
        ),
        FindError::SeveralPeople(_) if !may_see => tongue.pick(
            "同じお名前の方が複数います。券番号でお調べください。".to_owned(),
            "several people have this name; enter the coupon number".to_owned(),
        ),
        FindError::SeveralPeople(people) => {
            let listed = people.iter().map(one_of_several).collect::<Vec<_>>().join("\n  ");
            tongue.pick(
                format!("同じお名前の方が複数います。--born（生年月日）か券番号でお調べください：\n  {listed}"),
                format!("several people have this name; add --born, or enter the coupon number:\n  {listed}"),
            )
        }
        FindError::Storage(error) => return error.into(),
    };
    said.into()
}

fn one_of_several(found: &Found) -> String {
    let coupon = &found.holder.coupon;
    let person = Person::new(&coupon.proof.number, None);
    format!("{} ****{}", coupon.proof.birth_date.date(), person.coupon_ends())
}

pub(super) fn not_booked(error: PhoneBookError, tongue: Tongue) -> Failure {
    use PhoneBookError as E;

    let said: (String, String) = match error {
        E::Revoked => both("この接種券は失効しています。", "the coupon is revoked"),
        E::UnknownSlot => both("この予約枠はありません。", "the slot does not exist"),
        E::Closed => both("この予約枠は閉じられています。", "the slot is closed"),
        E::Over => both("この予約枠の時間は終わっています。", "the slot has ended"),
        E::ReasonNeeded => both(
            "オンラインの予約期間外です。理由を --reason で付けてください。",
            "online booking is not possible now: add the reason with --reason",
        ),
        E::ContactMissing => both(
            "連絡先がありません。--contact-name と --phone を付けてください。",
            "the coupon has no contact: add --contact-name and --phone",
        ),
        E::OtherContact => both(
            "この接種券には別の連絡先が登録されています。置き換えるには --replace-contact を付けてください。",
            "the coupon has another contact: add --replace-contact to replace it",
        ),
        E::Full => both(
            "電話で取れる席がありません。（残りがあれば、LINE・WEB用に確保された席です。）",
            "no seat is left for the call centre (any others are reserved for LINE and the web)",
        ),
        E::AlreadyBooked(booking) => {
            let (number, place) = (booking.id, place(&booking));
            (
                format!(
                    "すでに予約があります（予約番号 {number}：{place}）。先に取り消してください。"
                ),
                format!("the coupon already has a booking ({number}: {place}); cancel it first"),
            )
        }
        E::UsedUp => both(
            "この接種券で予約できる回数に達しています。",
            "the maximum number of bookings of this coupon is reached",
        ),
        E::Storage(error) => return error.into(),
    };
    tongue.pick(said.0, said.1).into()
}

pub(super) fn not_cancelled(error: PhoneCancelError, tongue: Tongue) -> Failure {
    let said = match error {
        PhoneCancelError::UnknownBooking => UNKNOWN_BOOKING,
        PhoneCancelError::Refused(refused) => refusal(refused),
        PhoneCancelError::ReasonNeeded => (
            "オンラインの取消期限を過ぎています。理由を --reason で付けてください。",
            "the deadline for online cancellation has passed: add the reason with --reason",
        ),
        PhoneCancelError::Storage(error) => return error.into(),
    };
    tongue.say(said).into()
}

pub(super) fn not_marked(error: AttendanceError, tongue: Tongue) -> Failure {
    match error {
        AttendanceError::Wrong(wrong) => {
            let line = |(id, why)| format!("{id}: {}", tongue.say(wrong_mark(why)));
            let lines = wrong.into_iter().map(line).collect::<Vec<_>>().join("\n  ");
            let nothing = tongue.pick("何も変更していません。", "nothing was changed");
            format!("{nothing}\n  {lines}").into()
        }
        AttendanceError::Changed => tongue
            .pick(
                "同時に別の操作がありました。もう一度実行してください。",
                "a booking was changed in the meantime; try again",
            )
            .into(),
        AttendanceError::Storage(error) => error.into(),
    }
}

pub(super) fn wrong_mark(wrong: WrongMark) -> Words {
    match wrong {
        WrongMark::UnknownBooking => UNKNOWN_BOOKING,
        WrongMark::Refused(refused) => refusal(refused),
        WrongMark::BookedAgain => (
            "この接種券には別の予約があります。先にその予約を取り消してください。",
            "the coupon has a newer booking: cancel it first",
        ),
    }
}

const UNKNOWN_BOOKING: Words = ("この予約番号の予約はありません。", "the booking does not exist");

fn refusal(refused: StaffRefused) -> Words {
    match refused {
        StaffRefused::Cancelled => ("取り消された予約です。", "the booking is cancelled"),
        StaffRefused::Over => (
            "終わった予約は取り消せません。来なかった方は bookings miss で記録してください。",
            "the booking is over: record a no-show with `sesshu bookings miss`",
        ),
        StaffRefused::TooEarly => {
            ("まだ予約日になっていません。", "the day of the booking has not come yet")
        }
        StaffRefused::NotBegun => (
            "まだ予約の時刻になっていません。来場なしは、予約枠の開始後に記録してください。",
            "the slot has not begun: a no-show can be recorded after its beginning",
        ),
    }
}

fn both(japanese: &str, english: &str) -> (String, String) {
    (japanese.to_owned(), english.to_owned())
}
