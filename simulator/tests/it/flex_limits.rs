//! Limits of Flex containers, their components and actions.

use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::limits::{assert_accepted, assert_refused, bubble, button, flex, text_component};

/// Returns a bubble whose JSON has exactly this many bytes.
fn bubble_of(size: usize) -> Value {
    let empty = bubble(json!([text_component("")])).to_string().len();
    bubble(json!([text_component(&"a".repeat(size - empty))]))
}

#[tokio::test]
async fn bubble_is_limited_to_30_kb_and_carousel_to_50_kb() {
    let fixture = Fixture::new().await;
    assert_accepted(&fixture, flex(bubble_of(30 * 1024))).await;
    assert_refused(&fixture, flex(bubble_of(30 * 1024 + 1)), "messages[0].contents").await;

    let carousel = |size: usize| {
        let of = |bubbles: [Value; 2]| json!({ "type": "carousel", "contents": bubbles });
        let frame = of([json!({}), json!({})]).to_string().len() - 4;
        let first = 25 * 1024;
        of([bubble_of(first), bubble_of(size - frame - first)])
    };
    assert_accepted(&fixture, flex(carousel(50 * 1024))).await;
    assert_refused(&fixture, flex(carousel(50 * 1024 + 1)), "messages[0].contents").await;
}

#[tokio::test]
async fn carousel_has_at_most_twelve_bubbles_of_one_size() {
    let fixture = Fixture::new().await;
    let one = bubble(json!([text_component("はい")]));
    let carousel = |bubbles: Vec<Value>| flex(json!({ "type": "carousel", "contents": bubbles }));
    let contents = "messages[0].contents.contents";
    assert_accepted(&fixture, carousel(vec![one.clone(); 12])).await;
    assert_refused(&fixture, carousel(vec![one.clone(); 13]), contents).await;
    assert_refused(&fixture, carousel(vec![]), contents).await;

    let mut small = one.clone();
    small["size"] = json!("kilo");
    assert_refused(&fixture, carousel(vec![one, small]), contents).await;
}

#[tokio::test]
async fn flex_component_errors_name_their_property() {
    let fixture = Fixture::new().await;
    let place = "messages[0].contents.body.contents";
    let cases = [
        (json!([text_component("はい"), text_component("")]), "[1].text"),
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
        (
            json!([{ "type": "text", "contents": [{ "type": "text", "text": "あ" }] }]),
            "[0].contents[0].type",
        ),
    ];
    for (components, property) in cases {
        assert_refused(&fixture, flex(bubble(components)), &format!("{place}{property}")).await;
    }
    assert_refused(&fixture, flex(json!({ "type": "bubble" })), "messages[0].contents").await;
    let untyped = json!({ "type": "bubble", "body": { "layout": "vertical", "contents": [] } });
    assert_refused(&fixture, flex(untyped), "messages[0].contents.body.type").await;
}

#[tokio::test]
async fn complete_booking_card_is_accepted() {
    let fixture = Fixture::new().await;
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
    assert_accepted(&fixture, flex(card)).await;
}

#[tokio::test]
async fn uri_needs_a_known_scheme_and_at_most_1000_characters() {
    let fixture = Fixture::new().await;
    let opens = |uri: &str| button(json!({ "type": "uri", "label": "開く", "uri": uri }));
    let property = "messages[0].contents.body.contents[0].action.uri";
    for good in
        ["https://example.com/", "http://127.0.0.1:8080/liff", "tel:0120000000", "line://nv/chat"]
    {
        assert_accepted(&fixture, opens(good)).await;
    }
    for bad in
        ["javascript:alert(1)", "ftp://example.com/", "/liff", "", "https://example.com/予約"]
    {
        assert_refused(&fixture, opens(bad), property).await;
    }
    let of_length = |length: usize| {
        let start = "https://example.com/";
        format!("{start}{}", "a".repeat(length - start.len()))
    };
    assert_accepted(&fixture, opens(&of_length(1000))).await;
    assert_refused(&fixture, opens(&of_length(1001)), property).await;
}

#[tokio::test]
async fn date_picker_limits_must_be_ordered_dates() {
    let fixture = Fixture::new().await;
    let picker = |mode: &str, initial: &str, min: &str, max: &str| {
        button(json!({
            "type": "datetimepicker", "label": "選ぶ", "data": "d",
            "mode": mode, "initial": initial, "min": min, "max": max,
        }))
    };
    let action = "messages[0].contents.body.contents[0].action";
    assert_accepted(&fixture, picker("date", "1950-01-01", "1900-01-01", "2100-12-31")).await;
    assert_accepted(
        &fixture,
        picker("datetime", "2026-11-22t09:00", "2026-11-22T00:00", "2026-11-22T23:59"),
    )
    .await;
    assert_accepted(&fixture, picker("time", "09:00", "00:00", "23:59")).await;
    assert_refused(
        &fixture,
        picker("date", "1950/01/01", "1900-01-01", "2026-01-01"),
        &format!("{action}.initial"),
    )
    .await;
    assert_refused(
        &fixture,
        picker("date", "1950-01-01", "1899-12-31", "2026-01-01"),
        &format!("{action}.min"),
    )
    .await;
    assert_refused(
        &fixture,
        picker("date", "1950-01-01", "2026-01-01", "2026-01-01"),
        &format!("{action}.max"),
    )
    .await;
    assert_refused(
        &fixture,
        picker("week", "1950-01-01", "1900-01-01", "2026-01-01"),
        &format!("{action}.mode"),
    )
    .await;
}
