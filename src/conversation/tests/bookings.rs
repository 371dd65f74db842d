use super::*;

fn seats(said: &[Say]) -> &[crate::wording::Standing] {
    match said {
        [Say::Bookings(standings)] => standings,
        other => panic!("not the bookings: {other:?}"),
    }
}

fn confirm(chat: &mut Chat) -> Vec<Say> {
    chat.turn(Heard::Text("確認".to_owned()))
}

#[test]
fn a_linked_person_sees_the_booking() {
    for did in ["[v1:start]", "予約", "確認", "よやく", "マイページ"] {
        Chat::linked().plays(&[(did, "Bookings")]);
    }
    let mut chat = Chat::linked();
    let said = confirm(&mut chat);
    assert_eq!(
        seats(&said)[0].seat,
        Seat::Booked { booking: Box::new(sample::booking(1)), cancellable: true }
    );
}

#[test]
fn a_booking_is_cancelled_after_a_question() {
    let mut chat = Chat::linked();
    chat.plays(&[
        ("[v1:cancel:1]", "CancelQuestion"),
        ("[v1:cancel-yes:1]", "Cancelled"),
        ("確認", "Bookings"),
        ("キャンセル", "NothingToCancel + Bookings"),
        ("[v1:cancel:1]", "BookingGone + Bookings"),
    ]);
    assert_eq!(chat.linked[0].booking, None);
}

#[test]
fn a_booking_is_cancelled_by_typing() {
    for typed in [
        "キャンセルする",
        "ｷｬﾝｾﾙする",
        "「キャンセルする」",
        "キャンセルします。",
        "はい、キャンセルします",
        "予約をキャンセルする",
        "Cancel it",
        "yes, cancel",
    ] {
        Chat::linked().plays(&[("キャンセル", "CancelQuestion"), (typed, "Cancelled")]);
    }
}

#[test]
fn cancel_word_without_an_open_question_puts_it() {
    Chat::linked().plays(&[("キャンセルする", "CancelQuestion"), ("キャンセル", "CancelQuestion")]);
    Chat::linked().plays(&[
        ("キャンセル", "CancelQuestion"),
        ("(30 min)", ""),
        ("キャンセルする", "CancelQuestion"),
    ]);
}

#[test]
fn bare_yes_to_the_cancel_question_cancels_nothing_and_tells_how() {
    for yes in ["はい", "OK", "ＯＫ", "うん", "そう", "おっけー", "はい。", "yes", "同意する"]
    {
        let mut chat = Chat::linked();
        chat.plays(&[
            ("キャンセル", "CancelQuestion"),
            (yes, "HowToCancel"),
            (yes, "HowToCancel"),
            ("はい、わかりました", "HowToCancel"),
        ]);
        assert!(chat.linked[0].booking.is_some(), "{yes}");
        chat.plays(&[("キャンセルする", "Cancelled")]);
    }
    let said = {
        let mut chat = Chat::linked();
        chat.plays(&[("キャンセル", "CancelQuestion")]);
        chat.turn(Heard::Text("はい".to_owned()))
    };
    assert_eq!(said, [Say::HowToCancel(BookingId(1))]);
    // The button below that sentence.
    Chat::linked().plays(&[
        ("キャンセル", "CancelQuestion"),
        ("はい", "HowToCancel"),
        ("[v1:cancel-yes:1]", "Cancelled"),
    ]);
}

#[test]
fn aside_ends_the_cancel_question_and_its_card_does_not_come_back() {
    for (aside, said) in [
        ("駐車場はありますか？", "Kept + Nearest"),
        ("会場はどこ", "Kept + NotUnderstood"),
        ("母の分も予約したい", "Kept + NotUnderstood"),
        ("ありがとう", "Kept"),
        ("わかりました", "Kept"),
        ("(sticker)", "Kept + Thanks"),
        ("(image)", "Kept + Thanks"),
        ("FAQ", "Kept + Page"),
        ("マニュアル", "Kept + Page"),
        ("ヘルプ", "Kept + Menu"),
        ("LINE連携を解除したい", "Kept + Unlinking"),
        ("予約", "Kept + Bookings"),
        ("[v1:start]", "Kept + Bookings"),
        ("家族", "Kept + Terms"),
        ("[v1:add]", "Kept + Terms"),
        ("1234567891", "Kept + NumberKept + Terms"),
        ("[v1:nonsense]", "Kept + OldButton"),
        ("キャンセルしないで", "Kept + NotUnderstood"),
        ("(follow)", "Kept + Greeting"),
    ] {
        let mut chat = Chat::linked();
        chat.plays(&[("キャンセル", "CancelQuestion"), (aside, said)]);
        chat.plays(&[("(image)", if chat.is_idle() { "Thanks + Menu" } else { "Thanks + Terms" })]);
        chat.hears("OK");
        assert!(chat.linked[0].booking.is_some(), "{aside}");
    }
}

#[test]
fn every_aside_after_another_leaves_the_booking() {
    let mut chat = Chat::linked();
    chat.plays(&[
        ("キャンセル", "CancelQuestion"),
        ("駐車場はありますか？", "Kept + Nearest"),
        ("会場はどこ", "NotUnderstood + Menu"),
        ("ありがとう", "NotUnderstood + Menu"),
        ("はい、わかりました", "NotUnderstood + Menu"),
        ("OK", "NotUnderstood + Menu"),
        ("[v1:cancel-yes:1]", "CancelQuestion"),
        ("[v1:cancel-yes:1]", "Cancelled"),
    ]);
}

#[test]
fn going_back_cancels_nothing() {
    for back in ["[v1:keep]", "戻る", "いいえ", "やめる", "[v1:stop]"] {
        let mut chat = Chat::linked();
        chat.plays(&[
            ("キャンセル", "CancelQuestion"),
            (back, "Kept"),
            ("はい", "NotUnderstood + Menu"),
        ]);
        assert!(chat.linked[0].booking.is_some(), "{back}");
    }
}

#[test]
fn an_old_ok_asks_again() {
    let mut chat = Chat::linked();
    chat.plays(&[
        ("[v1:cancel-yes:1]", "CancelQuestion"),
        ("[v1:keep]", "Kept"),
        ("[v1:cancel-yes:1]", "CancelQuestion"),
        ("(30 min)", ""),
        ("[v1:cancel-yes:1]", "CancelQuestion"),
        ("ええと", "Kept + NotUnderstood"),
        ("[v1:cancel-yes:1]", "CancelQuestion"),
        ("[v1:cancel-yes:1]", "Cancelled"),
    ]);
}

#[test]
fn the_deadline_is_kept_to_the_second() {
    let mut chat = Chat::linked();
    chat.now = sample::tokyo("2026-12-02T23:59:57");
    chat.plays(&[
        ("キャンセル", "CancelQuestion"),
        ("確認", "Kept + Bookings"),
        ("キャンセル", "TooLateToCancel"),
        ("[v1:cancel:1]", "TooLateToCancel"),
    ]);
    chat.now = sample::tokyo("2026-12-02T23:59:58");
    chat.plays(&[("キャンセル", "CancelQuestion"), ("キャンセルする", "TooLateToCancel")]);
    let said = confirm(&mut chat);
    assert!(matches!(seats(&said)[0].seat, Seat::Booked { cancellable: false, .. }));
}

#[test]
fn nobody_touches_a_booking_that_is_not_theirs() {
    let mut chat = Chat::linked();
    chat.plays(&[
        ("[v1:cancel:2]", "BookingGone + Bookings"),
        ("[v1:cancel-yes:2]", "BookingGone + Bookings"),
    ]);
    Chat::new().plays(&[("[v1:cancel:1]", "BookingGone + Menu"), ("キャンセル", "Terms")]);
}

#[test]
fn a_booking_that_went_while_the_question_was_open_is_told() {
    let mut chat = Chat::linked();
    chat.plays(&[("キャンセル", "CancelQuestion")]);
    chat.linked.clear();
    chat.plays(&[("キャンセルする", "BookingGone + Menu")]);
}

#[test]
fn of_several_bookings_one_is_chosen() {
    let mut chat = Chat::new();
    chat.linked = vec![holder(1, "ワクチン タロウ"), holder(2, "ワクチン ハナコ")];
    chat.plays(&[
        ("確認", "Bookings"),
        ("キャンセル", "ChooseToCancel + Bookings"),
        ("[v1:cancel:2]", "CancelQuestion"),
        ("キャンセルする", "Cancelled"),
        ("キャンセル", "CancelQuestion"),
    ]);
    assert!(chat.linked[0].booking.is_some());
    assert!(chat.linked[1].booking.is_none());
}

#[test]
fn a_booking_that_is_over_is_none() {
    let mut chat = Chat::linked();
    chat.now = sample::tokyo("2026-12-05T10:14:58");
    let said = confirm(&mut chat);
    assert!(matches!(seats(&said)[0].seat, Seat::Booked { .. }));
    chat.now = sample::tokyo("2026-12-05T10:15:00");
    let said = confirm(&mut chat);
    assert_eq!(seats(&said)[0].seat, Seat::Free);
}

#[test]
fn before_the_opening_and_after_the_closing_it_says_so() {
    let mut chat = Chat::linked();
    chat.linked[0].booking = None;
    let opens = chat.programme.opens_at;
    for (now, seat) in [
        ("2026-11-01T08:59:59", Seat::OpensAt(opens)),
        ("2026-11-01T09:00:00", Seat::Free),
        ("2027-03-31T16:59:59", Seat::Free),
        ("2027-03-31T17:00:00", Seat::Closed),
    ] {
        chat.now = sample::tokyo(now);
        let said = confirm(&mut chat);
        assert_eq!(seats(&said)[0].seat, seat, "{now}");
    }
}
