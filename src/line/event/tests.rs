use serde_json::{Value, json};

use super::*;

const SOMEONE: &str = "U8e742f61d673b39c7fff3cecb7536ef0";

/// Builds an event with all common properties; `own` adds or replaces some.
fn event(own: Value) -> Value {
    let mut event = json!({
        "mode": "active",
        "timestamp": 1_796_000_000_123_i64,
        "source": {"type": "user", "userId": SOMEONE},
        "webhookEventId": "01KB2Z0Q5M8N7P6R4S3T2V1W0X",
        "deliveryContext": {"isRedelivery": false},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
    });
    let Value::Object(own) = own else { panic!("an event is an object") };
    event.as_object_mut().unwrap().extend(own);
    event
}

fn read(own: Value) -> Event {
    Event::read(&event(own).to_string()).unwrap()
}

fn deliver(events: &[Value]) -> Delivery {
    let body = json!({"destination": SOMEONE, "events": events});
    parse(&serde_json::to_vec(&body).unwrap()).unwrap()
}

fn unknown(kind: &str) -> What {
    What::Unknown { kind: kind.to_owned() }
}

#[test]
fn typed_words_come_with_who_when_and_how_to_answer() {
    let said = event(json!({"type": "message", "message": {
        "id": "444573844083572737", "type": "text", "quoteToken": "q3Plxr4AgKd", "text": "予約"
    }}));
    let heard = Event::read(&said.to_string()).unwrap();
    assert_eq!(heard.id.as_str(), "01KB2Z0Q5M8N7P6R4S3T2V1W0X");
    assert_eq!(heard.occurred_at.timestamp_millis(), 1_796_000_000_123);
    assert_eq!(heard.user, Some(SOMEONE.parse().unwrap()));
    assert!(heard.reply_token.is_some());
    assert!(!heard.in_group && !heard.standby && !heard.redelivery);
    assert_eq!(
        heard.what,
        What::Text { text: "予約".to_owned(), message_id: "444573844083572737".to_owned() }
    );
    assert_eq!(heard.raw, said.to_string(), "what was stored can be read again");
}

#[test]
fn following_with_and_without_its_object() {
    let again = read(json!({"type": "follow", "follow": {"isUnblocked": true}}));
    assert_eq!(again.what, What::Follow { returning: true });
    assert_eq!(read(json!({"type": "follow"})).what, What::Follow { returning: false });
    assert_eq!(read(json!({"type": "unfollow"})).what, What::Unfollow);
}

#[test]
fn a_tap_brings_its_data_and_the_day_that_was_picked() {
    let tapped = |postback: Value| read(json!({"type": "postback", "postback": postback})).what;
    let data = "v1:birth".to_owned();
    let picked = tapped(json!({"data": data, "params": {"date": "1950-05-05"}}));
    assert_eq!(
        picked,
        What::Postback { data: data.clone(), date: NaiveDate::from_ymd_opt(1950, 5, 5) }
    );
    for params in [json!(null), json!({}), json!({"date": "1950-02-30"}), json!({"time": "10:00"})]
    {
        let tap = tapped(json!({"data": data, "params": params}));
        assert_eq!(tap, What::Postback { data: data.clone(), date: None });
    }
}

#[test]
fn a_tab_of_the_rich_menu_is_no_button_of_ours() {
    let params = json!({"newRichMenuAliasId": "sesshu-more", "status": "SUCCESS"});
    let tab = json!({"data": "tab:more", "params": params});
    let heard = read(json!({"type": "postback", "postback": tab}));
    assert_eq!(heard.what, unknown("richmenuswitch SUCCESS"));
}

#[test]
fn what_was_taken_back_is_named() {
    let unsend = read(json!({"type": "unsend", "unsend": {"messageId": "325708"}}));
    assert_eq!(unsend.what, What::Unsend { message_id: "325708".to_owned() });
}

#[test]
fn stickers_and_things_to_come_are_other_messages() {
    for kind in ["sticker", "image", "location", "hologram"] {
        let what = read(json!({"type": "message", "message": {"id": "1", "type": kind}})).what;
        let message_id = Some("1".to_owned());
        assert_eq!(what, What::OtherMessage { kind: kind.to_owned(), message_id });
    }
}

#[test]
fn in_a_group_on_standby_or_again_is_said_so() {
    let group = read(json!({"type": "join", "source": {"type": "group", "groupId": "C1"}}));
    assert!(group.in_group && group.user.is_none());
    let room = read(json!({"type": "message", "source": {"type": "room", "userId": SOMEONE}}));
    assert!(room.in_group && room.user.is_some());

    let follow = event(json!({"type": "follow", "mode": "standby", "replyToken": null}));
    let follow = Event::read(&follow.to_string()).unwrap();
    assert!(follow.standby && follow.reply_token.is_none());
    assert_eq!(follow.what, What::Follow { returning: false });

    assert!(read(json!({"type": "follow", "deliveryContext": {"isRedelivery": true}})).redelivery);
}

#[test]
fn what_is_not_understood_is_unknown_and_keeps_its_id() {
    for own in [
        json!({"type": "messageEdited", "message": {"id": "1", "type": "text", "text": "a"}}),
        json!({"type": "message"}),
        json!({"type": "message", "message": {"id": "1", "type": "text"}}),
        json!({"type": "message", "message": "予約"}),
        json!({"type": "postback", "postback": {}}),
        json!({"type": "unsend"}),
        json!({"type": 7}),
        json!({"source": [], "mode": 1, "deliveryContext": "no", "replyToken": {}}),
        json!({"type": "message", "message": ["text", null, null, "1", "a"]}),
    ] {
        let kind = own["type"].as_str().unwrap_or_default();
        assert_eq!(read(own.clone()).what, unknown(kind), "{own}");
    }
}

#[test]
fn one_bad_event_does_not_take_the_others_with_it() {
    let good = event(json!({"type": "follow"}));
    let mut nameless = good.clone();
    nameless.as_object_mut().unwrap().remove("webhookEventId");
    let mut timeless = good.clone();
    timeless["timestamp"] = json!("yesterday");
    let delivery = deliver(&[json!(null), nameless, good, timeless, json!([1])]);
    assert_eq!(delivery.events.len(), 1);
    assert_eq!(delivery.unreadable, 4);
    assert_eq!(delivery.destination, Some(SOMEONE.parse().unwrap()));
}

#[test]
fn lines_check_of_the_address_has_no_events() {
    assert!(deliver(&[]).events.is_empty());
    assert!(parse(br#"{"events":[]}"#).unwrap().destination.is_none());
}

#[test]
fn what_is_no_webhook_is_refused() {
    for body in ["", "{", "あ", "\u{0}"] {
        assert_eq!(parse(body.as_bytes()).unwrap_err(), NotAWebhook::NotJson, "{body}");
    }
    for body in ["[]", "{}", "7", r#"{"events":{}}"#, r#"{"events":null}"#] {
        assert_eq!(parse(body.as_bytes()).unwrap_err(), NotAWebhook::NoEvents, "{body}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(parse(deep.as_bytes()).unwrap_err(), NotAWebhook::NotJson, "no stack is blown");
}

#[test]
fn printing_an_event_tells_nobody_anything() {
    let event = read(json!({"type": "message", "message": {
        "id": "1", "type": "text", "text": "1234567890"
    }}));
    let printed = format!("{event:?}");
    assert!(!printed.contains("1234567890") && !printed.contains(SOMEONE), "{printed}");
}

#[test]
fn rewritten_event_holds_other_words_and_is_the_same_event() {
    let shout = |text: &str| text.contains('a').then(|| text.replace('a', "A"));
    for (own, left) in [
        (
            json!({"type": "message", "message": {"id": "1a", "type": "text", "text": "a b"}}),
            json!({"id": "1a", "type": "text", "text": "A b"}),
        ),
        (
            json!({"type": "message", "message": {"id": "1", "type": "file", "fileName": "a.jpg"}}),
            json!({"id": "1", "type": "file", "fileName": "A.jpg"}),
        ),
        (
            json!({"type": "edited", "message": {"id": "1", "parts": [{"text": "b"}, {"text": "a"}]}}),
            json!({"id": "1", "parts": [{"text": "b"}, {"text": "A"}]}),
        ),
    ] {
        let before = read(own);
        let after = before.rewritten(shout).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&after).unwrap()["message"], left);
        let after = Event::read(&after).unwrap();
        assert_eq!((after.id, after.occurred_at), (before.id, before.occurred_at));
        assert_eq!((after.user, after.reply_token), (before.user, before.reply_token));
    }
    let untouched = json!({"type": "message", "message": {"id": "1", "type": "text", "text": "b"}});
    assert_eq!(read(untouched).rewritten(shout), None);
}

#[test]
fn rewritten_event_holds_no_day_that_was_picked() {
    let postback = json!({"data": "v1:birth", "params": {"date": "1950-05-05"}});
    let picked = read(json!({"type": "postback", "postback": postback}));
    let rewritten = picked.rewritten(|_| None).unwrap();
    assert!(!rewritten.contains("1950"), "{rewritten}");
    let what = Event::read(&rewritten).unwrap().what;
    assert_eq!(what, What::Postback { data: "v1:birth".to_owned(), date: None });
}

#[test]
fn event_that_is_nested_too_deeply_keeps_no_text() {
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let own = json!({"type": "message", "message": {"id": "1", "type": "text", "text": "secret"}});
    let raw = event(own).to_string().replacen('{', &format!("{{\"deep\":{deep},"), 1);
    let Some(event) = Event::read(&raw) else { return };
    let rewritten = event.rewritten(|_| None).unwrap();
    assert!(!rewritten.contains("secret"), "{rewritten}");
    assert!(Event::read(&rewritten).is_some());
}

mod whatever {
    use proptest::prelude::*;

    use super::super::{Event, parse};

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(serde_json::Value::from),
            any::<i64>().prop_map(serde_json::Value::from),
            "\\PC{0,20}".prop_map(serde_json::Value::from),
        ];
        let keys = prop::sample::select(vec![
            "type",
            "webhookEventId",
            "timestamp",
            "source",
            "userId",
            "message",
            "text",
            "postback",
            "params",
            "date",
            "data",
            "follow",
            "mode",
            "events",
            "destination",
            "replyToken",
        ]);
        leaf.prop_recursive(4, 64, 8, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
                prop::collection::hash_map(keys.clone().prop_map(str::to_owned), inner, 0..8)
                    .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_read_without_a_panic(value in json()) {
            let value = value.to_string();
            let _ = parse(value.as_bytes());
            if let Some(event) = Event::read(&value) {
                prop_assert_eq!(event.raw, value);
            }
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }
    }
}
