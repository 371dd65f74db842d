//! A made-up municipality, its programme and its people, for the tests of `wording` and
//! `conversation`.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    vaccination::{
        birth_date::BirthDate,
        booking::{Booking, Cancellation, State},
        coupon::{CouponNumber, Issuer, Proof},
        faq::{Faq, Question},
        history::Way,
        ids::{BookingId, CouponId, SlotId, VenueId},
        kana::KanaName,
        language::Translated,
        municipality::{CallCentre, Links, Municipality, Terms},
        person::{Person, PersonId},
        programme::Programme,
        public_message::{MAX_PUBLIC_MESSAGE, PublicMessage},
        share::Shares,
        slot::Slot,
        time::TimeOfDay,
        venue::Venue,
    },
    wording::Pages,
};

pub(crate) fn municipality() -> Municipality {
    Municipality {
        name: Translated::same("潮風市"),
        programme: Translated::same("新型コロナワクチン接種予約"),
        issuer: Issuer::parse("990001").unwrap(),
        neighbours: vec![(Issuer::parse("990002").unwrap(), "海山町".to_owned())],
        call_centre: CallCentre {
            name: Translated::same("潮風市コールセンター"),
            phone: "0570-000-000".to_owned(),
            hours: Translated::same("平日 9:00〜17:00"),
        },
        links: Links {
            faq: "https://example.jp/faq".to_owned(),
            information: "https://example.jp/vaccine".to_owned(),
            manual: "https://example.jp/manual".to_owned(),
        },
        bring: ["接種券", "予診票", "本人確認書類"].map(Translated::same).to_vec(),
        colour: "#00695c".to_owned(),
        terms: Terms { version: "2026-11".to_owned(), blocks: Vec::new() },
        faq: faq(),
    }
}

/// Returns an FAQ with one question, about parking.
pub(crate) fn faq() -> Faq {
    let text = |ja: &str, easy: &str, en: &str| Translated {
        ja: ja.to_owned(),
        easy: easy.to_owned(),
        en: en.to_owned(),
    };
    Faq(vec![Question {
        ask: text("駐車場はありますか", "車をとめられますか", "Is there a car park?"),
        answer: text("台数に限りがあります。", "すこしあります。", "There are few spaces."),
        keywords: vec!["駐車場".to_owned(), "パーキング".to_owned()],
    }])
}

pub(crate) fn programme() -> Programme {
    Programme {
        opens_at: tokyo("2026-11-01T09:00:00"),
        closes_at: tokyo("2027-03-31T17:00:00"),
        book_until_days_before: 1,
        cancel_until_days_before: 3,
        few_percent: 20,
        remind_at: TimeOfDay::parse("10:00").unwrap(),
        bookings_per_coupon: 1,
        shares: Shares::default(),
    }
}

pub(crate) fn pages() -> Pages {
    Pages::new("https://liff.line.me/1234567890-abcdefgh/")
}

/// Parses a local time in Tokyo.
pub(crate) fn tokyo(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("{text}+09:00")).unwrap().to_utc()
}

/// Returns a booking for Saturday, 5 December 2026, 10:00 to 10:15.
pub(crate) fn booking(id: i64) -> Booking {
    let venue = Venue {
        id: VenueId(1),
        category: "集団接種会場".to_owned(),
        name: "潮風市中央体育館".to_owned(),
        kana: "シオカゼシチュウオウタイイクカン".to_owned(),
        address: "潮風市港町1-2-3".to_owned(),
        notice: Some("駐車場はありません。バスをご利用ください。".to_owned()),
        map_url: Some("https://example.jp/map/中央体育館".to_owned()),
    };
    Booking {
        id: BookingId(id),
        coupon: CouponId(id),
        slot: Slot {
            id: SlotId(1),
            venue: venue.id,
            date: NaiveDate::from_ymd_opt(2026, 12, 5).unwrap(),
            starts: TimeOfDay::parse("10:00").unwrap(),
            ends: TimeOfDay::parse("10:15").unwrap(),
            capacity: 10,
            booked: 1,
            booked_by_web: 0,
            booked_by_phone: 0,
            closed: false,
            closed_message: None,
        },
        venue,
        booked_at: tokyo("2026-11-22T12:00:00"),
        way: Way::Liff,
        state: State::Confirmed,
    }
}

/// Returns the same booking in a slot that was closed.
pub(crate) fn closed(mut booking: Booking) -> Booking {
    booking.slot.closed = true;
    booking.slot.closed_message = Some(longest());
    booking
}

pub(crate) fn cancelled(booking: Booking, way: Way, message: Option<PublicMessage>) -> Booking {
    let cancellation = Cancellation { at: tokyo("2026-11-30T12:00:00"), way, message };
    Booking { state: State::Cancelled(cancellation), ..booking }
}

pub(crate) fn longest() -> PublicMessage {
    PublicMessage::parse(&"台".repeat(MAX_PUBLIC_MESSAGE)).unwrap()
}

pub(crate) fn proof() -> Proof {
    Proof {
        number: CouponNumber::parse("1234567890").unwrap(),
        birth_date: BirthDate::on_record(NaiveDate::from_ymd_opt(1950, 5, 5).unwrap()).unwrap(),
    }
}

/// Returns a person who is known by the coupon only.
pub(crate) fn somebody() -> Person {
    Person::new(&proof().number, None).with_id(person_id())
}

pub(crate) fn named(name: &str) -> Person {
    Person::new(&proof().number, Some(KanaName::parse(name).unwrap())).with_id(person_id())
}

fn person_id() -> PersonId {
    PersonId::new("7Jx0aQm2LrT9vYc4Zk8WsA".to_owned())
}
