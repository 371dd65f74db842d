//! Texts about closed slots, and about who cancelled a booking and why.

use super::sample;
use crate::{
    line::message::Outgoing,
    vaccination::{
        booking::Booking,
        history::Way,
        notice::{Notice, NoticeKind},
        public_message::PublicMessage,
    },
    wording::{Language, Say, Seat, Standing, Voice, mail, notice, render},
};

const REASON: &str = "台風10号が近づいているため";

fn reason() -> PublicMessage {
    PublicMessage::parse(REASON).unwrap()
}

fn speaking<T>(language: Language, say: impl FnOnce(&Voice<'_>) -> T) -> T {
    say(&Voice {
        language,
        municipality: &sample::municipality(),
        programme: &sample::programme(),
        pages: &sample::pages(),
        names: true,
    })
}

/// Returns the card as JSON, and the mail.
fn both(language: Language, told: &Notice) -> [String; 2] {
    speaking(language, |voice| {
        let card = Outgoing::new([notice(told, None, voice)]).unwrap();
        let mail = mail(told, None, voice);
        [serde_json::to_string(&card).unwrap(), format!("{}\n{}", mail.subject, mail.text)]
    })
}

fn cancelled_by(way: Way) -> Notice {
    let message = (way == Way::Desk).then(reason);
    Notice::Cancellation(sample::cancelled(sample::booking(1), way, message))
}

#[test]
fn cancellation_notice_says_who_cancelled_and_why() {
    use Language::{EasyJapanese, English, Japanese};

    for (way, language, words) in [
        (Way::Liff, Japanese, "次の予約をキャンセルしました"),
        (Way::Chat, English, "This booking was cancelled."),
        (Way::Phone, Japanese, "お電話でのお申し出により"),
        (Way::Phone, EasyJapanese, "電話(でんわ)で聞(き)いたとおり"),
        (Way::Phone, English, "as you asked by telephone"),
        (Way::Desk, Japanese, "潮風市の都合により"),
        (Way::Desk, EasyJapanese, "潮風市の都合(つごう)で"),
        (Way::Desk, English, "潮風市 had to cancel this booking"),
    ] {
        for told in both(language, &cancelled_by(way)) {
            assert!(told.contains(words), "{way:?} in {language:?}: {told}");
            assert_eq!(told.contains(REASON), way == Way::Desk, "{told}");
            let again = ["予約を始める", "予約(よやく)をはじめる", "Book again"];
            assert!(again.iter().any(|label| told.contains(label)), "{told}");
            assert!(told.contains("/choice"), "{told}");
        }
    }
}

#[test]
fn suspension_tells_the_reason_and_not_to_come() {
    for (language, words) in [
        (Language::Japanese, "この会場・時間は休止になりました"),
        (Language::EasyJapanese, "来(こ)ないでください"),
        (Language::English, "please do not come"),
    ] {
        let told = Notice::Suspension(closed(), reason());
        for told in both(language, &told) {
            assert!(told.contains(words), "{told}");
            assert!(told.contains(REASON) && told.contains("0570-000-000"), "{told}");
        }
    }
}

#[test]
fn booking_card_of_a_closed_slot_invites_nobody_to_come() {
    let (person, booking) = (sample::somebody(), Box::new(closed()));
    for cancellable in [true, false] {
        let seat = Seat::Booked { booking: booking.clone(), cancellable };
        let say = Say::Bookings(vec![Standing { person: person.clone(), seat }]);
        let card = speaking(Language::Japanese, |voice| render(&say, voice));
        let card = serde_json::to_string(&Outgoing::new([card]).unwrap()).unwrap();
        assert!(card.contains("この会場・時間は休止になりました"), "{card}");
        assert!(card.contains(REASON) && card.contains("tel:"), "{card}");
        assert!(!card.contains("持ち物") && !card.contains("地図"), "{card}");
        assert_eq!(card.contains("キャンセルする"), cancellable, "{card}");
    }
}

#[test]
fn decisions_of_the_municipality_and_changes_by_others_are_urgent() {
    let urgent = |notice: &Notice| notice.is_urgent();
    for notice in [Notice::LinkMoved, Notice::Unlinked, Notice::ContactChanged] {
        assert!(urgent(&notice) && !notice.kind().is_push_optional(), "{notice:?}");
    }
    assert!(!urgent(&Notice::Linked));
    assert!(urgent(&Notice::Suspension(closed(), reason())));
    assert!(urgent(&cancelled_by(Way::Desk)));
    assert!(!urgent(&cancelled_by(Way::Phone)) && !urgent(&cancelled_by(Way::Liff)));
    assert_eq!(Notice::new(NoticeKind::Suspension, Some(closed()), None), None);
}

fn closed() -> Booking {
    let mut booking = sample::closed(sample::booking(1));
    booking.slot.closed_message = Some(reason());
    booking
}
