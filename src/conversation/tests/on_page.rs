//! A municipality whose residents identify themselves on the pages only.

use super::*;
use crate::vaccination::redaction::redact;

fn chat() -> Chat {
    let mut chat = Chat::new();
    chat.links_in_chat = false;
    chat
}

#[test]
fn whatever_began_linking_leads_to_the_page() {
    for did in ["予約", "確認", "[v1:start]", "キャンセル", "[v1:agree:2026-11]"] {
        let mut chat = chat();
        let heard = chat.heard(did);
        assert_eq!(chat.turn(heard), [Say::LinkOnPage { adds: false }], "{did}");
        assert!(chat.is_idle());
    }
    for did in ["家族", "[v1:add]"] {
        let mut chat = chat();
        let heard = chat.heard(did);
        assert_eq!(chat.turn(heard), [Say::LinkOnPage { adds: true }], "{did}");
    }
    // The date of an old picker was removed, or was stored before the setting was changed.
    chat().plays(&[
        ("[v1:birth]", "LinkOnPage"),
        ("[v1:birth 1950-05-05]", "OldButton + Menu"),
        ("[v1:confirm:yes:1]", "OldButton + Menu"),
    ]);
}

#[test]
fn talk_that_began_before_the_setting_was_changed_is_dropped() {
    let begun = [("予約", "Terms"), ("同意する", "AskNumber"), ("1234567890", "AskBirthDate")];
    for count in 1..=begun.len() {
        for (did, said) in [
            ("はい", "NotUnderstood + Menu"),
            ("[v1:birth]", "LinkOnPage"),
            ("予約", "LinkOnPage"),
            ("1234567890", "AskToUnsend + LinkOnPage"),
        ] {
            let mut chat = Chat::new();
            chat.plays(&begun[..count]);
            chat.links_in_chat = false;
            chat.plays(&[(did, said)]);
            assert!(chat.is_idle(), "{did}");
        }
    }
}

#[test]
fn sender_of_a_redacted_text_is_asked_to_unsend_it() {
    for (typed, said) in [
        ("1234567890", "AskToUnsend + LinkOnPage"),
        ("券番号は１２３４-５６７-８９０です", "AskToUnsend + LinkOnPage"),
        ("昭和25年5月5日", "AskToUnsend + LinkOnPage"),
        ("1234567890です。駐車場はありますか？", "AskToUnsend + Nearest"),
        ("予約 1234567890", "AskToUnsend + LinkOnPage"),
    ] {
        let mut chat = chat();
        let stored = redact(typed).expect("something is removed");
        assert_eq!(chat.hears(&stored), said, "{typed}");
        assert!(chat.is_idle());
    }
}

#[test]
fn sender_of_a_redacted_text_who_is_linked_sees_the_booking() {
    let mut chat = Chat::linked();
    chat.links_in_chat = false;
    let stored = redact("1234567890").unwrap();
    chat.plays(&[
        (&stored, "AskToUnsend + Bookings"),
        ("キャンセル", "CancelQuestion"),
        (&stored, "Kept + AskToUnsend + Bookings"),
        ("キャンセル", "CancelQuestion"),
        ("キャンセルする", "Cancelled"),
    ]);
}

#[test]
fn silence_starts_nothing_over() {
    let mut chat = Chat::new();
    chat.plays(&[("予約", "Terms"), ("(30 min)", "")]);
    chat.links_in_chat = false;
    chat.plays(&[("はあ", "NotUnderstood + Menu")]);
}
