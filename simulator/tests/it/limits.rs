//! Every limit: the last accepted value and the first refused one.

use serde_json::{Value, json};

use crate::fixture::{Fixture, text};

/// Validates one message with LINE's own endpoint. Returns the first property with an error, or
/// `None` if there is none.
async fn first_error(fixture: &Fixture, message: Value) -> Option<String> {
    let body = json!({ "messages": [message] });
    let answer = fixture.post("/v2/bot/message/validate/push", body).await;
    match answer.status {
        200 => None,
        400 => Some(answer.json()["details"][0]["property"].as_str().unwrap().to_owned()),
        status => panic!("status {status}: {}", answer.text()),
    }
}

pub(crate) async fn assert_accepted(fixture: &Fixture, message: Value) {
    let shown = message.to_string();
    assert_eq!(first_error(fixture, message).await, None, "{shown:.200}");
}

pub(crate) async fn assert_refused(fixture: &Fixture, message: Value, property: &str) {
    let shown = message.to_string();
    assert_eq!(first_error(fixture, message).await.as_deref(), Some(property), "{shown:.200}");
}

pub(crate) fn flex(contents: Value) -> Value {
    json!({ "type": "flex", "altText": "予約カード", "contents": contents })
}

pub(crate) fn bubble(components: Value) -> Value {
    json!({
        "type": "bubble",
        "body": { "type": "box", "layout": "vertical", "contents": components },
    })
}

pub(crate) fn text_component(words: &str) -> Value {
    json!({ "type": "text", "text": words })
}

pub(crate) fn button(action: Value) -> Value {
    flex(bubble(json!([{ "type": "button", "action": action }])))
}

#[tokio::test]
async fn call_has_one_to_five_messages() {
    let fixture = Fixture::new().await;
    let validate = |count: usize| {
        let body = json!({ "messages": vec![text("はい"); count] });
        fixture.post("/v2/bot/message/validate/reply", body)
    };
    assert_eq!(validate(0).await.status, 400);
    assert_eq!(validate(1).await.status, 200);
    assert_eq!(validate(5).await.status, 200);
    assert_eq!(validate(6).await.status, 400);
}

#[tokio::test]
async fn text_length_is_counted_in_utf_16_units() {
    let fixture = Fixture::new().await;
    assert_accepted(&fixture, text(&"あ".repeat(5000))).await;
    assert_refused(&fixture, text(&"あ".repeat(5001)), "messages[0].text").await;
    // An emoji outside the basic plane has two UTF-16 units.
    assert_accepted(&fixture, text(&"😀".repeat(2500))).await;
    assert_refused(&fixture, text(&"😀".repeat(2501)), "messages[0].text").await;
}

#[tokio::test]
async fn label_length_is_counted_in_graphemes() {
    let fixture = Fixture::new().await;
    let labelled =
        |label: &str| button(json!({ "type": "message", "label": label, "text": "はい" }));
    let property = "messages[0].contents.body.contents[0].action.label";
    // A family emoji is one grapheme of seven code points.
    assert_accepted(&fixture, labelled(&"👨‍👩‍👧‍👦".repeat(40))).await;
    assert_refused(&fixture, labelled(&"あ".repeat(41)), property).await;
    assert_refused(&fixture, labelled(""), property).await;
}

#[tokio::test]
async fn postback_data_and_display_text_are_limited_to_300() {
    let fixture = Fixture::new().await;
    let postback = |data: &str, shown: &str| {
        button(json!({ "type": "postback", "label": "予約", "data": data, "displayText": shown }))
    };
    let action = "messages[0].contents.body.contents[0].action";
    assert_accepted(&fixture, postback(&"d".repeat(300), &"👨‍👩‍👧‍👦".repeat(300))).await;
    assert_refused(&fixture, postback(&"d".repeat(301), ""), &format!("{action}.data")).await;
    assert_refused(&fixture, postback(&"😀".repeat(151), ""), &format!("{action}.data")).await;
    assert_refused(&fixture, postback("d", &"あ".repeat(301)), &format!("{action}.displayText"))
        .await;
}

#[tokio::test]
async fn alternative_text_is_limited_to_1500() {
    let fixture = Fixture::new().await;
    let with = |alternative: &str| {
        let mut message = flex(bubble(json!([text_component("はい")])));
        message["altText"] = json!(alternative);
        message
    };
    assert_accepted(&fixture, with(&"あ".repeat(1500))).await;
    assert_refused(&fixture, with(&"あ".repeat(1501)), "messages[0].altText").await;
    assert_refused(&fixture, with(""), "messages[0].altText").await;
}

#[tokio::test]
async fn quick_reply_has_at_most_thirteen_actions() {
    let fixture = Fixture::new().await;
    let item = json!({
        "type": "action",
        "action": { "type": "message", "label": "やめる", "text": "やめる" },
    });
    let with = |items: Vec<Value>| {
        let mut message = text("どうしますか");
        message["quickReply"] = json!({ "items": items });
        message
    };
    assert_accepted(&fixture, with(vec![item.clone(); 13])).await;
    assert_refused(&fixture, with(vec![item.clone(); 14]), "messages[0].quickReply.items").await;
    let untyped = json!({ "action": item["action"] });
    assert_refused(&fixture, with(vec![untyped]), "messages[0].quickReply.items[0].type").await;
    let mut long = item;
    long["action"]["label"] = json!("あ".repeat(21));
    assert_refused(&fixture, with(vec![long]), "messages[0].quickReply.items[0].action.label")
        .await;
}

#[tokio::test]
async fn template_texts_and_actions_are_limited() {
    let fixture = Fixture::new().await;
    let template =
        |template: Value| json!({ "type": "template", "altText": "確認", "template": template });
    let action = json!({ "type": "message", "label": "はい", "text": "はい" });
    let confirm = |text: &str, count: usize| {
        template(json!({ "type": "confirm", "text": text, "actions": vec![action.clone(); count] }))
    };
    assert_accepted(&fixture, confirm(&"あ".repeat(240), 2)).await;
    assert_refused(&fixture, confirm(&"あ".repeat(241), 2), "messages[0].template.text").await;
    assert_refused(&fixture, confirm("はい", 1), "messages[0].template.actions").await;
    assert_refused(&fixture, confirm("はい", 3), "messages[0].template.actions").await;

    let buttons = |text: &str, title: Option<&str>| {
        let mut buttons = json!({ "type": "buttons", "text": text, "actions": [action] });
        if let Some(title) = title {
            buttons["title"] = json!(title);
        }
        template(buttons)
    };
    assert_accepted(&fixture, buttons(&"あ".repeat(160), None)).await;
    assert_refused(&fixture, buttons(&"あ".repeat(161), None), "messages[0].template.text").await;
    assert_accepted(&fixture, buttons(&"あ".repeat(60), Some(&"あ".repeat(40)))).await;
    assert_refused(&fixture, buttons(&"あ".repeat(61), Some("予約")), "messages[0].template.text")
        .await;
}

#[tokio::test]
async fn unknown_message_type_is_refused_and_unknown_property_ignored() {
    let fixture = Fixture::new().await;
    assert_refused(&fixture, json!({ "type": "telegram" }), "messages[0].type").await;
    assert_refused(&fixture, json!("はい"), "messages[0]").await;
    let mut extra = text("はい");
    extra["colour"] = json!("red");
    assert_accepted(&fixture, extra).await;
    assert_accepted(
        &fixture,
        json!({ "type": "sticker", "packageId": "446", "stickerId": "1988" }),
    )
    .await;
}

#[tokio::test]
async fn all_errors_of_a_body_are_reported() {
    let fixture = Fixture::new().await;
    let body = json!({ "messages": [text(""), { "type": "telegram" }, text("はい")] });
    let answer = fixture.post("/v2/bot/message/validate/push", body).await.json();
    assert_eq!(answer["message"], "The request body has 2 error(s)");
    assert_eq!(answer["details"][0]["property"], "messages[0].text");
    assert_eq!(answer["details"][1]["property"], "messages[1].type");
}
