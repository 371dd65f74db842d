//! Checks of message objects (R/messaging-api/#message-objects) and of their common properties,
//! quick replies and sender.

use serde_json::Value;

use super::shape::{Findings, HTTPS, Property, Rule, graphemes, needed, optional, utf16};
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
pub(super) const ALT_TEXT: Property = needed("altText", utf16(1, 1500));

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
    &[optional("quickReply", Rule::Part(quick_reply)), optional("sender", Rule::Part(sender))];

pub(super) const QUOTE_TOKEN: Property = optional("quoteToken", utf16(1, 1000));

const TEXT: &[Property] = &[
    needed("text", utf16(1, 5000)),
    optional("emojis", Rule::List { from: 0, to: 20, each: emoji }),
    QUOTE_TOKEN,
];

const EMOJI: &[Property] = &[
    needed("index", Rule::Whole { from: 0, to: 4999 }),
    needed("productId", utf16(1, 100)),
    needed("emojiId", utf16(1, 100)),
];

const STICKER: &[Property] =
    &[needed("packageId", utf16(1, 20)), needed("stickerId", utf16(1, 20)), QUOTE_TOKEN];

const IMAGE: &[Property] = &[needed("originalContentUrl", HTTPS), needed("previewImageUrl", HTTPS)];

const VIDEO: &[Property] = &[
    needed("originalContentUrl", HTTPS),
    needed("previewImageUrl", HTTPS),
    optional("trackingId", utf16(1, 100)),
];

const AUDIO: &[Property] = &[
    needed("originalContentUrl", HTTPS),
    needed("duration", Rule::Whole { from: 1, to: i64::MAX }),
];

const LOCATION: &[Property] = &[
    needed("title", utf16(1, 100)),
    needed("address", utf16(1, 100)),
    needed("latitude", Rule::Number),
    needed("longitude", Rule::Number),
];

const TEMPLATE: &[Property] = &[ALT_TEXT, needed("template", Rule::Part(template::template))];

const FLEX: &[Property] = &[ALT_TEXT, needed("contents", Rule::Part(flex::container))];

const COUPON: &[Property] =
    &[needed("couponId", utf16(1, 100)), optional("deliveryTag", utf16(0, 30))];

/// R/messaging-api/#quick-reply.
const QUICK_REPLY: &[Property] =
    &[needed("items", Rule::List { from: 1, to: 13, each: quick_reply_item })];

const QUICK_REPLY_ITEM: &[Property] = &[
    needed("type", Rule::OneOf(&["action"])),
    optional("imageUrl", HTTPS),
    needed("action", Rule::Part(action::of_quick_reply)),
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
