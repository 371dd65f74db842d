//! The schema of the settings file. Unknown keys are refused; an error names the line.

mod identity;
mod machine;
mod rules;
mod seats;
mod text;
mod town;
mod values;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

pub(super) use self::values::SAID;
use self::{
    identity::IdentityFile,
    machine::{DatabaseFile, LineFile, MailFile, MetricsFile, ServiceFile},
    rules::{GateFile, NoticesFile, ProgrammeFile, RetentionFile, WaitingRoomFile},
    town::{CallCentreFile, FaqFile, LinksFile, TermsFile, TownFile},
    values::{holidays, neighbours},
};
use super::{Imports, LineChannels, Settings, faq, terms, wrong::Wrong};
use crate::{
    cli::Failure,
    gate::waiting_room::RoomLimits,
    mail::MailServer,
    vaccination::{
        coupon::Issuer, faq::Faq, holidays::Holidays, municipality::Terms, programme::Programme,
        share::Shares,
    },
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    municipality: TownFile,
    #[serde(default, deserialize_with = "neighbours")]
    #[schemars(with = "BTreeMap<String, String>")]
    neighbours: Vec<(Issuer, String)>,
    call_centre: CallCentreFile,
    links: LinksFile,
    terms: TermsFile,
    faq: Option<FaqFile>,
    programme: ProgrammeFile,
    #[serde(default, deserialize_with = "seats::shares")]
    #[schemars(with = "seats::SeatsFile")]
    seats: Shares,
    line: LineFile,
    service: ServiceFile,
    #[serde(default)]
    identity: IdentityFile,
    #[serde(default)]
    notices: NoticesFile,
    #[serde(default)]
    gate: GateFile,
    #[serde(default)]
    import: Imports,
    #[serde(default, deserialize_with = "holidays")]
    #[schemars(with = "BTreeMap<String, String>")]
    holidays: Holidays,
    waiting_room: Option<WaitingRoomFile>,
    database: DatabaseFile,
    metrics: Option<MetricsFile>,
    mail: Option<MailFile>,
    retention: Option<RetentionFile>,
}

impl Settings {
    /// Parses the file's text; `read` reads the files that it names.
    pub fn parse<E: Into<Failure>>(
        text: &str,
        read: impl Fn(&str) -> Result<String, E>,
    ) -> Result<Self, Failure> {
        let file: File = toml::from_str(text).map_err(|error| Wrong::new(&error, text))?;
        let markdown = read(&file.terms.file).map_err(Into::into)?;
        let terms = Terms { version: file.terms.version, blocks: terms::blocks(&markdown) };
        let faq = match &file.faq {
            Some(FaqFile { file: name }) => {
                let text = read(name).map_err(Into::into)?;
                faq::questions(&text).map_err(|wrong| wrong.in_file(name))?
            }
            None => Faq::default(),
        };
        let (centre, links, neighbours) = (file.call_centre, file.links, file.neighbours);
        let programme = Programme { shares: file.seats, ..file.programme.into() };
        let line = LineChannels::from(file.line);
        Ok(Self {
            municipality: file.municipality.municipality(centre, links, neighbours, terms, faq),
            erase_from: file.retention.map(|retention| retention.erase_from(&programme)),
            programme,
            database: file.database.settings(line.mode()),
            line,
            service: file.service.into(),
            mail: file.mail.map(MailServer::from),
            limits: file.gate.into(),
            identity: file.identity.into(),
            metrics_listen: file.metrics.map(|metrics| metrics.listen),
            waiting_room: file.waiting_room.map(RoomLimits::from),
            identity_in_chat: file.identity.in_chat,
            names_on_line: file.notices.names,
            pushed: file.notices.push,
            imports: file.import,
            holidays: file.holidays,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::print::Tongue, storage::DatabaseMode};

    const DEMO: &str = include_str!("../../../../fixtures/sesshu.toml");

    fn parse(text: &str) -> Result<Settings, Failure> {
        Settings::parse(text, |name| {
            let faq = include_str!("../../../../fixtures/faq.toml");
            Ok::<_, Failure>(if name == "faq.toml" { faq } else { "# 規約" }.to_owned())
        })
    }

    #[test]
    fn the_demo_settings_are_read() {
        let settings = parse(DEMO).unwrap();
        assert_eq!(settings.municipality.name.ja, "潮風市");
        assert_eq!(settings.municipality.name.en, "Shiokaze City");
        assert_eq!(settings.programme.remind_at.to_string(), "10:00");
        assert!(settings.mail.is_some());
    }

    /// Returns the error for the demo's settings with one text replaced by another.
    fn refused(right: &str, wrong: &str, tongue: Tongue) -> String {
        assert!(DEMO.contains(right), "{right}");
        let error = parse(&DEMO.replacen(right, wrong, 1)).unwrap_err();
        error.downcast_ref::<Wrong>().unwrap().say(tongue)
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_its_key_and_what_is_allowed() {
        for (right, wrong, key, english, japanese) in [
            (
                "few_percent =",
                "few_percents =",
                "programme.few_percents",
                "did you mean `few_percent`",
                "few_percent のことですか",
            ),
            (
                "few_percent = 20",
                "few_percent = \"二割\"",
                "programme.few_percent",
                "expected u8",
                "0から255までの整数",
            ),
            ("bring = [", "bring = [5, ", "municipality.bring", "write a text, or", "文字列か"),
            ("\"990001\"", "\"99\"", "municipality.issuer", "six digits", "6けた"),
            ("\"#00665e\"", "\"teal\"", "municipality.colour", "#00665e", "色は"),
            ("\"10:00\"", "\"25:00\"", "programme.remind_at", "10:00", "時刻は"),
            ("\"2026-11-01T09:00:00+09:00\"", "\"来月\"", "programme.opens_at", "+09:00", "日時は"),
            (
                "encryption = \"none\"",
                "encryption = \"ssl\"",
                "mail.encryption",
                "`starttls`",
                "starttls、tls、none",
            ),
            ("\"127.0.0.1:8080\"", "\"8080\"", "service.listen", "with its port", "ポート"),
            (
                "bookings_per_coupon = 1",
                "bookings_per_coupon = 0",
                "programme.bookings_per_coupon",
                "nonzero",
                "整数",
            ),
            ("phone_percent = 0", "phone_percent = 101", "seats", "100 percent", "100"),
            ("idle_minutes = 30", "idle_minutes = 9", "service.idle_minutes", "10 to 120", "分数"),
            (
                "idle_minutes = 30",
                "idle_minutes = 121",
                "service.idle_minutes",
                "10 to 120",
                "分数",
            ),
            ("port = 25", "", "mail", "missing field `port`", "「port」の項目がありません"),
        ] {
            let said = refused(right, wrong, Tongue::English);
            assert!(said.starts_with("line "), "{said}");
            assert!(said.contains(&format!(" {key}: ")) && said.contains(english), "{said}");
            let said = refused(right, wrong, Tongue::Japanese);
            assert!(
                said.contains("行目") && said.contains(key) && said.contains(japanese),
                "{said}"
            );
        }
    }

    /// Municipalities copy the example, so it keeps to the guideline of 30 April 2021.
    #[test]
    fn example_lets_nothing_of_a_person_pass_through_line() {
        let settings = parse(super::super::example::EXAMPLE).unwrap();
        assert!(!settings.identity_in_chat && !settings.names_on_line);
    }

    #[test]
    fn nothing_of_a_person_passes_through_line_unless_the_settings_say_so() {
        let with = |in_chat: &str, names: &str| {
            let text = DEMO.replacen("\nin_chat = false\n", &format!("\n{in_chat}\n"), 1);
            let text = text.replacen("\nnames = false\n", &format!("\n{names}\n"), 1);
            let settings = parse(&text).unwrap();
            (settings.identity_in_chat, settings.names_on_line)
        };
        assert_eq!(with("", ""), (false, false));
        assert_eq!(with("in_chat = true", "names = true"), (true, true));
    }

    #[test]
    fn what_is_no_toml_is_named_with_its_line() {
        let said = refused("phone = \"0120-000-000\"", "phone = 0120-000-000", Tongue::Japanese);
        let line = DEMO.lines().position(|line| line == "phone = \"0120-000-000\"").unwrap() + 1;
        assert!(said.starts_with(&format!("{line}行目")) && said.contains("書き方"), "{said}");
    }

    #[test]
    fn a_moment_may_stand_without_quotes() {
        let quoted = "\"2026-11-01T09:00:00+09:00\"";
        let bare = DEMO.replacen(quoted, quoted.trim_matches('"'), 1);
        assert_eq!(parse(&bare).unwrap().programme, parse(DEMO).unwrap().programme);
    }

    #[test]
    fn every_key_may_be_asked_for_by_the_example_alone() {
        let settings = parse(DEMO).unwrap();
        assert_eq!(settings.line.messages_per_month, None);
        assert_eq!((settings.line.simulator, settings.database.mode), (None, DatabaseMode::Real));
    }

    #[test]
    fn settings_with_a_simulator_are_those_of_a_rehearsal() {
        let simulated = DEMO.replacen("# simulator =", "simulator =", 1);
        if cfg!(feature = "rehearsal") {
            let settings = parse(&simulated).unwrap();
            assert!(settings.line.simulator.is_some());
            assert_eq!(settings.database.mode, DatabaseMode::Rehearsal);
        } else {
            let said = refused("# simulator =", "simulator =", Tongue::English);
            assert!(said.contains("line.simulator: ") && said.contains("remove"), "{said}");
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
