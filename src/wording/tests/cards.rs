//! A few cards as they go over the wire, and what must or must not stand on some.

use serde_json::Value;

use super::sample;
use crate::{
    line::message::Outgoing,
    vaccination::notice::NoticeKind,
    wording::{Language, Say, Seat, Standing, Voice, notice, render},
};

fn speaking<T>(language: Language, say: impl FnOnce(&Voice<'_>) -> T) -> T {
    say(&Voice {
        language,
        municipality: &sample::municipality(),
        programme: &sample::programme(),
        pages: &sample::pages(),
    })
}

fn json(language: Language, say: &Say) -> Value {
    let message = speaking(language, |voice| render(say, voice));
    serde_json::to_value(Outgoing::new([message]).unwrap()).unwrap()
}

fn said(language: Language, say: &Say) -> String {
    json(language, say).to_string()
}

fn booked(cancellable: bool) -> Say {
    let (person, booking) = (sample::named("ワクチン タロウ"), sample::booking(1));
    Say::Bookings(vec![Standing {
        person,
        seat: Seat::Booked {
            booking,
            cancellable,
        },
    }])
}

#[test]
fn the_booking_card() {
    insta::assert_json_snapshot!(json(Language::Japanese, &booked(true)));
}

#[test]
fn the_card_that_asks_for_the_birth_date() {
    let today = "2026-11-22".parse().unwrap();
    insta::assert_json_snapshot!(json(Language::Japanese, &Say::AskBirthDate { today }));
}

#[test]
fn the_reminder() {
    let message = speaking(Language::Japanese, |voice| {
        notice(NoticeKind::Reminder, &sample::booking(1), None, voice)
    });
    insta::assert_json_snapshot!(Outgoing::new([message]).unwrap());
}

#[test]
fn the_manual_is_quoted_word_for_word() {
    let (person, booking) = (sample::somebody(), sample::booking(1));
    for (say, words) in [
        (
            Say::NotFound,
            "入力された情報に該当する接種券が見つかりませんでした。再度入力ください。",
        ),
        (
            Say::CancelQuestion {
                person: person.clone(),
                booking: booking.clone(),
            },
            "キャンセルしますか？",
        ),
        (Say::Cancelled { person, booking }, "キャンセルしました"),
        (Say::Menu, "ワクチン予約・確認"),
        (Say::Menu, "ワクチン関連情報"),
        (Say::Menu, "マニュアル"),
        (Say::TooManyFailures, "私はロボットではありません"),
    ] {
        assert!(said(Language::Japanese, &say).contains(words), "{words}");
    }
}

#[test]
fn a_booking_says_until_when_it_can_be_cancelled_and_afterwards_whom_to_call() {
    let before = said(Language::Japanese, &booked(true));
    assert!(before.contains("12月2日（水） 23:59 まで、LINEからキャンセルできます。"));
    assert!(before.contains("v1:cancel:1"));
    let after = said(Language::Japanese, &booked(false));
    assert!(after.contains("潮風市コールセンター（0570-000-000）"));
    assert!(after.contains("tel:0570000000"));
    assert!(!after.contains("v1:cancel:1"));
}

#[test]
fn a_notification_on_a_locked_screen_never_shows_the_proof() {
    for language in Language::ALL {
        let say = Say::AskIfRight {
            proof: sample::proof(),
            card: 1,
        };
        let json = json(language, &say);
        let alt = json[0]["altText"].as_str().unwrap();
        assert!(
            !alt.contains("1234567890") && !alt.contains("1950"),
            "{alt}"
        );
        let card = json[0]["contents"].to_string();
        assert!(card.contains("1234567890"));
        assert!(card.contains("1950年（昭和25年）5月5日"));
    }
}

#[test]
fn a_person_is_known_by_name_or_by_the_end_of_the_coupon() {
    let person = |person| said(Language::Japanese, &Say::Linked(person));
    assert!(person(sample::named("わくちん たろう")).contains("ワクチン タロウ さま"));
    assert!(person(sample::somebody()).contains("接種券 末尾7890"));
}
