//! Values with a form of their own; what is allowed is said where it is refused.

use std::collections::BTreeMap;

use reqwest::Url;
use serde::{Deserialize, Deserializer, de};

use crate::vaccination::{
    coupon::{Issuer, NotAnIssuer},
    holidays::Holidays,
    notice::NoticeKind,
    time::TimeOfDay,
};

pub(super) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    Url::parse(&String::deserialize(from)?).map_err(de::Error::custom)
}

pub(super) fn issuer<'de, D: Deserializer<'de>>(from: D) -> Result<Issuer, D::Error> {
    Issuer::parse(&String::deserialize(from)?).map_err(de::Error::custom)
}

/// Codes and names, in the order of the codes.
pub(super) fn neighbours<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<(Issuer, String)>, D::Error> {
    let named: BTreeMap<String, String> = Deserialize::deserialize(from)?;
    let known = |(code, name): (String, String)| Ok((Issuer::parse(&code)?, name));
    let known: Result<_, NotAnIssuer> = named.into_iter().map(known).collect();
    known.map_err(de::Error::custom)
}

/// Days and what they are called.
pub(super) fn holidays<'de, D: Deserializer<'de>>(from: D) -> Result<Holidays, D::Error> {
    let named = BTreeMap::<String, String>::deserialize(from)?;
    let day = |(day, name): (String, String)| {
        let day = day.parse().map_err(|_| de::Error::custom(format!("{day} is no day")))?;
        Ok((day, name))
    };
    Ok(Holidays::new(named.into_iter().map(day).collect::<Result<Vec<_>, _>>()?))
}

pub(super) fn time<'de, D: Deserializer<'de>>(from: D) -> Result<TimeOfDay, D::Error> {
    TimeOfDay::parse(&String::deserialize(from)?).map_err(de::Error::custom)
}

pub(super) fn kinds<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Vec<NoticeKind>>, D::Error> {
    let words = Vec::<String>::deserialize(from)?;
    let kind = |word: &String| NoticeKind::from_record(word);
    let kinds: Option<Vec<_>> = words.iter().map(kind).collect();
    let known = "confirmation, cancellation, reminder and link_moved can be pushed";
    kinds.map(Some).ok_or_else(|| de::Error::custom(known))
}

pub(super) fn colour<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let colour = String::deserialize(from)?;
    let digits = colour.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(colour)
    } else {
        Err(de::Error::custom("a colour is written #rrggbb"))
    }
}
