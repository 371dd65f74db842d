//! Property test: whatever text goes in, the result has no duplicate key and is within LINE's
//! limits, or is refused.

use proptest::prelude::*;
use serde_json::Value;

use super::super::{Action, Message, Outgoing, flex, keys, limits};

fn actions() -> impl Strategy<Value = Action> {
    prop_oneof![
        ("\\PC{0,45}", "\\PC{0,310}", "\\PC{0,310}")
            .prop_map(|(label, data, said)| Action::postback(label, data).display_text(said)),
        ("\\PC{0,45}", "\\PC{0,310}").prop_map(|(label, text)| Action::message(label, text)),
        ("\\PC{0,45}", "https://[a-z]{1,9}/\\PC{0,400}")
            .prop_map(|(label, uri)| Action::uri(label, uri)),
        ("\\PC{0,45}", "\\PC{0,310}").prop_map(|(label, data)| Action::pick_date(label, data)),
    ]
}

fn bubbles() -> impl Strategy<Value = flex::Bubble> {
    let texts = prop::collection::vec(any::<String>(), 0..4);
    (texts, prop::collection::vec(actions(), 0..3)).prop_map(|(texts, actions)| {
        let texts: Vec<_> = texts.into_iter().map(flex::text).collect();
        let buttons: Vec<_> = actions.into_iter().map(flex::button).collect();
        flex::bubble()
            .body(flex::column((texts, flex::separator(), flex::row(flex::text("○")))))
            .footer(flex::column(buttons))
    })
}

fn messages() -> impl Strategy<Value = Message> {
    let replies = prop::option::of(prop::collection::vec(actions(), 0..15));
    let message = prop_oneof![
        any::<String>().prop_map(Message::text),
        "[あ𠮷]{4990,5010}".prop_map(Message::text),
        (any::<String>(), bubbles()).prop_map(|(alt, bubble)| Message::flex(alt, bubble)),
        ("\\PC{1,9}", prop::collection::vec(bubbles(), 0..14))
            .prop_map(|(alt, bubbles)| Message::flex(alt, flex::carousel(bubbles))),
    ];
    (message, replies).prop_map(|(message, replies)| match replies {
        Some(replies) => message.quick_replies(replies),
        None => message,
    })
}

/// Checks the JSON alone, independently of the code in `measure`.
fn keeps_the_limits(value: &Value) -> bool {
    let units = |key: &str, limit| value[key].as_str().is_none_or(|it| limits::utf16(it) <= limit);
    let seen = |key: &str, limit| {
        value[key].as_str().is_none_or(|it| !it.is_empty() && limits::graphemes(it) <= limit)
    };
    let own = match value["type"].as_str() {
        Some("postback" | "datetimepicker") => {
            seen("label", 40) && units("data", 300) && seen("displayText", 300)
        }
        Some("message") => seen("label", 40) && seen("text", 300),
        Some("uri") => seen("label", 40) && units("uri", 1_000),
        Some("action") => {
            value["action"]["label"].as_str().is_some_and(|it| limits::graphemes(it) <= 20)
        }
        Some("bubble") => value.to_string().len() <= 30_720,
        Some("carousel") => value["contents"].as_array().is_some_and(|it| it.len() <= 12),
        Some("text") => units("text", 5_000),
        Some("flex") => units("altText", 1_500) && value["contents"].to_string().len() <= 51_200,
        _ => true,
    };
    let inner = match value {
        Value::Object(members) => members.values().all(keeps_the_limits),
        Value::Array(items) => items.iter().all(keeps_the_limits),
        _ => true,
    };
    own && inner
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_is_said_is_within_limits_or_refused(
        messages in prop::collection::vec(messages(), 0..7)
    ) {
        if let Ok(outgoing) = Outgoing::new(messages) {
            let json = serde_json::to_string(&outgoing).unwrap();
            prop_assert!(keys::are_unique(&json));
            let value: Value = serde_json::from_str(&json).unwrap();
            prop_assert!((1..=5).contains(&value.as_array().unwrap().len()));
            prop_assert!(keeps_the_limits(&value));
        }
    }
}
