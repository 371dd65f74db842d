//! The form of the settings file. Unknown keys are refused; an error names the line.

use std::{collections::BTreeMap, net::SocketAddr};

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use ipnet::IpNet;
use reqwest::Url;
use serde::{Deserialize, Deserializer, de};

use super::{DatabaseSettings, LineChannels, ServiceSettings, Settings, terms};
use crate::{
    cli::Failure,
    gate::Limits,
    mail::{Encryption, MailServer},
    vaccination::{
        coupon::{Issuer, NotAnIssuer},
        faq::Faq,
        municipality::{CallCentre, Links, Municipality, Terms},
        notice::NoticeKind,
        programme::Programme,
        time::TimeOfDay,
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    municipality: Town,
    call_centre: Centre,
    links: Addresses,
    terms: TermsFile,
    programme: Rules,
    line: Channels,
    service: Listening,
    database: DatabaseFile,
    mail: Option<Mail>,
    #[serde(default)]
    gate: GateFile,
    #[serde(default)]
    notices: NoticesFile,
    faq: Option<FaqFile>,
    #[serde(default, deserialize_with = "neighbours")]
    neighbours: Vec<(Issuer, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Town {
    name: String,
    programme: String,
    #[serde(deserialize_with = "issuer")]
    issuer: Issuer,
    #[serde(deserialize_with = "colour")]
    colour: String,
    bring: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Centre {
    name: String,
    phone: String,
    hours: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Addresses {
    #[serde(deserialize_with = "address")]
    faq: Url,
    #[serde(deserialize_with = "address")]
    information: Url,
    #[serde(deserialize_with = "address")]
    manual: Url,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsFile {
    version: String,
    file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaqFile {
    file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    opens_at: DateTime<FixedOffset>,
    closes_at: DateTime<FixedOffset>,
    book_until_days_before: u32,
    cancel_until_days_before: u32,
    few_percent: u8,
    #[serde(deserialize_with = "time")]
    remind_at: TimeOfDay,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Channels {
    channel_id: String,
    login_channel_id: String,
    liff_id: String,
    #[serde(deserialize_with = "address")]
    friend_url: Url,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listening {
    listen: SocketAddr,
    #[serde(deserialize_with = "address")]
    public_url: Url,
    #[serde(default)]
    trusted_proxies: Vec<IpNet>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct GateFile {
    failures_per_day: Option<u32>,
    lock_hours: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct NoticesFile {
    #[serde(default, deserialize_with = "kinds")]
    push: Option<Vec<NoticeKind>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DatabaseFile {
    url: String,
    max_connections: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mail {
    host: String,
    port: u16,
    encryption: Encryption,
    from: String,
}

impl Settings {
    /// Reads the file's text; `read` reads the files it names.
    pub fn parse<E: Into<Failure>>(
        text: &str,
        read: impl Fn(&str) -> Result<String, E>,
    ) -> Result<Self, Failure> {
        let file: File = toml::from_str(text)?;
        let markdown = read(&file.terms.file).map_err(Into::into)?;
        let terms = Terms { version: file.terms.version.clone(), blocks: terms::blocks(&markdown) };
        let faq = match &file.faq {
            Some(faq) => super::faq::questions(&read(&faq.file).map_err(Into::into)?)?,
            None => Faq::default(),
        };
        Ok(Self {
            programme: file.programme.into(),
            line: file.line.into(),
            service: ServiceSettings {
                listen: file.service.listen,
                public_url: file.service.public_url,
                trusted_proxies: file.service.trusted_proxies,
            },
            database: DatabaseSettings {
                url: file.database.url.into(),
                max_connections: file.database.max_connections,
                sealing_keys: None,
            },
            mail: file.mail.map(MailServer::from),
            limits: file.gate.into(),
            pushed: file.notices.push.unwrap_or_else(|| NoticeKind::ALL.to_vec()),
            municipality: Municipality {
                faq,
                neighbours: file.neighbours,
                ..municipality(file.municipality, file.call_centre, file.links, terms)
            },
        })
    }
}

fn municipality(town: Town, centre: Centre, links: Addresses, terms: Terms) -> Municipality {
    Municipality {
        name: town.name,
        programme: town.programme,
        issuer: town.issuer,
        neighbours: Vec::new(),
        call_centre: CallCentre { name: centre.name, phone: centre.phone, hours: centre.hours },
        links: Links {
            faq: links.faq.into(),
            information: links.information.into(),
            manual: links.manual.into(),
        },
        bring: town.bring,
        colour: town.colour,
        terms,
        faq: Faq::default(),
    }
}

impl From<Rules> for Programme {
    fn from(rules: Rules) -> Self {
        Self {
            opens_at: rules.opens_at.with_timezone(&Utc),
            closes_at: rules.closes_at.with_timezone(&Utc),
            book_until_days_before: rules.book_until_days_before,
            cancel_until_days_before: rules.cancel_until_days_before,
            few_percent: rules.few_percent,
            remind_at: rules.remind_at,
        }
    }
}

impl From<Channels> for LineChannels {
    fn from(channels: Channels) -> Self {
        Self {
            channel_id: channels.channel_id,
            channel_secrets: Vec::new(),
            login_channel_id: channels.login_channel_id,
            login_channel_secret: None,
            liff_id: channels.liff_id,
            friend_url: channels.friend_url.into(),
            simulator: None,
        }
    }
}

impl From<GateFile> for Limits {
    fn from(file: GateFile) -> Self {
        let usual = Self::default();
        Self {
            town_per_day: file.failures_per_day.unwrap_or(usual.town_per_day),
            lock: file.lock_hours.map_or(usual.lock, |hours| TimeDelta::hours(hours.into())),
            ..usual
        }
    }
}

impl From<Mail> for MailServer {
    fn from(mail: Mail) -> Self {
        let Mail { host, port, encryption, from } = mail;
        Self { host, port, encryption, credentials: None, from }
    }
}

fn address<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
    Url::parse(&String::deserialize(from)?).map_err(de::Error::custom)
}

fn issuer<'de, D: Deserializer<'de>>(from: D) -> Result<Issuer, D::Error> {
    Issuer::parse(&String::deserialize(from)?).map_err(de::Error::custom)
}

/// Codes and names, in the order of the codes.
fn neighbours<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(Issuer, String)>, D::Error> {
    let named: BTreeMap<String, String> = Deserialize::deserialize(from)?;
    let known = |(code, name): (String, String)| Ok((Issuer::parse(&code)?, name));
    let known: Result<_, NotAnIssuer> = named.into_iter().map(known).collect();
    known.map_err(de::Error::custom)
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<TimeOfDay, D::Error> {
    TimeOfDay::parse(&String::deserialize(from)?).map_err(de::Error::custom)
}

fn kinds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<NoticeKind>>, D::Error> {
    let words = Vec::<String>::deserialize(from)?;
    let kind = |word: &String| NoticeKind::from_record(word);
    let kinds: Option<Vec<_>> = words.iter().map(kind).collect();
    let known = "confirmation, cancellation, reminder and link_moved can be pushed";
    kinds.map(Some).ok_or_else(|| de::Error::custom(known))
}

fn colour<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let colour = String::deserialize(from)?;
    let digits = colour.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(colour)
    } else {
        Err(de::Error::custom("a colour is written #rrggbb"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMO: &str = include_str!("../../../fixtures/sesshu.toml");

    fn parse(text: &str) -> Result<Settings, Failure> {
        Settings::parse(text, |name| {
            let faq = include_str!("../../../fixtures/faq.toml");
            Ok::<_, Failure>(if name == "faq.toml" { faq } else { "# 規約" }.to_owned())
        })
    }

    #[test]
    fn the_demo_settings_are_read() {
        let settings = parse(DEMO).unwrap();
        assert_eq!(settings.municipality.name, "潮風市");
        assert_eq!(settings.programme.remind_at.to_string(), "10:00");
        assert!(settings.mail.is_some());
    }

    #[test]
    fn a_wrong_key_or_value_is_named_with_its_line() {
        for (right, wrong) in [
            ("few_percent", "few_percents"),
            ("\"990001\"", "\"99\""),
            ("\"#00665e\"", "\"teal\""),
            ("\"10:00\"", "\"25:00\""),
        ] {
            let error = parse(&DEMO.replace(right, wrong)).unwrap_err().to_string();
            assert!(error.contains("line "), "{wrong}: {error}");
        }
    }

    #[test]
    fn secrets_are_not_shown_by_debug() {
        let mut settings = parse(DEMO).unwrap();
        settings.line.channel_secrets = vec!["very-secret".into()];
        settings.database.sealing_keys = Some("1:very-secret".into());
        assert!(!format!("{settings:?}").contains("very-secret"));
    }
}
