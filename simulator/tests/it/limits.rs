//! Every limit: the last accepted value and the first refused one.

use serde_json::{Value, json};

use crate::stage::{Stage, text};

/// Validates one message with LINE's own endpoint. Returns the first property with an error, or
/// `None` if there is none.
async fn refused(stage: &Stage, message: Value) -> Option<String> {
    let body = json!({ "messages": [message] });
    let answer = stage.post("/v2/bot/message/validate/push", body).await;
    match answer.status {
        200 => None,
        400 => Some(answer.json()["details"][0]["property"].as_str().unwrap().to_owned()),
        status => panic!("status {status}: {}", answer.text()),
    }
}

pub(crate) async fn fine(stage: &Stage, message: Value) {
    let shown = message.to_string();
    assert_eq!(refused(stage, message).await, None, "{shown:.200}");
}

pub(crate) async fn wrong(stage: &Stage, message: Value, property: &str) {
    let shown = message.to_string();
    assert_eq!(refused(stage, message).await.as_deref(), Some(property), "{shown:.200}");
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

pub(crate) fn words(words: &str) -> Value {
    json!({ "type": "text", "text": words })
}

pub(crate) fn button(action: Value) -> Value {
    flex(bubble(json!([{ "type": "button", "action": action }])))
}

#[tokio::test]
async fn one_to_five_messages_go_at_once() {
    let stage = Stage::new().await;
    let validate = |count: usize| {
        let body = json!({ "messages": vec![text("はい"); count] });
        stage.post("/v2/bot/message/validate/reply", body)
    };
    assert_eq!(validate(0).await.status, 400);
    assert_eq!(validate(1).await.status, 200);
    assert_eq!(validate(5).await.status, 200);
    assert_eq!(validate(6).await.status, 400);
}

#[tokio::test]
async fn a_text_is_counted_in_utf_16_units() {
    let stage = Stage::new().await;
    fine(&stage, text(&"あ".repeat(5000))).await;
    wrong(&stage, text(&"あ".repeat(5001)), "messages[0].text").await;
    // An emoji outside the basic plane has two UTF-16 units.
    fine(&stage, text(&"😀".repeat(2500))).await;
    wrong(&stage, text(&"😀".repeat(2501)), "messages[0].text").await;
}

#[tokio::test]
async fn a_label_is_counted_in_grapheme_clusters() {
    let stage = Stage::new().await;
    let labelled =
        |label: &str| button(json!({ "type": "message", "label": label, "text": "はい" }));
    let property = "messages[0].contents.body.contents[0].action.label";
    // A family emoji is one grapheme of seven code points.
    fine(&stage, labelled(&"👨‍👩‍👧‍👦".repeat(40))).await;
    wrong(&stage, labelled(&"あ".repeat(41)), property).await;
    wrong(&stage, labelled(""), property).await;
}

#[tokio::test]
async fn postback_data_and_display_text_have_three_hundred_each() {
    let stage = Stage::new().await;
    let postback = |data: &str, shown: &str| {
        button(json!({ "type": "postback", "label": "予約", "data": data, "displayText": shown }))
    };
    let action = "messages[0].contents.body.contents[0].action";
    fine(&stage, postback(&"d".repeat(300), &"👨‍👩‍👧‍👦".repeat(300))).await;
    wrong(&stage, postback(&"d".repeat(301), ""), &format!("{action}.data")).await;
    wrong(&stage, postback(&"😀".repeat(151), ""), &format!("{action}.data")).await;
    wrong(&stage, postback("d", &"あ".repeat(301)), &format!("{action}.displayText")).await;
}

#[tokio::test]
async fn an_alternative_text_has_fifteen_hundred() {
    let stage = Stage::new().await;
    let with = |alternative: &str| {
        let mut message = flex(bubble(json!([words("はい")])));
        message["altText"] = json!(alternative);
        message
    };
    fine(&stage, with(&"あ".repeat(1500))).await;
    wrong(&stage, with(&"あ".repeat(1501)), "messages[0].altText").await;
    wrong(&stage, with(""), "messages[0].altText").await;
}

#[tokio::test]
async fn a_quick_reply_has_thirteen_items_that_say_they_are_actions() {
    let stage = Stage::new().await;
    let item = json!({
        "type": "action",
        "action": { "type": "message", "label": "やめる", "text": "やめる" },
    });
    let with = |items: Vec<Value>| {
        let mut message = text("どうしますか");
        message["quickReply"] = json!({ "items": items });
        message
    };
    fine(&stage, with(vec![item.clone(); 13])).await;
    wrong(&stage, with(vec![item.clone(); 14]), "messages[0].quickReply.items").await;
    let untyped = json!({ "action": item["action"] });
    wrong(&stage, with(vec![untyped]), "messages[0].quickReply.items[0].type").await;
    let mut long = item;
    long["action"]["label"] = json!("あ".repeat(21));
    wrong(&stage, with(vec![long]), "messages[0].quickReply.items[0].action.label").await;
}

#[tokio::test]
async fn templates_have_limits_of_their_own() {
    let stage = Stage::new().await;
    let template =
        |template: Value| json!({ "type": "template", "altText": "確認", "template": template });
    let action = json!({ "type": "message", "label": "はい", "text": "はい" });
    let confirm = |text: &str, count: usize| {
        template(json!({ "type": "confirm", "text": text, "actions": vec![action.clone(); count] }))
    };
    fine(&stage, confirm(&"あ".repeat(240), 2)).await;
    wrong(&stage, confirm(&"あ".repeat(241), 2), "messages[0].template.text").await;
    wrong(&stage, confirm("はい", 1), "messages[0].template.actions").await;
    wrong(&stage, confirm("はい", 3), "messages[0].template.actions").await;

    let buttons = |text: &str, title: Option<&str>| {
        let mut buttons = json!({ "type": "buttons", "text": text, "actions": [action] });
        if let Some(title) = title {
            buttons["title"] = json!(title);
        }
        template(buttons)
    };
    fine(&stage, buttons(&"あ".repeat(160), None)).await;
    wrong(&stage, buttons(&"あ".repeat(161), None), "messages[0].template.text").await;
    fine(&stage, buttons(&"あ".repeat(60), Some(&"あ".repeat(40)))).await;
    wrong(&stage, buttons(&"あ".repeat(61), Some("予約")), "messages[0].template.text").await;
}

#[tokio::test]
async fn unknown_message_types_are_refused_and_unknown_properties_outside_flex_ignored() {
    let stage = Stage::new().await;
    wrong(&stage, json!({ "type": "telegram" }), "messages[0].type").await;
    wrong(&stage, json!("はい"), "messages[0]").await;
    let mut extra = text("はい");
    extra["colour"] = json!("red");
    fine(&stage, extra).await;
    fine(&stage, json!({ "type": "sticker", "packageId": "446", "stickerId": "1988" })).await;
}

#[tokio::test]
async fn every_error_of_a_body_is_told_at_once() {
    let stage = Stage::new().await;
    let body = json!({ "messages": [text(""), { "type": "telegram" }, text("はい")] });
    let answer = stage.post("/v2/bot/message/validate/push", body).await.json();
    assert_eq!(answer["message"], "The request body has 2 error(s)");
    assert_eq!(answer["details"][0]["property"], "messages[0].text");
    assert_eq!(answer["details"][1]["property"], "messages[1].type");
}
