//! Checks of message objects (R/messaging-api/#message-objects) and of their common properties,
//! quick replies and sender.

use serde_json::Value;

use super::shape::{Findings, HTTPS, Property, Rule, graphemes, optional, required, utf16};
use super::{action, flex, imagemap, template, text_v2};

pub(super) fn message(findings: &mut Findings, value: &Value) {
    if !value.is_object() {
        return findings.report("Must be an object");
    }
    let Some(properties) = findings.kind(value, KINDS) else {
        return;
    };
    findings.object(value, &[properties, COMMON]);
    if value["type"] == "textV2" {
        text_v2::substitutions(findings, value);
    }
}

/// `altText` of Flex messages (R/messaging-api/#flex-message): formerly 400 characters, now 1,500.
pub(super) const ALT_TEXT: Property = required("altText", utf16(1, 1500));

const KINDS: &[(&str, &[Property])] = &[
    ("text", TEXT),
    ("textV2", text_v2::TEXT_V2),
    ("sticker", STICKER),
    ("image", IMAGE),
    ("video", VIDEO),
    ("audio", AUDIO),
    ("location", LOCATION),
    ("imagemap", imagemap::IMAGEMAP),
    ("template", TEMPLATE),
    ("flex", FLEX),
    ("coupon", COUPON),
];

const COMMON: &[Property] =
    &[optional("quickReply", Rule::Nested(quick_reply)), optional("sender", Rule::Nested(sender))];

pub(super) const QUOTE_TOKEN: Property = optional("quoteToken", utf16(1, 1000));

const TEXT: &[Property] = &[
    required("text", utf16(1, 5000)),
    optional("emojis", Rule::List { min: 0, max: 20, each: emoji }),
    QUOTE_TOKEN,
];

const EMOJI: &[Property] = &[
    required("index", Rule::Integer { min: 0, max: 4999 }),
    required("productId", utf16(1, 100)),
    required("emojiId", utf16(1, 100)),
];

const STICKER: &[Property] =
    &[required("packageId", utf16(1, 20)), required("stickerId", utf16(1, 20)), QUOTE_TOKEN];

const IMAGE: &[Property] =
    &[required("originalContentUrl", HTTPS), required("previewImageUrl", HTTPS)];

const VIDEO: &[Property] = &[
    required("originalContentUrl", HTTPS),
    required("previewImageUrl", HTTPS),
    optional("trackingId", utf16(1, 100)),
];

const AUDIO: &[Property] = &[
    required("originalContentUrl", HTTPS),
    required("duration", Rule::Integer { min: 1, max: i64::MAX }),
];

const LOCATION: &[Property] = &[
    required("title", utf16(1, 100)),
    required("address", utf16(1, 100)),
    required("latitude", Rule::Number),
    required("longitude", Rule::Number),
];

const TEMPLATE: &[Property] = &[ALT_TEXT, required("template", Rule::Nested(template::template))];

const FLEX: &[Property] = &[ALT_TEXT, required("contents", Rule::Nested(flex::container))];

const COUPON: &[Property] =
    &[required("couponId", utf16(1, 100)), optional("deliveryTag", utf16(0, 30))];

/// R/messaging-api/#quick-reply.
const QUICK_REPLY: &[Property] =
    &[required("items", Rule::List { min: 1, max: 13, each: quick_reply_item })];

const QUICK_REPLY_ITEM: &[Property] = &[
    required("type", Rule::OneOf(&["action"])),
    optional("imageUrl", HTTPS),
    required("action", Rule::Nested(action::of_quick_reply)),
];

/// R/messaging-api/#icon-nickname-switch.
const SENDER: &[Property] = &[optional("name", graphemes(1, 20)), optional("iconUrl", HTTPS)];

fn emoji(findings: &mut Findings, value: &Value) {
    findings.object(value, &[EMOJI]);
}

fn quick_reply(findings: &mut Findings, value: &Value) {
    findings.object(value, &[QUICK_REPLY]);
}

fn quick_reply_item(findings: &mut Findings, value: &Value) {
    findings.object(value, &[QUICK_REPLY_ITEM]);
}

fn sender(findings: &mut Findings, value: &Value) {
    findings.object(value, &[SENDER]);
    let imitates = |name: &str| name.contains("LINE");
    if value["name"].as_str().is_some_and(imitates) {
        findings.report_at("name", "Must not look like LINE's own name");
    }
}
