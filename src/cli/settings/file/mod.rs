//! The form of the settings file. Unknown keys are refused; an error names the line.

mod machine;
mod rules;
mod town;
mod values;

use serde::Deserialize;

use self::{
    machine::{DatabaseFile, LineFile, MailFile, MetricsFile, ServiceFile},
    rules::{GateFile, NoticesFile, ProgrammeFile, WaitingRoomFile},
    town::{CallCentreFile, FaqFile, LinksFile, TermsFile, TownFile},
    values::{holidays, neighbours},
};
use super::{Imports, Settings, faq, terms};
use crate::{
    cli::Failure,
    gate::waiting_room::RoomLimits,
    mail::MailServer,
    vaccination::{coupon::Issuer, faq::Faq, holidays::Holidays, municipality::Terms},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    municipality: TownFile,
    #[serde(default, deserialize_with = "neighbours")]
    neighbours: Vec<(Issuer, String)>,
    call_centre: CallCentreFile,
    links: LinksFile,
    terms: TermsFile,
    faq: Option<FaqFile>,
    programme: ProgrammeFile,
    line: LineFile,
    service: ServiceFile,
    #[serde(default)]
    notices: NoticesFile,
    #[serde(default)]
    gate: GateFile,
    #[serde(default)]
    import: Imports,
    #[serde(default, deserialize_with = "holidays")]
    holidays: Holidays,
    waiting_room: Option<WaitingRoomFile>,
    database: DatabaseFile,
    metrics: Option<MetricsFile>,
    mail: Option<MailFile>,
}

impl Settings {
    /// Reads the file's text; `read` reads the files it names.
    pub fn parse<E: Into<Failure>>(
        text: &str,
        read: impl Fn(&str) -> Result<String, E>,
    ) -> Result<Self, Failure> {
        let file: File = toml::from_str(text)?;
        let markdown = read(&file.terms.file).map_err(Into::into)?;
        let terms = Terms { version: file.terms.version, blocks: terms::blocks(&markdown) };
        let faq = match &file.faq {
            Some(faq) => faq::questions(&read(&faq.file).map_err(Into::into)?)?,
            None => Faq::default(),
        };
        let (centre, links, neighbours) = (file.call_centre, file.links, file.neighbours);
        Ok(Self {
            municipality: file.municipality.municipality(centre, links, neighbours, terms, faq),
            programme: file.programme.into(),
            line: file.line.into(),
            service: file.service.into(),
            database: file.database.into(),
            mail: file.mail.map(MailServer::from),
            limits: file.gate.into(),
            metrics_listen: file.metrics.map(|metrics| metrics.listen),
            waiting_room: file.waiting_room.map(RoomLimits::from),
            pushed: file.notices.pushed(),
            imports: file.import,
            holidays: file.holidays,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
