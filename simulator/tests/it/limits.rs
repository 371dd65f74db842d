//! Every limit at its edge: the last value that is taken and the first that is refused.

use serde_json::{Value, json};

use crate::stage::{Stage, text};

/// Asks LINE's own dry run about one message: `None` if it is fine, else the first property
/// that is not.
async fn refused(stage: &Stage, message: Value) -> Option<String> {
    let body = json!({ "messages": [message] });
    let answer = stage.post("/v2/bot/message/validate/push", body).await;
    match answer.status {
        200 => None,
        400 => Some(answer.json()["details"][0]["property"].as_str().unwrap().to_owned()),
        status => panic!("status {status}: {}", answer.text()),
    }
}

async fn fine(stage: &Stage, message: Value) {
    let shown = message.to_string();
    assert_eq!(refused(stage, message).await, None, "{shown:.200}");
}

async fn wrong(stage: &Stage, message: Value, property: &str) {
    let shown = message.to_string();
    assert_eq!(refused(stage, message).await.as_deref(), Some(property), "{shown:.200}");
}

fn flex(contents: Value) -> Value {
    json!({ "type": "flex", "altText": "予約カード", "contents": contents })
}

fn bubble(components: Value) -> Value {
    json!({
        "type": "bubble",
        "body": { "type": "box", "layout": "vertical", "contents": components },
    })
}

fn words(words: &str) -> Value {
    json!({ "type": "text", "text": words })
}

fn button(action: Value) -> Value {
    flex(bubble(json!([{ "type": "button", "action": action }])))
}

/// A bubble whose JSON has exactly this many bytes.
fn bubble_of(size: usize) -> Value {
    let empty = bubble(json!([words("")])).to_string().len();
    bubble(json!([words(&"a".repeat(size - empty))]))
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
    // An emoji outside the basic plane is two units.
    fine(&stage, text(&"😀".repeat(2500))).await;
    wrong(&stage, text(&"😀".repeat(2501)), "messages[0].text").await;
}

#[tokio::test]
async fn a_label_is_counted_in_grapheme_clusters() {
    let stage = Stage::new().await;
    let labelled = |label: &str| {
        button(json!({ "type": "message", "label": label, "text": "はい" }))
    };
    let property = "messages[0].contents.body.contents[0].action.label";
    // A family is one cluster of seven code points.
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
async fn a_bubble_has_thirty_kilobytes_and_a_carousel_fifty() {
    let stage = Stage::new().await;
    fine(&stage, flex(bubble_of(30 * 1024))).await;
    wrong(&stage, flex(bubble_of(30 * 1024 + 1)), "messages[0].contents").await;

    let carousel = |size: usize| {
        let of = |bubbles: [Value; 2]| json!({ "type": "carousel", "contents": bubbles });
        let frame = of([json!({}), json!({})]).to_string().len() - 4;
        let first = 25 * 1024;
        of([bubble_of(first), bubble_of(size - frame - first)])
    };
    fine(&stage, flex(carousel(50 * 1024))).await;
    wrong(&stage, flex(carousel(50 * 1024 + 1)), "messages[0].contents").await;
}

#[tokio::test]
async fn a_carousel_has_twelve_bubbles_of_one_size() {
    let stage = Stage::new().await;
    let one = bubble(json!([words("はい")]));
    let carousel = |bubbles: Vec<Value>| flex(json!({ "type": "carousel", "contents": bubbles }));
    let contents = "messages[0].contents.contents";
    fine(&stage, carousel(vec![one.clone(); 12])).await;
    wrong(&stage, carousel(vec![one.clone(); 13]), contents).await;
    wrong(&stage, carousel(vec![]), contents).await;

    let mut small = one.clone();
    small["size"] = json!("kilo");
    wrong(&stage, carousel(vec![one, small]), contents).await;
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
async fn flex_components_are_checked_by_name() {
    let stage = Stage::new().await;
    let place = "messages[0].contents.body.contents";
    let cases = [
        (json!([words("はい"), words("")]), "[1].text"),
        (json!([{ "type": "spacer" }]), "[0].type"),
        (json!([{ "type": "icon", "url": "https://example.com/a.png" }]), "[0].type"),
        (json!([{ "type": "text", "text": "はい", "colour": "#ffffff" }]), "[0].colour"),
        (json!([{ "type": "text", "text": "はい", "color": "red" }]), "[0].color"),
        (json!([{ "type": "text", "text": "はい", "size": "huge" }]), "[0].size"),
        (json!([{ "type": "image", "url": "http://example.com/a.png" }]), "[0].url"),
        (json!([{ "type": "box", "contents": [] }]), "[0].layout"),
        (json!([{ "type": "box", "layout": "vertical" }]), "[0].contents"),
        (json!([{ "type": "button" }]), "[0].action"),
        (json!([{ "type": "separator", "margin": "12" }]), "[0].margin"),
        (json!([{ "type": "text", "contents": [{ "type": "text", "text": "あ" }] }]), "[0].contents[0].type"),
    ];
    for (components, property) in cases {
        wrong(&stage, flex(bubble(components)), &format!("{place}{property}")).await;
    }
    wrong(&stage, flex(json!({ "type": "bubble" })), "messages[0].contents").await;
    let untyped = json!({ "type": "bubble", "body": { "layout": "vertical", "contents": [] } });
    wrong(&stage, flex(untyped), "messages[0].contents.body.type").await;
}

#[tokio::test]
async fn a_card_with_everything_a_booking_needs_is_fine() {
    let stage = Stage::new().await;
    let card = json!({
        "type": "bubble",
        "size": "mega",
        "header": { "type": "box", "layout": "vertical", "backgroundColor": "#00695C", "contents": [
            { "type": "text", "text": "予約を受け付けました", "weight": "bold", "color": "#FFFFFF", "scaling": true },
        ]},
        "body": { "type": "box", "layout": "vertical", "spacing": "md", "paddingAll": "20px", "contents": [
            { "type": "box", "layout": "baseline", "contents": [
                { "type": "text", "text": "会場", "flex": 2, "size": "sm" },
                { "type": "text", "flex": 5, "wrap": true, "contents": [
                    { "type": "span", "text": "潮風市民会館", "weight": "bold" },
                ]},
            ]},
            { "type": "separator", "margin": "lg" },
        ]},
        "footer": { "type": "box", "layout": "horizontal", "contents": [
            { "type": "button", "style": "primary", "color": "#00695C", "action":
                { "type": "uri", "label": "マイページ", "uri": "http://127.0.0.1:8090/liff/1600000002-abcdefgh/mypage" } },
        ]},
        "styles": { "footer": { "separator": true } },
    });
    fine(&stage, flex(card)).await;
}

#[tokio::test]
async fn addresses_have_known_schemes_and_a_thousand_characters() {
    let stage = Stage::new().await;
    let opens = |uri: &str| button(json!({ "type": "uri", "label": "開く", "uri": uri }));
    let property = "messages[0].contents.body.contents[0].action.uri";
    for good in ["https://example.com/", "http://127.0.0.1:8080/liff", "tel:0120000000", "line://nv/chat"] {
        fine(&stage, opens(good)).await;
    }
    for bad in ["javascript:alert(1)", "ftp://example.com/", "/liff", "", "https://example.com/予約"] {
        wrong(&stage, opens(bad), property).await;
    }
    let of_length = |length: usize| {
        let start = "https://example.com/";
        format!("{start}{}", "a".repeat(length - start.len()))
    };
    fine(&stage, opens(&of_length(1000))).await;
    wrong(&stage, opens(&of_length(1001)), property).await;
}

#[tokio::test]
async fn a_date_pickers_limits_are_dates_in_order() {
    let stage = Stage::new().await;
    let picker = |mode: &str, initial: &str, min: &str, max: &str| {
        button(json!({
            "type": "datetimepicker", "label": "選ぶ", "data": "d",
            "mode": mode, "initial": initial, "min": min, "max": max,
        }))
    };
    let action = "messages[0].contents.body.contents[0].action";
    fine(&stage, picker("date", "1950-01-01", "1900-01-01", "2100-12-31")).await;
    fine(&stage, picker("datetime", "2026-11-22t09:00", "2026-11-22T00:00", "2026-11-22T23:59")).await;
    fine(&stage, picker("time", "09:00", "00:00", "23:59")).await;
    wrong(&stage, picker("date", "1950/01/01", "1900-01-01", "2026-01-01"), &format!("{action}.initial")).await;
    wrong(&stage, picker("date", "1950-01-01", "1899-12-31", "2026-01-01"), &format!("{action}.min")).await;
    wrong(&stage, picker("date", "1950-01-01", "2026-01-01", "2026-01-01"), &format!("{action}.max")).await;
    wrong(&stage, picker("week", "1950-01-01", "1900-01-01", "2026-01-01"), &format!("{action}.mode")).await;
}

#[tokio::test]
async fn templates_have_limits_of_their_own() {
    let stage = Stage::new().await;
    let template = |template: Value| json!({ "type": "template", "altText": "確認", "template": template });
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
