//! `sesshu doctor`: checks everything that the service depends on.

mod line_words;
mod words;

use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use self::words::Said;
use super::{
    Failure,
    clock::SystemClock,
    failure,
    print::{self, Format, Listed, Tongue, Words},
    redact, rich_menu, service,
    settings::{Settings, SettingsFile},
};
use crate::{
    line::Line,
    office::doctor::{self, About, Found, Grade, Patient},
    storage::{Database, StatementLimit, Store},
    vaccination::time::Clock,
};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    settings: SettingsFile,
    /// The folder with menu.toml and its pictures; by default the menus built into the program
    #[arg(long)]
    folder: Option<std::path::PathBuf>,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    let settings = options.settings.read()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let found = examine(&settings, clock, options.folder).await?;
    let rows: Vec<Row> = found.iter().map(|found| Row::of(found, tongue)).collect();
    print::list(&rows, options.format, tongue, ("", ""))?;
    match found.iter().filter(|found| found.grade() == Grade::Bad).count() {
        0 => Ok(()),
        bad => Err(tongue
            .pick(format!("対応が必要な項目が{bad}件あります"), format!("{bad} to fix"))
            .into()),
    }
}

/// Examines everything that the settings name.
pub(super) async fn examine(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    folder: Option<std::path::PathBuf>,
) -> Result<Vec<Found>, Failure> {
    let line = Line::new(settings.line.access()?, clock.clone())?;
    let database = settings.database.database();
    let store = opened(settings, &database).await;
    let drawn = rich_menu::drawn(settings, folder).map_err(|error| in_words(error.as_ref()));
    Ok(doctor::examine(&Patient {
        line: &line,
        clock: clock.as_ref(),
        public_url: settings.service.public_url.as_str(),
        login_channel_id: &settings.line.login_channel_id,
        liff_id: &settings.line.liff_id,
        friend_url: &settings.line.friend_url,
        menus: drawn.as_ref().map_err(Clone::clone),
        mail: settings.mail.as_ref(),
        database: &database,
        store: store.as_ref().map(Option::as_ref).map_err(Clone::clone),
        programme: &settings.programme,
        pushed: &settings.pushed,
        limits: settings.limits,
    })
    .await)
}

/// Opens the database. `None` if its file is missing, because opening would create it.
async fn opened(settings: &Settings, database: &Database) -> Result<Option<Store>, String> {
    if database.missing_file().is_some() {
        return Ok(None);
    }
    match service::open_store(&settings.database, StatementLimit::Short).await {
        Ok(store) => Ok(Some(store)),
        Err(error) => Err(match error.source() {
            Some(cause) => format!("{}: {cause}", in_words(error.as_ref())),
            None => in_words(error.as_ref()),
        }),
    }
}

fn in_words(error: &(dyn std::error::Error + 'static)) -> String {
    failure::said(error, Tongue::of_environment())
}

/// One finding as it is shown.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    grade: Grade,
    about: About,
    found: String,
    #[serde(rename = "toDo")]
    to_do: Option<String>,
}

impl Row {
    pub(super) fn of(found: &Found, tongue: Tongue) -> Self {
        let Said { found: said, to_do } = words::say(found, tongue);
        Self { grade: found.grade(), about: found.about(), found: redact::text(&said), to_do }
    }
}

impl Listed for Row {
    const COLUMNS: &'static [Words] =
        &[("判定", ""), ("項目", "Component"), ("わかったこと", "Finding"), ("すること", "To do")];

    /// Returns the cells. Each mark has a word next to it, so that neither form nor colour alone
    /// carries the meaning.
    fn cells(&self, tongue: Tongue) -> Vec<String> {
        let grade = match self.grade {
            Grade::Good => ("✓ 良好", "✓ ok"),
            Grade::Note => ("! 確認", "! warn"),
            Grade::Bad => ("✗ 対応", "✗ fail"),
        };
        let about = match self.about {
            About::Token => ("LINE接続", "LINE access"),
            About::Account => ("公式アカウント", "Account"),
            About::Webhook => ("Webhook", "Webhook"),
            About::Console => ("LINEの管理画面", "LINE console"),
            About::Clock => ("時計", "Clock"),
            About::Quota => ("メッセージ通数", "Messages"),
            About::RichMenu => ("リッチメニュー", "Rich menu"),
            About::Liff => ("LIFF", "LIFF"),
            About::Provider => ("プロバイダー", "Provider"),
            About::Mail => ("メール", "Mail"),
            About::Database => ("データベース", "Database"),
            About::Guessing => ("なりすまし", "Guessing"),
            About::History => ("履歴", "History"),
            About::Staff => ("職員", "Staff"),
        };
        vec![
            tongue.say(grade).to_owned(),
            tongue.say(about).to_owned(),
            self.found.clone(),
            self.to_do.clone().unwrap_or_default(),
        ]
    }
}

#[cfg(test)]
mod tests;
