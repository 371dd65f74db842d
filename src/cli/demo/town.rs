//! 潮風市: a fictional municipality with fictional people, from `fixtures/`.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use crate::{
    cli::{Failure, settings::Settings},
    office::{
        coupons,
        slots::{self, Plan},
        venues,
    },
    storage::{Entry, NewBooking, Slots, Store, Tx},
    vaccination::{
        coupon::{Issuer, Proof},
        history::{Act, Way},
        holidays::Holidays,
        ids::CouponId,
        share::{Kept, Share},
        slot::Slot,
        staff::{Signature, StaffName},
        time::tokyo_date,
    },
};

const SETTINGS: &str = include_str!("../../../fixtures/sesshu.toml");
const TERMS: &str = include_str!("../../../fixtures/terms.md");
const FAQ: &str = include_str!("../../../fixtures/faq.toml");
const COUPONS: &str = include_str!("../../../fixtures/coupons.csv");
const VENUES: &str = include_str!("../../../fixtures/venues.csv");
const SLOTS: &str = include_str!("../../../fixtures/slots.toml");

/// The number of days that can be booked, from tomorrow on.
const DAYS_AHEAD: u64 = 60;

/// The first coupons of the file are free for people who try the demo; the others have bookings.
const COUPONS_FOR_VISITORS: usize = 7;

/// The notes shown next to the phone.
pub(super) const NOTES: [(&str, &str); 5] = [
    ("接種券（花子さん）", "券番号 1234567890\n生年月日 1950年（昭和25年）5月5日"),
    ("接種券（太郎さん）", "券番号 1234567891\n生年月日 1948年（昭和23年）11月3日"),
    (
        "接種券（住所地外接種）",
        "券番号 4567890123\n生年月日 1955年（昭和30年）3月3日\n潮風市と海山町が同じ番号を発行しています",
    ),
    (
        "試してみましょう",
        "1. 友だち追加\n2. メニューの「ワクチン予約・確認」を押す\n3. 券番号と生年月日で連携する\n\
         4. 「場所から予約」で会場と日時を選ぶ\n5. 「時計」で予約の前日10時に進めると、お知らせが届きます",
    ),
    ("このデモについて", "潮風市も住民も架空のものです。データは外に送られません。"),
];

/// Returns the example's settings, with linking in the chat and with names on LINE. The example
/// leaves both off, because municipalities copy it; here all people are fictional.
pub(super) fn settings() -> Result<Settings, Failure> {
    let mut settings = Settings::parse(SETTINGS, |name| match name {
        "faq.toml" => Ok::<_, Failure>(FAQ.to_owned()),
        _ => Ok(TERMS.to_owned()),
    })?;
    settings.identity_in_chat = true;
    settings.names_on_line = true;
    Ok(settings)
}

/// Loads the municipality's data unless it is already there.
pub(super) async fn settle(store: &Store, own: &Issuer, now: DateTime<Utc>) -> Result<(), Failure> {
    if !store.venues().await?.is_empty() {
        return Ok(());
    }
    let tomorrow =
        tokyo_date(now).checked_add_days(Days::new(1)).ok_or("the date is out of range")?;
    coupons::load(store, &COUPONS.into(), own, &made_up_clerk()?, now).await?;
    let venues = venues::load(store, &VENUES.into()).await?;
    let until = tomorrow.checked_add_days(Days::new(DAYS_AHEAD - 1)).unwrap_or(tomorrow);
    // Without holidays, so that the demo shows the same week in any season.
    let slots = Plan::parse(SLOTS)?.slots(&venues, &Holidays::default(), tomorrow, until)?;
    slots::put(store, &slots::compare(store, &slots).await?).await?;
    book_for_neighbours(store, own, tomorrow, now).await
}

/// Makes bookings for the other fictional residents, so that ○, △ and × can all be seen.
async fn book_for_neighbours(
    store: &Store,
    own: &Issuer,
    from: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let until = from.checked_add_days(Days::new(45)).unwrap_or(from);
    let slots = store.slots(Slots { venue: None, from, until }).await?;
    let mut neighbours = neighbours(store, own, now).await?.into_iter();
    let tx = store.begin().await?;
    for slot in &slots {
        for coupon in neighbours.by_ref().take(crowd(slot) as usize) {
            book(&tx, coupon, slot, now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Returns the member of staff whom the history names for loading the coupons.
fn made_up_clerk() -> Result<Signature, Failure> {
    Ok(Signature { name: StaffName::parse("デモ")?, reason: None })
}

/// Returns how many people book a slot: every fifth day is full; on the third day after it only
/// slots that end at 16:00 or later are free.
fn crowd(slot: &Slot) -> u32 {
    match slot.date.day() % 5 {
        1 => slot.capacity,
        4 if slot.ends.minutes() < 16 * 60 => slot.capacity,
        _ => 0,
    }
}

async fn neighbours(
    store: &Store,
    own: &Issuer,
    now: DateTime<Utc>,
) -> Result<Vec<CouponId>, Failure> {
    let mut ids = Vec::new();
    let roll = coupons::read(&COUPONS.into(), own, now, &mut |_| ())?;
    for coupon in roll.as_listed().into_iter().skip(COUPONS_FOR_VISITORS) {
        let proof = Proof { number: coupon.number, birth_date: coupon.birth_date };
        ids.extend(store.coupons_by_proof(&proof).await?.into_iter().map(|coupon| coupon.id));
    }
    Ok(ids)
}

async fn book(tx: &Tx, coupon: CouponId, slot: &Slot, now: DateTime<Utc>) -> Result<(), Failure> {
    if tx.take_seat(slot.id, Share::Web, Kept::default()).await?.is_applied() {
        let booking = tx
            .add_booking(
                &NewBooking { coupon, slot: slot.id, way: Way::Web, most: 1, past: None },
                now,
            )
            .await?;
        let entry =
            Entry { at: now, coupon, booking: Some(booking), act: &Act::Booked, way: Way::Web };
        tx.record(&entry).await?;
    }
    Ok(())
}
