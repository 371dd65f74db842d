//! A municipality with nothing wrong, and ways to break it.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::super::*;
use crate::{
    office::Acquaintance,
    vaccination::{
        birth_date::BirthDate,
        coupon::{CouponNumber, Issuer, Proof},
        faq::{Faq, Question},
        holidays::Holidays,
        ids::VenueId,
        language::Translated,
        municipality::{Block, CallCentre, Links, Municipality, Terms},
        notice::NoticeKind,
        programme::Programme,
        share::Shares,
        time::TimeOfDay,
        venue::Venue,
    },
};

pub(super) fn moment(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("{text}+09:00")).unwrap().to_utc()
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn time(text: &str) -> TimeOfDay {
    TimeOfDay::parse(text).unwrap()
}

pub(super) fn issuer(code: &str) -> Issuer {
    Issuer::parse(code).unwrap()
}

fn in_two(ja: &str, en: &str) -> Translated {
    Translated { en: en.to_owned(), ..Translated::same(ja) }
}

fn municipality() -> Municipality {
    Municipality {
        name: in_two("波立市", "Namitatsu City"),
        programme: in_two("ワクチン接種予約", "Vaccination"),
        // 1×6 + 2×5 + 3×4 + 4×3 + 5×2 = 50; 11 − 6 = 5.
        issuer: issuer("123455"),
        neighbours: vec![(issuer("990002"), "海山町".to_owned())],
        call_centre: CallCentre {
            name: in_two("コールセンター", "Call centre"),
            phone: "0120-111-222".to_owned(),
            hours: in_two("毎日 9時〜17時", "Every day 9:00–17:00"),
        },
        links: Links {
            faq: "https://www.city.namitatsu.lg.jp/faq".to_owned(),
            information: "https://www.city.namitatsu.lg.jp/".to_owned(),
            manual: "https://www.city.namitatsu.lg.jp/manual.pdf".to_owned(),
        },
        bring: vec![in_two("接種券", "Coupon")],
        colour: "#00665e".to_owned(),
        terms: Terms {
            version: "1".to_owned(), blocks: vec![Block::Paragraph("本文".to_owned())]
        },
        faq: Faq(vec![Question {
            ask: Translated::same("予約は？"),
            answer: Translated::same("できます"),
            keywords: Vec::new(),
        }]),
    }
}

pub(super) fn venue(id: i64, name: &str) -> Venue {
    Venue {
        id: VenueId(id),
        category: "集団接種会場".to_owned(),
        name: name.to_owned(),
        kana: "ナミタツホール".to_owned(),
        address: "中央1丁目".to_owned(),
        notice: Some("上履きをお持ちください。".to_owned()),
        map_url: Some("https://maps.city.namitatsu.lg.jp/1".to_owned()),
    }
}

pub(super) fn slot(venue: i64, date: NaiveDate, starts: &str, ends: &str) -> SlotFact {
    SlotFact {
        venue: VenueId(venue),
        date,
        starts: time(starts),
        ends: time(ends),
        capacity: 10,
        closed: false,
        untold: 0,
    }
}

/// Returns, for two venues, a slot in the morning and one in the afternoon on the Tuesdays of
/// twelve weeks without a holiday.
fn slots() -> Vec<SlotFact> {
    let tuesdays = (0..12).map(|week| day("2026-06-02") + Days::new(7 * week));
    let of_a_day = |date| {
        [1, 2].into_iter().flat_map(move |venue| {
            [slot(venue, date, "09:00", "12:00"), slot(venue, date, "13:00", "16:00")]
        })
    };
    tuesdays.filter(|date| *date != day("2026-08-11")).flat_map(of_a_day).collect::<Vec<_>>()
}

pub(super) fn sound() -> Facts {
    let mut slots = slots();
    // In the week of 山の日 (Tuesday, 11 August), the slot is on Wednesday.
    slots.push(slot(1, day("2026-08-12"), "09:00", "12:00"));
    slots.sort_by_key(|it| (it.date, it.starts, it.venue));
    Facts {
        now: moment("2026-05-01T10:00:00"),
        municipality: municipality(),
        programme: Programme {
            opens_at: moment("2026-05-15T09:00:00"),
            closes_at: moment("2026-09-30T17:00:00"),
            book_until_days_before: 1,
            cancel_until_days_before: 3,
            few_percent: 20,
            remind_at: time("10:00"),
            bookings_per_coupon: 1,
            shares: Shares::default(),
        },
        holidays: Holidays::new([(day("2026-07-24"), "開港記念日".to_owned())]),
        identity_in_chat: false,
        names_on_line: false,
        erase_from: Some(moment("2027-03-29T17:00:00")),
        pushed: NoticeKind::ALL.to_vec(),
        asks_check_code: false,
        service: ServiceFacts {
            public_url: "https://yoyaku.city.namitatsu.lg.jp/".to_owned(),
            behind_a_proxy: true,
            trusts_a_proxy: true,
            mail_from: Some("波立市 <noreply@city.namitatsu.lg.jp>".to_owned()),
        },
        line: LineFacts {
            channel_id: "2006000000".to_owned(),
            login_channel_id: "2006000001".to_owned(),
            liff_id: "2006000001-AbCdEfGh".to_owned(),
            friend_url: "https://lin.ee/AbCdEfG".to_owned(),
            channel_secret: true,
            login_channel_secret: true,
            simulator: false,
            allowance: Allowance::Limited { limit: 30_000 },
            acquaintance: Acquaintance::default(),
        },
        data: Data::Read {
            venues: vec![venue(1, "波立ホール"), venue(2, "港体育館")],
            slots,
            coupons: vec![(issuer("123455"), 60_000), (issuer("990002"), 12)],
            proofs: ProofFacts::default(),
        },
    }
}

pub(super) fn slots_of(facts: &mut Facts) -> &mut Vec<SlotFact> {
    let Data::Read { slots, .. } = &mut facts.data else { panic!("there is data") };
    slots
}

pub(super) fn venues_of(facts: &mut Facts) -> &mut Vec<Venue> {
    let Data::Read { venues, .. } = &mut facts.data else { panic!("there is data") };
    venues
}

pub(super) fn proofs_of(facts: &mut Facts) -> &mut ProofFacts {
    let Data::Read { proofs, .. } = &mut facts.data else { panic!("there is data") };
    proofs
}

/// Returns coupons whose numbers are in the order of the birth dates.
pub(super) fn proofs_in_order() -> Vec<Proof> {
    let proof = |index: u64| Proof {
        number: CouponNumber::parse(&format!("{:010}", 1_000 + index)).unwrap(),
        birth_date: BirthDate::on_record(day("1930-01-01") + Days::new(index * 20)).unwrap(),
    };
    (0..200).map(proof).collect()
}

pub(super) fn coupons_of(facts: &mut Facts) -> &mut Vec<(Issuer, u64)> {
    let Data::Read { coupons, .. } = &mut facts.data else { panic!("there is data") };
    coupons
}

/// Adds a slot at its place in the order.
pub(super) fn add(facts: &mut Facts, slot: SlotFact) {
    let slots = slots_of(facts);
    slots.push(slot);
    slots.sort_by_key(|it| (it.date, it.starts, it.venue));
}
