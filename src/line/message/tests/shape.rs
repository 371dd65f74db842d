//! The JSON that is sent to LINE.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::super::{Action, Color, Message, Outgoing, flex};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn shown(message: Message) -> Value {
    let outgoing = Outgoing::new([message]).unwrap();
    serde_json::to_value(outgoing).unwrap()[0].take()
}

#[test]
fn a_card_has_every_type_exactly_once() {
    let inner = flex::row((flex::text("会場"), flex::text("中央体育館")));
    let body = flex::column((inner, flex::separator(), flex::column(flex::text("住所"))));
    let message = Message::flex("予約", flex::bubble().body(body.clone()));
    let written = super::json(message);
    assert_eq!(written.matches(r#""type":"bubble""#).count(), 1);
    assert_eq!(written.matches(r#""type":"box""#).count(), 3);

    let row = flex::carousel([flex::bubble().body(body.clone()), flex::bubble().body(body)]);
    let written = super::json(Message::flex("予約", row));
    assert_eq!(written.matches(r#""type":"carousel""#).count(), 1);
    assert_eq!(written.matches(r#""type":"bubble""#).count(), 2);
    assert_eq!(written.matches(r#""type":"box""#).count(), 6);
}

#[test]
fn text_wraps_grows_and_has_a_colour_without_being_told() {
    let text = &shown(super::card(flex::text("予約確定")))["contents"]["body"]["contents"][0];
    assert_eq!(
        text,
        &json!({"type": "text", "text": "予約確定", "wrap": true, "scaling": true, "color": "#1F2328"})
    );
}

#[test]
fn a_card_is_white_unless_it_is_told_otherwise() {
    let card = flex::bubble().body(flex::column(flex::text("予約")));
    let white = shown(Message::flex("予約", card.clone()));
    assert_eq!(white["contents"]["styles"]["body"], json!({"backgroundColor": "#FFFFFF"}));

    let cream = card.footer_line(Color::INK).background(Color::rgb(0xFF_F8_E1));
    let footer = &shown(Message::flex("予約", cream))["contents"]["styles"]["footer"];
    assert_eq!(footer["backgroundColor"], "#FFF8E1");
    assert_eq!(footer["separator"], true, "the line stays when the ground changes");
}

#[test]
fn parts_may_be_one_several_or_perhaps() {
    let rows = ["1", "2"].map(flex::text);
    let contents = (flex::text("0"), rows, None::<flex::Text>, Some(flex::text("3")));
    let body = &shown(super::card(contents))["contents"]["body"]["contents"];
    let words: Vec<&str> =
        body.as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(words, ["0", "1", "2", "3"]);
}

#[test]
fn quick_replies_say_that_they_are_actions() {
    let message = Message::text("生年月日を選んでください").quick_replies([
        Action::pick_date("日付を選ぶ", "v1:birth")
            .initial(day("1950-01-01"))
            .min(day("1900-01-01"))
            .max(day("2026-12-01")),
        Action::message("やめる", "やめる"),
    ]);
    assert_eq!(
        shown(message)["quickReply"]["items"],
        json!([
            {"type": "action", "action": {
                "type": "datetimepicker", "label": "日付を選ぶ", "data": "v1:birth", "mode": "date",
                "initial": "1950-01-01", "min": "1900-01-01", "max": "2026-12-01",
            }},
            {"type": "action", "action": {"type": "message", "label": "やめる", "text": "やめる"}},
        ])
    );
}

#[test]
fn an_address_is_percent_encoded() {
    let action = Action::uri("地図", "https://maps.example.jp/潮風市?q=体育館");
    let shown = shown(super::button(action));
    assert_eq!(
        shown["contents"]["body"]["contents"][0]["action"]["uri"],
        "https://maps.example.jp/%E6%BD%AE%E9%A2%A8%E5%B8%82?q=%E4%BD%93%E8%82%B2%E9%A4%A8"
    );
}

#[test]
fn a_duplicate_type_made_by_hand_is_refused() {
    use line_bot_sdk_rust::line_messaging_api::models;

    let nested = models::FlexBox::new(models::flex_box::Layout::Vertical, vec![]);
    let body = models::FlexBox::new(
        models::flex_box::Layout::Vertical,
        vec![models::FlexComponent::FlexBox(nested)],
    );
    let mut bubble = models::FlexBubble { body: Some(Box::new(body)), ..Default::default() };
    bubble.r#type.clear();
    let container = models::FlexContainer::FlexBubble(bubble);
    let message = models::FlexMessage::new("予約".to_owned(), container);
    let message = Message(models::Message::FlexMessage(message));
    assert_eq!(Outgoing::new([message]), Err(super::Unsendable::DuplicateKey));
}
