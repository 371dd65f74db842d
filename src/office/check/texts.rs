//! Rules 12x: what residents read, and where they read it.

use super::{Facts, Level, Rule};
use crate::vaccination::{coupon::Issuer, language::Translated, notice::NoticeKind, phone::Phone};

#[derive(Debug, Clone, PartialEq)]
pub enum TextFinding {
    TermsEmpty,
    TermsWithoutVersion,
    /// The call centre's telephone number is not valid.
    Phone(String),
    /// A value left over from the demo, or an address reserved for examples: key and value.
    DemoValue {
        key: &'static str,
        value: String,
    },
    NoMail,
    NotHttps(String),
    /// Without a trusted proxy, all residents would count as one address.
    NoProxyTrusted,
    NothingToBring,
    /// White text on this colour is hard to read. The contrast is `contrast` to 1.
    PaleColour {
        colour: String,
        contrast: f64,
    },
    /// The check digit is wrong.
    IssuerMistyped(Issuer),
    NoFaq,
    /// A question that lacks its text in some languages.
    FaqUntranslated {
        ask: String,
        lacking: Vec<&'static str>,
    },
    /// Keys whose English text is in Japanese.
    JapaneseOnly {
        keys: Vec<&'static str>,
    },
    /// Coupon numbers and birth dates pass through LINE.
    IdentityInChat,
    /// Names pass through LINE.
    NamesOnLine,
    /// There is no `[retention]`: personal data stays after the programme.
    NothingErased,
}

impl TextFinding {
    pub(super) fn rule(&self) -> Rule {
        match self {
            Self::TermsEmpty => (121, Level::Error),
            Self::TermsWithoutVersion => (122, Level::Error),
            Self::Phone(_) => (123, Level::Error),
            Self::DemoValue { .. } => (124, Level::Error),
            Self::NoMail => (125, Level::Warning),
            Self::NotHttps(_) => (126, Level::Error),
            Self::NoProxyTrusted => (127, Level::Warning),
            Self::NothingToBring => (128, Level::Warning),
            Self::PaleColour { .. } => (129, Level::Warning),
            Self::IssuerMistyped(_) => (130, Level::Warning),
            Self::NoFaq => (131, Level::Warning),
            Self::FaqUntranslated { .. } => (132, Level::Warning),
            Self::JapaneseOnly { .. } => (133, Level::Warning),
            Self::IdentityInChat => (134, Level::Warning),
            Self::NamesOnLine => (135, Level::Warning),
            Self::NothingErased => (136, Level::Warning),
        }
    }
}

pub(super) fn look(facts: &Facts) -> Vec<TextFinding> {
    let mut found = Vec::new();
    let (town, service) = (&facts.municipality, &facts.service);
    if town.terms.blocks.is_empty() {
        found.push(TextFinding::TermsEmpty);
    }
    if town.terms.version.trim().is_empty() {
        found.push(TextFinding::TermsWithoutVersion);
    }
    if Phone::parse(&town.call_centre.phone).is_err() {
        found.push(TextFinding::Phone(town.call_centre.phone.clone()));
    }
    found.extend(demo_values(facts));
    // If LINE does not remind either, rule 108 reports it.
    if service.mail_from.is_none() && facts.pushed.contains(&NoticeKind::Reminder) {
        found.push(TextFinding::NoMail);
    }
    if !service.public_url.starts_with("https://") {
        found.push(TextFinding::NotHttps(service.public_url.clone()));
    }
    if service.behind_a_proxy && !service.trusts_a_proxy {
        found.push(TextFinding::NoProxyTrusted);
    }
    if town.bring.is_empty() {
        found.push(TextFinding::NothingToBring);
    }
    let contrast = contrast_with_white(&town.colour);
    if contrast < READABLE {
        found.push(TextFinding::PaleColour { colour: town.colour.clone(), contrast });
    }
    if !check_digit_fits(&town.issuer) {
        found.push(TextFinding::IssuerMistyped(town.issuer.clone()));
    }
    found.extend(japanese_only(facts));
    found.extend(faq(facts));
    if facts.identity_in_chat {
        found.push(TextFinding::IdentityInChat);
    }
    if facts.names_on_line {
        found.push(TextFinding::NamesOnLine);
    }
    if facts.erase_from.is_none() {
        found.push(TextFinding::NothingErased);
    }
    found
}

/// The demo's values, by their keys in the settings file.
const DEMO: [(&str, &str); 7] = [
    ("municipality.name", "潮風市"),
    ("municipality.issuer", "990001"),
    ("call_centre.phone", "0120-000-000"),
    ("line.channel_id", "1000000001"),
    ("line.login_channel_id", "1000000002"),
    ("line.liff_id", "1000000002-shiokaze"),
    ("line.friend_url", "https://line.me/R/ti/p/@shiokaze-demo"),
];

fn demo_values(facts: &Facts) -> Vec<TextFinding> {
    let (town, line) = (&facts.municipality, &facts.line);
    let mail_from = facts.service.mail_from.clone().unwrap_or_default();
    let values: [(&'static str, &str); 15] = [
        ("municipality.name", &town.name.ja),
        ("municipality.name", &town.name.en),
        ("municipality.issuer", town.issuer.as_str()),
        ("call_centre.name", &town.call_centre.name.ja),
        ("call_centre.name", &town.call_centre.name.en),
        ("call_centre.phone", &town.call_centre.phone),
        ("links.faq", &town.links.faq),
        ("links.information", &town.links.information),
        ("links.manual", &town.links.manual),
        ("line.channel_id", &line.channel_id),
        ("line.login_channel_id", &line.login_channel_id),
        ("line.liff_id", &line.liff_id),
        ("line.friend_url", &line.friend_url),
        ("service.public_url", &facts.service.public_url),
        ("mail.from", &mail_from),
    ];
    let mut left: Vec<_> = values
        .into_iter()
        .filter(|(key, value)| {
            DEMO.iter().any(|demo| demo == &(*key, *value))
                || ["潮風市", "Shiokaze"].iter().any(|town| value.contains(town))
                || leads_nowhere(value)
        })
        .collect();
    left.dedup_by_key(|(key, _)| *key);
    left.into_iter()
        .map(|(key, value)| TextFinding::DemoValue { key, value: value.to_owned() })
        .collect()
}

/// Returns whether a name is reserved for examples (RFC 2606, and JPRS for `.jp`).
fn leads_nowhere(address: &str) -> bool {
    const RESERVED: [&str; 6] =
        ["example.jp", "example.com", "example.org", "example.net", ".example", "localhost"];
    RESERVED.iter().any(|name| address.contains(name))
}

/// The smallest contrast of text to its background (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;

/// Returns the contrast of white to `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio").
fn contrast_with_white(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = colour.get(at..at + 2).and_then(|it| u8::from_str_radix(it, 16).ok());
        let value = f64::from(value.unwrap_or(u8::MAX)) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
    1.05 / (luminance + 0.05)
}

/// Checks the check digit of a 全国地方公共団体コード. The first five digits are weighted 6 to 2;
/// the sixth is the last digit of what their sum lacks to the next multiple of eleven.
fn check_digit_fits(issuer: &Issuer) -> bool {
    let digits: Vec<u32> = issuer.as_str().chars().filter_map(|it| it.to_digit(10)).collect();
    let Some((last, first)) = digits.split_last() else { return false };
    let sum: u32 = first.iter().zip((2..=6).rev()).map(|(digit, weight)| digit * weight).sum();
    // The specification subtracts a sum below eleven from eleven, which the remainder does as well.
    (11 - sum % 11) % 10 == *last
}

/// Finds texts that are Japanese in the English version.
fn japanese_only(facts: &Facts) -> Vec<TextFinding> {
    let town = &facts.municipality;
    let of_town = [
        ("municipality.name", &town.name),
        ("municipality.programme", &town.programme),
        ("call_centre.name", &town.call_centre.name),
        ("call_centre.hours", &town.call_centre.hours),
    ];
    let mut keys: Vec<_> = of_town
        .into_iter()
        .chain(town.bring.iter().map(|thing| ("municipality.bring", thing)))
        .filter(|(_, text)| is_japanese(&text.en))
        .map(|(key, _)| key)
        .collect();
    keys.dedup();
    if keys.is_empty() { Vec::new() } else { vec![TextFinding::JapaneseOnly { keys }] }
}

/// Returns whether a text has kana or kanji and no Latin letters next to them.
fn is_japanese(text: &str) -> bool {
    let own = |it: char| {
        ('\u{3040}'..='\u{30FF}').contains(&it) || ('\u{4E00}'..='\u{9FFF}').contains(&it)
    };
    text.contains(own) && !text.contains(|it: char| it.is_ascii_alphabetic())
}

fn faq(facts: &Facts) -> Vec<TextFinding> {
    let questions = &facts.municipality.faq.0;
    if questions.is_empty() {
        return vec![TextFinding::NoFaq];
    }
    let untranslated = |texts: [&Translated; 2]| {
        let lacks = |language: fn(&Translated) -> &String| {
            texts.iter().any(|text| language(text).trim().is_empty())
        };
        let languages: [(&'static str, bool); 3] = [
            ("ja", lacks(|it| &it.ja)),
            ("easy", lacks(|it| &it.easy)),
            ("en", lacks(|it| &it.en)),
        ];
        languages.into_iter().filter(|(_, lacks)| *lacks).map(|(language, _)| language).collect()
    };
    questions
        .iter()
        .map(|it| (it, untranslated([&it.ask, &it.answer])))
        .filter(|(_, lacking): &(_, Vec<_>)| !lacking.is_empty())
        .map(|(it, lacking)| TextFinding::FaqUntranslated { ask: it.ask.ja.clone(), lacking })
        .collect()
}
