//! `sesshu check`: finds mistakes in settings and data before residents do.

mod ask;
mod words;

use clap::Args;
use serde::Serialize;

use self::words::Told;
use super::{
    Failure, clock,
    print::{Format, Listed, Tongue, Words, list},
    service,
    settings::{Settings, SettingsFile},
};
use crate::{
    office::{
        Acquaintance,
        check::{self, Data, Facts, Finding, Level, LineFacts, ServiceFacts},
    },
    storage::StatementLimit,
    vaccination::time::Clock,
};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    format: Format,
    /// Exit with 1 for warnings (W) as well
    #[arg(long)]
    strict: bool,
    /// Do not query LINE
    #[arg(long)]
    offline: bool,
}

/// A finding as a row of the list.
#[derive(Debug, Serialize)]
struct Row {
    rule: String,
    level: &'static str,
    #[serde(rename = "where")]
    place: String,
    why: String,
    todo: String,
}

impl Listed for Row {
    const COLUMNS: &'static [Words] =
        &[("番号", "Rule"), ("場所", "Where"), ("問題", "What is wrong"), ("対応", "What to do")];

    fn cells(&self, _: Tongue) -> Vec<String> {
        vec![self.rule.clone(), self.place.clone(), self.why.clone(), self.todo.clone()]
    }
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    let settings = options.settings.read()?;
    let facts = facts(&settings, options.offline).await?;
    let found = check::check(&facts);
    let rows: Vec<_> = found.iter().map(|it| row(it, tongue)).collect();
    let none = ("問題は見つかりませんでした。", "No problems were found.");
    list(&rows, options.format, tongue, none)?;
    let errors = found.iter().filter(|it| it.level() == Level::Error).count();
    let warnings = found.len() - errors;
    if errors > 0 || (options.strict && warnings > 0) {
        return Err(tongue
            .pick(
                format!("直すべきもの（E）{errors}件、確認するもの（W）{warnings}件"),
                format!("{errors} to fix (E), {warnings} to check (W)"),
            )
            .into());
    }
    Ok(())
}

fn row(finding: &Finding, tongue: Tongue) -> Row {
    let Told { place, why, todo } = words::tell(finding, tongue);
    let (letter, level) = match finding.level() {
        Level::Error => ('E', "error"),
        Level::Warning => ('W', "warning"),
    };
    Row { rule: format!("{letter}{}", finding.number()), level, place, why, todo }
}

async fn facts(settings: &Settings, offline: bool) -> Result<Facts, Failure> {
    let clock = clock::SystemClock;
    let store = service::open_store(&settings.database, StatementLimit::Unlimited).await?;
    let data = Data::read(&store, &settings.municipality.issuer, clock.now()).await?;
    let line = if offline { None } else { ask::line(settings) };
    let acquaintance = match (&line, &data) {
        (Some(line), Data::Read { .. }) => Acquaintance::ask(line, &store).await?,
        _ => Acquaintance::default(),
    };
    let channels = &settings.line;
    let facts = Facts {
        now: clock.now(),
        municipality: settings.municipality.clone(),
        programme: settings.programme.clone(),
        holidays: settings.holidays.clone(),
        identity_in_chat: settings.identity_in_chat,
        names_on_line: settings.names_on_line,
        erase_from: settings.erase_from,
        pushed: settings.pushed.clone(),
        asks_check_code: settings.identity.check_code,
        service: ServiceFacts {
            public_url: settings.service.public_url.to_string(),
            behind_a_proxy: settings.service.listen.ip().is_loopback(),
            trusts_a_proxy: !settings.service.trusted_proxies.is_empty(),
            mail_from: settings.mail.as_ref().map(|mail| mail.from.clone()),
        },
        line: LineFacts {
            channel_id: channels.channel_id.clone(),
            login_channel_id: channels.login_channel_id.clone(),
            liff_id: channels.liff_id.clone(),
            friend_url: channels.friend_url.clone(),
            channel_secret: !channels.channel_secrets.is_empty(),
            login_channel_secret: channels.login_channel_secret.is_some(),
            simulator: channels.simulator.is_some(),
            allowance: ask::allowance(line.as_ref(), channels.messages_per_month).await,
            acquaintance,
        },
        data,
    };
    store.close().await?;
    Ok(facts)
}
