//! Arbitrary input at every question.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::{
    line::message::Outgoing,
    wording::{Language, Voice, render},
};

/// Generates deliberate and arbitrary inputs.
fn anything() -> impl Strategy<Value = Heard> {
    let words = prop::sample::select(vec![
        "予約",
        "確認",
        "キャンセル",
        "家族",
        "同意する",
        "はい",
        "OK",
        "キャンセルする",
        "ありがとう",
        "\u{E000}です",
        "いいえ",
        "FAQ",
        "1234567890",
        "9999999999",
        "1950-05-05",
        "昭和25年5月6日",
    ]);
    let buttons = prop::sample::select(vec![
        "v1:start",
        "v1:add",
        "v1:agree:2026-11",
        "v1:agree:old",
        "v1:birth",
        "v1:cancel:1",
        "v1:cancel-yes:1",
        "v1:cancel:-9223372036854775808",
        "v1:keep",
        "v1:help",
        "v2:start",
    ]);
    let days = prop::option::of(any::<i32>().prop_map(|days| {
        NaiveDate::from_num_days_from_ce_opt(days % 1_000_000).unwrap_or_default()
    }));
    prop_oneof![
        6 => words.prop_map(|text| Heard::Text(text.to_owned())),
        4 => (buttons, days).prop_map(|(data, date)| Heard::Pressed { data: data.to_owned(), date }),
        1 => ".{0,50}".prop_map(Heard::Text),
        1 => ".{0,50}".prop_map(|data| Heard::Pressed { data, date: None }),
        1 => any::<bool>().prop_map(|returning| Heard::Followed { returning }),
        1 => "sticker|image|.{0,9}".prop_map(|kind| Heard::OtherMessage { kind }),
    ]
}

fn sendable(chat: &Chat, said: &[Say]) -> Result<(), TestCaseError> {
    let (municipality, pages) = (sample::municipality(), sample::pages());
    for language in Language::ALL {
        let voice = Voice {
            language,
            municipality: &municipality,
            programme: &chat.programme,
            pages: &pages,
            names: true,
        };
        let messages = said.iter().map(|say| render(say, &voice));
        let outgoing = Outgoing::new(messages);
        prop_assert!(outgoing.is_ok(), "{said:?}: {outgoing:?}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn everything_is_answered_and_every_question_can_be_left(
        heard in prop::collection::vec((anything(), 0_i64..2400), 1..12),
        is_linked in any::<bool>(),
        links_in_chat in any::<bool>(),
    ) {
        let mut chat = if is_linked { Chat::linked() } else { Chat::new() };
        chat.links_in_chat = links_in_chat;
        for (heard, seconds) in heard {
            chat.now += TimeDelta::seconds(seconds);
            let said = chat.turn(heard);
            prop_assert!(!said.is_empty());
            sendable(&chat, &said)?;
        }
        chat.hears("やめる");
        prop_assert!(chat.is_idle());
    }
}
