//! Values with a format of their own. An error says what is allowed.

use std::{collections::BTreeMap, net::SocketAddr, str::FromStr};

use chrono::{DateTime, FixedOffset};
use ipnet::IpNet;
use reqwest::Url;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use super::text::TEXT;
use crate::{
    cli::print::Words,
    reception::Idle,
    vaccination::{
        coupon::{Issuer, NotAnIssuer},
        holidays::Holidays,
        notice::NoticeKind,
        time::TimeOfDay,
    },
};

/// Our errors about wrong values. serde carries the English text, by which the Japanese is found.
pub(in crate::cli::settings) const SAID: [Words; 13] = [
    ADDRESS, ISSUER, TIME, MOMENT, DAY, KINDS, COLOUR, LISTEN, NETWORK, SHARES, TEXT, IDLE,
    SIMULATOR,
];

const ADDRESS: Words =
    ("https:// で始まるアドレスを書いてください", "write an address that begins with https://");
const ISSUER: Words = ("自治体のコードは6けたの数字です", "a municipality's code has six digits");
const TIME: Words = ("時刻は \"10:00\" のように書きます", "write a time of day as \"10:00\"");
const MOMENT: Words = (
    "日時は \"2026-12-01T09:00:00+09:00\" のように書きます",
    "write a date and time as \"2026-12-01T09:00:00+09:00\"",
);
const DAY: Words = ("日は 2027-01-11 のように書きます", "write a day as 2027-01-11");
const KINDS: Words = (
    "confirmation、cancellation、reminder、linked から選びます",
    "choose from confirmation, cancellation, reminder and linked",
);
const COLOUR: Words = ("色は \"#00665e\" のように書きます", "write a colour as \"#00665e\"");
const LISTEN: Words = (
    "アドレスとポートを \"127.0.0.1:8080\" のように書きます",
    "write an address with its port as \"127.0.0.1:8080\"",
);
const SHARES: Words =
    ("取っておく席の割合は合わせて100までです", "the shares must not exceed 100 percent in total");
const NETWORK: Words = (
    "アドレスの範囲は \"10.0.0.0/8\" や \"127.0.0.1/32\" のように書きます",
    "write a network as \"10.0.0.0/8\", a single address as \"127.0.0.1/32\"",
);

const IDLE: Words = ("10から120までの分数を書きます", "write 10 to 120 minutes");
const SIMULATOR: Words = (
    "この sesshu はリハーサルに使えません。LINE の代わりにシミュレータにつながる設定なので、本番ではこの行を消してください。リハーサルには --features rehearsal でビルドした sesshu を使います",
    "this program does not support rehearsals, and a simulator would replace LINE: remove the line, \
     or use a program built with --features rehearsal",
);

/// The values of `notices.push`, for the schema.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its form is used")]
pub(super) enum Kind {
    Confirmation,
    Cancellation,
    Reminder,
    Linked,
}

pub(super) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    parsed(from, ADDRESS)
}

/// Reads the simulator's address. Only a program that is built for rehearsals accepts it.
pub(super) fn simulator<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    if cfg!(feature = "rehearsal") { address(from).map(Some) } else { no_simulator(from) }
}

fn no_simulator<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    de::IgnoredAny::deserialize(from)?;
    Err(said(SIMULATOR))
}

pub(super) fn listen<'de, D: Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    parsed(from, LISTEN)
}

pub(super) fn idle<'de, D: Deserializer<'de>>(from: D) -> Result<Idle, D::Error> {
    Idle::minutes(u32::deserialize(from)?).ok_or_else(|| said(IDLE))
}

pub(super) fn networks<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let all = Vec::<String>::deserialize(from)?;
    let all: Result<Vec<IpNet>, _> = all.iter().map(|one| one.parse()).collect();
    all.map_err(|_| said(NETWORK))
}

pub(super) fn issuer<'de, D: Deserializer<'de>>(from: D) -> Result<Issuer, D::Error> {
    Issuer::parse(&String::deserialize(from)?).map_err(|_| said(ISSUER))
}

/// Reads codes and names, in the order of the codes.
pub(super) fn neighbours<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<(Issuer, String)>, D::Error> {
    let named: BTreeMap<String, String> = Deserialize::deserialize(from)?;
    let known = |(code, name): (String, String)| Ok((Issuer::parse(&code)?, name));
    let known: Result<Vec<_>, NotAnIssuer> = named.into_iter().map(known).collect();
    known.map_err(|_| said(ISSUER))
}

/// Reads days and their names.
pub(super) fn holidays<'de, D: Deserializer<'de>>(from: D) -> Result<Holidays, D::Error> {
    let named = BTreeMap::<String, String>::deserialize(from)?;
    let day = |(day, name): (String, String)| {
        let day = day.parse().map_err(|_| said(DAY))?;
        Ok((day, name))
    };
    Ok(Holidays::new(named.into_iter().map(day).collect::<Result<Vec<_>, _>>()?))
}

pub(super) fn time<'de, D: Deserializer<'de>>(from: D) -> Result<TimeOfDay, D::Error> {
    TimeOfDay::parse(&String::deserialize(from)?).map_err(|_| said(TIME))
}

/// Reads a moment with quotes or, as TOML allows, without them.
pub(super) fn moment<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<DateTime<FixedOffset>, D::Error> {
    let text = match toml::Value::deserialize(from)? {
        toml::Value::String(text) => text,
        toml::Value::Datetime(moment) => moment.to_string(),
        _ => return Err(said(MOMENT)),
    };
    DateTime::parse_from_rfc3339(&text).map_err(|_| said(MOMENT))
}

pub(super) fn kinds<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<NoticeKind>, D::Error> {
    let words = Vec::<String>::deserialize(from)?;
    let kind = |word: &String| NoticeKind::from_record(word).filter(|kind| kind.is_push_optional());
    let kinds: Option<Vec<_>> = words.iter().map(kind).collect();
    kinds.ok_or_else(|| said(KINDS))
}

pub(super) fn colour<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let colour = String::deserialize(from)?;
    let digits = colour.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(colour)
    } else {
        Err(said(COLOUR))
    }
}

fn parsed<'de, T: FromStr, D: Deserializer<'de>>(from: D, words: Words) -> Result<T, D::Error> {
    String::deserialize(from)?.parse().map_err(|_| said(words))
}

fn said<E: de::Error>((_, english): Words) -> E {
    E::custom(english)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[line]` as a program without the feature `rehearsal` reads it.
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is refused")]
    struct Line {
        #[serde(default, deserialize_with = "no_simulator")]
        simulator: Option<Url>,
    }

    #[test]
    fn simulator_is_refused_in_a_program_without_rehearsals() {
        let text = "simulator = \"http://127.0.0.1:8090\"";
        let refused = toml::from_str::<Line>(text).unwrap_err();
        assert_eq!(refused.message(), SIMULATOR.1);
        assert!(toml::from_str::<Line>("").is_ok());
    }
}
