//! Every message in every language stays within LINE's limits, however long or odd the facts are.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::sample;
use crate::{
    line::message::{Message, Outgoing},
    vaccination::{
        birth_date::BirthDateError,
        booking::Booking,
        coupon::CouponNumberError,
        history::Way,
        language::Translated,
        municipality::Municipality,
        notice::{Notice, NoticeKind},
        person::Person,
        programme::Programme,
    },
    wording::{Language, Page, Pages, Say, Seat, Standing, Voice, notice, render},
};

/// Returns everything that can be said about one booking and one person.
fn everything(person: &Person, booking: &Booking) -> Vec<Say> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let (person, booking) = (person.clone(), booking.clone());
    let standing = |seat| Standing { person: person.clone(), seat };
    let booked =
        |cancellable| standing(Seat::Booked { booking: Box::new(booking.clone()), cancellable });
    vec![
        Say::Greeting { returning: false },
        Say::Greeting { returning: true },
        Say::Menu,
        Say::NotUnderstood,
        Say::Nearest(sample::faq().0),
        Say::OldButton,
        Say::Thanks { sticker: true },
        Say::Thanks { sticker: false },
        Say::Stopped,
        Say::StartedOver,
        Say::Page(Page::Faq),
        Say::Page(Page::Information),
        Say::Page(Page::Manual),
        Say::Terms,
        Say::TermsChanged,
        Say::NumberKept,
        Say::AskNumber,
        Say::NumberRefused(CouponNumberError::NotTenDigits),
        Say::NumberRefused(CouponNumberError::AllZeros),
        Say::AskBirthDate { today },
        Say::BirthDateRefused(BirthDateError::Unreadable),
        Say::BirthDateRefused(BirthDateError::NoSuchDay),
        Say::BirthDateRefused(BirthDateError::InTheFuture),
        Say::BirthDateRefused(BirthDateError::TooLongAgo),
        Say::AskIfRight { proof: sample::proof(), card: i64::MIN },
        Say::AskIssuer(vec![sample::municipality().issuer; 3]),
        Say::AskIssuer(vec![sample::municipality().neighbours[0].0.clone(); 40]),
        Say::Unlinking,
        Say::Crowded { place: "A".repeat(110) },
        Say::NotFound,
        Say::TooManyFailures,
        Say::NumberLocked,
        Say::IdentificationClosed,
        Say::AskCheckCode,
        Say::CheckCodeRefused,
        Say::Linked(person.clone()),
        Say::LinkOnPage { adds: false },
        Say::LinkOnPage { adds: true },
        Say::AskToUnsend,
        Say::HowToCancel(booking.id),
        Say::Bookings(Vec::new()),
        Say::Bookings(vec![booked(true)]),
        Say::Bookings(vec![booked(false)]),
        Say::Bookings(vec![standing(Seat::Free)]),
        Say::Bookings(vec![standing(Seat::OpensAt(booking.booked_at))]),
        Say::Bookings(vec![standing(Seat::Closed)]),
        Say::Bookings(vec![booked(true), standing(Seat::Free)]),
        Say::Bookings(vec![booked(false); 8]),
        Say::Bookings(vec![booked(true); 40]),
        Say::NothingToCancel,
        Say::ChooseToCancel,
        Say::CancelQuestion { person: person.clone(), booking: booking.clone() },
        Say::Kept,
        Say::Cancelled { person: person.clone(), booking: booking.clone() },
        Say::TooLateToCancel { person, booking },
        Say::BookingGone,
        Say::Trouble,
        Say::Unsure,
    ]
}

/// Checks against an independent implementation of LINE's rules, which shares no code with ours.
#[cfg(feature = "rehearsal")]
fn would_be_taken(what: &str, outgoing: &Outgoing) {
    let body = format!("{{\"messages\":{}}}", outgoing.to_json().unwrap());
    let refusals = line_simulator::refusals(&body);
    assert!(refusals.is_empty(), "{what}: {refusals:#?}\n{body}");
}

#[cfg(not(feature = "rehearsal"))]
fn would_be_taken(_: &str, _: &Outgoing) {}

fn sends(municipality: &Municipality, pages: &Pages, person: &Person, booking: &Booking) {
    let programme: Programme = sample::programme();
    for language in Language::ALL {
        let voice = Voice { language, municipality, programme: &programme, pages, names: true };
        let send = |what: &str, message: Message| match Outgoing::new([message]) {
            Ok(outgoing) => would_be_taken(what, &outgoing),
            Err(refused) => panic!("{what} in {language:?}: {refused}"),
        };
        for say in everything(person, booking) {
            send(&format!("{say:?}"), render(&say, &voice));
        }
        for kind in NoticeKind::ALL {
            for booking in [booking.clone(), sample::closed(booking.clone())] {
                let it = Notice::new(kind, Some(booking), Some(sample::longest())).unwrap();
                send(kind.as_str(), notice(&it, Some(person), &voice));
                send(kind.as_str(), notice(&it, None, &voice));
            }
        }
        for way in Way::ALL {
            let cancelled = sample::cancelled(booking.clone(), way, Some(sample::longest()));
            send(way.as_str(), notice(&Notice::Cancellation(cancelled), Some(person), &voice));
        }
    }
}

/// Returns the test municipality with the same text wherever a text is possible.
fn town_of(text: &str) -> (Municipality, Booking) {
    let mut town = sample::municipality();
    for place in [
        &mut town.name,
        &mut town.programme,
        &mut town.call_centre.name,
        &mut town.call_centre.hours,
    ] {
        *place = Translated::same(text);
    }
    for place in [
        &mut town.colour,
        &mut town.call_centre.phone,
        &mut town.links.faq,
        &mut town.links.information,
        &mut town.links.manual,
    ] {
        text.clone_into(place);
    }
    town.bring = vec![Translated::same(text); 30];
    let mut booking = sample::booking(i64::MAX);
    for place in [
        &mut booking.venue.name,
        &mut booking.venue.kana,
        &mut booking.venue.address,
        &mut booking.venue.category,
    ] {
        text.clone_into(place);
    }
    booking.venue.notice = Some(text.to_owned());
    booking.venue.map_url = Some(text.to_owned());
    (town, booking)
}

#[test]
fn everything_said_in_the_made_up_town_can_be_sent() {
    let (person, booking) = (sample::somebody(), sample::booking(1));
    sends(&sample::municipality(), &sample::pages(), &person, &booking);
}

#[test]
fn the_longest_names_can_be_sent() {
    let longest = sample::named(&"ヴ".repeat(50));
    for text in ["永".repeat(3000), "👨‍👩‍👧‍👦".repeat(400), "\"\\".repeat(500)] {
        let (town, booking) = town_of(&text);
        sends(&town, &sample::pages(), &longest, &booking);
    }
}

#[test]
fn missing_facts_can_be_sent() {
    for text in ["", " ", "　", "\n\u{0}"] {
        let (town, booking) = town_of(text);
        sends(&town, &Pages::new(text), &sample::somebody(), &booking);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn odd_names_can_be_sent(text in ".{0,80}") {
        let (town, booking) = town_of(&text);
        sends(&town, &sample::pages(), &sample::somebody(), &booking);
    }

    #[test]
    fn odd_addresses_can_be_sent(url in "https?://[a-z.:@\\[\\]0-9]{0,9}/?.{0,40}") {
        let (town, booking) = town_of(&url);
        sends(&town, &Pages::new(&url), &sample::somebody(), &booking);
    }
}
