//! The bugs of `line-bot-sdk-rust` 3.0.0 that `line` works around. Each test asserts that a bug
//! exists: if one fails, the SDK was fixed and our workaround can be removed.

#![cfg(test)]

use std::{path::PathBuf, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use line_bot_sdk_rust::{
    line_messaging_api::{
        apis::{
            MessagingApiApi, MessagingApiApiClient, MessagingApiBlobApi, MessagingApiBlobApiClient,
            configuration::Configuration,
        },
        models::{FlexBubble, FlexComponent, FlexContainer, QuickReplyItem},
    },
    line_webhook::models::{CallbackRequest, Event},
    parser::signature::validate_signature,
};
use serde_json::{Value, json};
use sha2::Sha256;

use super::fake::FakeLine;

fn configured(fake: &FakeLine, token: &str) -> Arc<Configuration> {
    let base_path = fake.settings().api.as_str().trim_end_matches('/').to_owned();
    let oauth_access_token = Some(token.to_owned());
    Arc::new(Configuration { base_path, oauth_access_token, ..Configuration::new() })
}

/// nanato12/line-bot-sdk-rust PR #123 repairs only deserialized values. Workaround:
/// `line::message`.
#[test]
fn flex_built_by_its_constructor_says_its_type_twice() {
    let bubble = FlexContainer::FlexBubble(FlexBubble::new());
    let json = serde_json::to_string(&bubble).unwrap();
    assert_eq!(json.matches("\"type\":\"bubble\"").count(), 2, "{json}");
}

/// LINE requires `type`. Workaround: `line::message::Message::quick_replies`.
#[test]
fn a_quick_reply_says_no_type() {
    let item = serde_json::to_value(QuickReplyItem::new()).unwrap();
    assert_eq!(item.get("type"), None);
}

/// Workaround: components are our own types, so unknown ones cannot occur.
#[test]
fn a_component_that_is_not_known_is_written_as_another() {
    let component = json!({ "type": "hologram", "text": "予約" });
    let read: FlexComponent = serde_json::from_value(component).unwrap();
    let written = serde_json::to_value(read).unwrap();
    assert_ne!(written["type"], "hologram");
}

fn text_event(id: &str) -> Value {
    json!({
        "type": "message",
        "mode": "active",
        "timestamp": 1_795_480_200_000_i64,
        "webhookEventId": id,
        "deliveryContext": { "isRedelivery": false },
        "source": { "type": "user", "userId": "U8e742f61d673b39c7fff3cecb7536ef0" },
        "replyToken": "00000000000000000000000000000000",
        "message": { "type": "text", "id": "1", "text": "予約", "quoteToken": "q" },
    })
}

fn read(events: &[Value]) -> Result<CallbackRequest, serde_json::Error> {
    let body = json!({ "destination": "U8e742f61d673b39c7fff3cecb7536ef0", "events": events });
    serde_json::from_value(body)
}

/// LINE's own example of `follow` has no `follow` object. Workaround: `line::event` reads each
/// event separately.
#[test]
fn one_event_with_a_field_missing_fails_the_whole_webhook() {
    let mut follow = text_event("01B");
    follow.as_object_mut().unwrap().remove("message");
    follow["type"] = json!("follow");
    assert!(read(&[text_event("01A")]).is_ok());
    assert!(read(&[text_event("01A"), follow]).is_err());
    let mut without_quote_token = text_event("01C");
    without_quote_token["message"].as_object_mut().unwrap().remove("quoteToken");
    assert!(read(&[text_event("01A"), without_quote_token]).is_err());
}

/// Without its id an event cannot be recognized again. Workaround: `line::event` keeps the id of
/// every event.
#[test]
fn an_event_of_an_unknown_kind_loses_its_id() {
    let mut edited = text_event("01D");
    edited["type"] = json!("messageEdited");
    let delivery = read(&[edited]).unwrap();
    assert_eq!(delivery.events, [Event::UnknownEvent]);
}

/// Workaround: `line::signature` refuses to start with an empty secret, and takes the raw bytes.
#[test]
fn an_empty_secret_is_a_key_to_it() {
    let body = "{}";
    let mut mac = Hmac::<Sha256>::new_from_slice(b"").unwrap();
    mac.update(body.as_bytes());
    let signed = STANDARD.encode(mac.finalize().into_bytes());
    assert!(validate_signature("", &signed, body));
}

/// Fixed by LINE in its own SDKs in 2026 (line-bot-sdk-nodejs #1630). Workaround:
/// `line::client::transport` makes each id one segment of the path.
#[tokio::test]
async fn an_id_wanders_through_the_path() {
    let fake = FakeLine::start().await;
    let client = MessagingApiApiClient::new(configured(&fake, "token"));
    let _ = client.get_profile("../richmenu/list?x=1").await;
    assert_eq!(fake.calls(), ["GET /v2/bot/profile/../richmenu/list?x=1"]);
}

/// Workaround: `Line::set_rich_menu_image` sends the image to the data host.
#[tokio::test]
async fn the_path_of_a_picture_is_sent_in_its_place() {
    let fake = FakeLine::start().await;
    let client = MessagingApiBlobApiClient::new(configured(&fake, "token"));
    let picture = PathBuf::from("/tmp/menu.png");
    let _ = client.set_rich_menu_image("richmenu-1", Some(picture)).await;
    let asked = fake.once("POST /v2/bot/richmenu/richmenu-1/content");
    assert_eq!(asked.json(), json!("/tmp/menu.png"));
    assert_eq!(asked.header("content-type"), Some("application/json"));
}

/// LINE's edge has answered 411 to that (line-bot-sdk-nodejs #41). Workaround: `content-length: 0`.
#[tokio::test]
async fn an_empty_post_says_no_length() {
    let fake = FakeLine::start().await;
    let client = MessagingApiApiClient::new(configured(&fake, "token"));
    let _ = client.set_default_rich_menu("richmenu-1").await;
    let asked = fake.once("POST /v2/bot/user/all/richmenu/richmenu-1");
    assert_eq!(asked.header("content-length"), None);
}

/// Workaround: `line::client::token` trims the line end and refuses what no header can contain.
#[tokio::test]
async fn a_token_with_a_line_end_makes_it_panic() {
    let fake = FakeLine::start().await;
    let client = MessagingApiApiClient::new(configured(&fake, "token\n"));
    let call = tokio::spawn(async move { client.get_bot_info().await.is_ok() });
    assert!(call.await.is_err_and(|error| error.is_panic()));
}

/// Error bodies: nanato12/line-bot-sdk-rust #86. Workaround: `LineError` contains LINE's message.
#[tokio::test]
async fn what_line_says_is_wrong_is_not_shown() {
    let fake = FakeLine::start().await;
    fake.on("GET /v2/bot/info", 400, json!({ "message": "quite wrong" }));
    let client = MessagingApiApiClient::new(configured(&fake, "token"));
    let error = client.get_bot_info().await.unwrap_err();
    assert!(!format!("{error:?}").contains("quite wrong"));
}
