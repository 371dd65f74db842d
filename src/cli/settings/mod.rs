//! Settings: one file without secrets, and secrets from the environment.

mod command;
mod example;
mod faq;
mod file;
mod imports;
mod lacking;
mod schema;
mod secret;
mod show;
mod terms;
mod wrong;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::{DateTime, Utc};
use clap::Args;
use ipnet::IpNet;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

pub use self::imports::Imports;
use self::wrong::Wrong;
pub(super) use self::{
    command::{Action, run},
    secret::secret,
};
use super::{
    Failure,
    failure::{self, Misuse},
    print::{Tongue, Words},
};
use crate::{
    gate::{Limits, waiting_room::RoomLimits},
    http::{LinePages, Site},
    line::{ChannelAccess, LineSettings, signature::ChannelSecrets},
    mail::MailServer,
    reception::{IdentityRules, Idle},
    storage::{Database, DatabaseMode, Key, KeyRing, Sealer},
    vaccination::{
        holidays::Holidays, municipality::Municipality, notice::NoticeKind, programme::Programme,
    },
    wording::Pages,
};

/// Which settings file is read.
#[derive(Debug, Args)]
pub(super) struct SettingsFile {
    /// The settings file
    #[arg(long = "settings", env = "SESSHU_SETTINGS", default_value = "sesshu.toml")]
    path: PathBuf,
}

impl SettingsFile {
    /// Reads the file, and the secrets from the environment.
    pub(super) fn read(&self) -> Result<Settings, Failure> {
        self.read_unmarked().map_err(Misuse::from)
    }

    fn read_unmarked(&self) -> Result<Settings, Failure> {
        let tongue = Tongue::of_environment();
        let text = self.text(tongue)?;
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let beside = |name: &str| {
            let path = folder.join(name);
            text_of(&path, tongue)
        };
        let mut settings = Settings::parse(&text, beside).map_err(|error| {
            match error.downcast_ref::<Wrong>() {
                Some(wrong) => self.named(wrong, tongue),
                None => error,
            }
        })?;
        settings.take_secrets()?;
        Ok(settings)
    }

    fn text(&self, tongue: Tongue) -> Result<String, Failure> {
        text_of(&self.path, tongue)
    }

    /// Returns the error with the name of the file that contains it.
    fn named(&self, wrong: &Wrong, tongue: Tongue) -> Failure {
        let name = wrong.file().map_or_else(|| self.path.display().to_string(), str::to_owned);
        format!("{name}: {}", wrong.say(tongue)).into()
    }
}

fn text_of(path: &Path, tongue: Tongue) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| failure::unread(path.display(), &error, tongue))
}

/// All settings of the service.
#[derive(Debug, Clone)]
pub struct Settings {
    pub municipality: Municipality,
    pub programme: Programme,
    pub line: LineChannels,
    pub service: ServiceSettings,
    pub database: DatabaseSettings,
    pub mail: Option<MailServer>,
    pub limits: Limits,
    pub identity: IdentityRules,
    /// The address at which Prometheus finds `/metrics`; `None` disables metrics.
    pub metrics_listen: Option<SocketAddr>,
    /// The limits of the waiting room; `None` disables it.
    pub waiting_room: Option<RoomLimits>,
    /// Whether people may identify themselves in the chat, which sends coupon number and birth date
    /// through LINE.
    pub identity_in_chat: bool,
    /// Whether messages on LINE contain people's names.
    pub names_on_line: bool,
    /// The kinds of notifications that are pushed on LINE.
    pub pushed: Vec<NoticeKind>,
    /// The names of the columns in the municipality's files.
    pub imports: Imports,
    /// Days on which slots are not generated as on others.
    pub holidays: Holidays,
    /// The moment from which personal data is erased; `None` disables erasure.
    pub erase_from: Option<DateTime<Utc>>,
}

/// The LINE channels, all of one provider.
#[derive(Debug, Clone)]
pub struct LineChannels {
    pub channel_id: String,
    /// Newest first; more than one while they are being rotated.
    pub channel_secrets: Vec<SecretString>,
    pub token: TokenKind,
    /// The id of the registered key in LINE's console, for [`TokenKind::Assertion`].
    pub assertion_kid: Option<String>,
    /// The private key, or the fixed token.
    pub token_secret: Option<SecretString>,
    pub login_channel_id: String,
    /// Used to tell LINE when a person unlinks their last coupon.
    pub login_channel_secret: Option<SecretString>,
    pub liff_id: String,
    pub friend_url: String,
    /// The plan's message quota, used if LINE cannot be reached.
    pub messages_per_month: Option<u64>,
    /// The simulator that replaces LINE in a rehearsal; see [`Settings::rehearse_at`].
    pub simulator: Option<Url>,
}

/// Where channel access tokens come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
pub enum TokenKind {
    /// Issued with the channel secret, valid for 15 minutes.
    #[default]
    #[serde(rename = "stateless")]
    Stateless,
    /// Issued for an assertion signed with the municipality's own key, valid for an hour.
    #[serde(rename = "v2.1")]
    Assertion,
    /// Issued in the console and renewed by hand.
    #[serde(rename = "fixed")]
    Fixed,
}

#[derive(Debug, Clone)]
pub struct ServiceSettings {
    pub listen: SocketAddr,
    pub public_url: Url,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// The idle timeout of sessions.
    pub idle: Idle,
}

#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// May contain a password.
    pub url: SecretString,
    pub max_connections: u32,
    /// The duration from which statements are logged as slow.
    pub slow_query: Duration,
    /// Newest first, each `number:base64`.
    pub sealing_keys: Option<SecretString>,
    /// The mode that the database must be marked with.
    pub mode: DatabaseMode,
}

impl Settings {
    /// Turns these settings into those of a rehearsal, with a simulator instead of LINE.
    pub fn rehearse_at(&mut self, simulator: Url) {
        self.line.simulator = Some(simulator);
        self.database.mode = self.line.mode();
    }

    /// Reads the secrets from the environment: the settings file contains none, so that it can be
    /// shared.
    fn take_secrets(&mut self) -> Result<(), Failure> {
        if let Some(url) = secret("SESSHU_DATABASE_URL")? {
            self.database.url = url;
        }
        self.database.sealing_keys = secret("SESSHU_SEALING_KEYS")?;
        if let Some(secrets) = secret("SESSHU_LINE_CHANNEL_SECRETS")? {
            let each = secrets.expose_secret().split(',').map(str::trim);
            self.line.channel_secrets = each.map(SecretString::from).collect();
        }
        self.line.token_secret = match self.line.token {
            TokenKind::Stateless => None,
            TokenKind::Assertion => secret("SESSHU_LINE_ASSERTION_KEY")?,
            TokenKind::Fixed => secret("SESSHU_LINE_CHANNEL_TOKEN")?,
        };
        self.line.login_channel_secret = secret("SESSHU_LINE_LOGIN_CHANNEL_SECRET")?;
        if let Some(mail) = &mut self.mail
            && let (Some(user), Some(password)) =
                (secret("SESSHU_SMTP_USER")?, secret("SESSHU_SMTP_PASSWORD")?)
        {
            mail.credentials = Some((user.expose_secret().to_owned(), password));
        }
        Ok(())
    }

    /// Returns the addresses that cards and mails link to.
    pub(super) fn pages(&self) -> Pages {
        Pages::new(&self.line.liff_url())
    }

    pub(super) fn site(&self) -> Site {
        let (liff_id, friend_url) = (self.line.liff_id.clone(), self.line.friend_url.clone());
        let line = match &self.line.simulator {
            None => LinePages::Liff { liff_id, friend_url },
            Some(url) => {
                let url = url.as_str().trim_end_matches('/').to_owned();
                LinePages::Simulator { liff_id, friend_url, url }
            }
        };
        Site {
            line,
            trusted_proxies: self.service.trusted_proxies.clone(),
            https: self.service.public_url.scheme() == "https",
        }
    }
}

impl LineChannels {
    /// Returns the mode of a database that is used with these channels: what is done through a
    /// simulator is a rehearsal.
    fn mode(&self) -> DatabaseMode {
        match self.simulator {
            Some(_) => DatabaseMode::Rehearsal,
            None => DatabaseMode::Real,
        }
    }

    /// Returns how the module `line` reaches the platform.
    pub(super) fn access(&self) -> Result<LineSettings, Failure> {
        let base = |default: &str| match &self.simulator {
            Some(url) => Ok(url.clone()),
            None => Url::parse(default),
        };
        Ok(LineSettings {
            api: base(LineSettings::API)?,
            data: base(LineSettings::DATA)?,
            access: self.channel_access()?,
            login_channel_id: self.login_channel_id.clone(),
            login_channel_secret: self.login_channel_secret.clone(),
            timeout: Duration::from_secs(10),
        })
    }

    fn channel_access(&self) -> Result<ChannelAccess, Failure> {
        let id = self.channel_id.clone();
        match self.token {
            TokenKind::Stateless => {
                let secret = self.channel_secrets.first().cloned();
                Ok(ChannelAccess::Credentials { id, secret: needed(secret, lacking::SECRET)? })
            }
            TokenKind::Assertion => {
                let private_jwk = needed(self.token_secret.clone(), lacking::ASSERTION_KEY)?;
                let kid = needed(self.assertion_kid.clone(), lacking::ASSERTION_KID)?;
                Ok(ChannelAccess::Key { id, kid, private_jwk })
            }
            TokenKind::Fixed => {
                Ok(ChannelAccess::Token(needed(self.token_secret.clone(), lacking::TOKEN)?))
            }
        }
    }

    pub(super) fn webhook_secrets(&self) -> Result<ChannelSecrets, Failure> {
        ChannelSecrets::new(&self.channel_secrets).map_err(Misuse::from)
    }

    fn liff_url(&self) -> String {
        match &self.simulator {
            None => format!("https://liff.line.me/{}", self.liff_id),
            Some(url) => {
                format!("{}/liff/{}", url.as_str().trim_end_matches('/'), self.liff_id)
            }
        }
    }
}

impl DatabaseSettings {
    pub(super) fn database(&self) -> Database {
        Database {
            url: self.url.clone(),
            max_connections: self.max_connections,
            slow_query: self.slow_query,
            mode: self.mode,
        }
    }

    /// Creates the sealer from the keys, which are never in the database.
    pub(super) fn sealer(&self) -> Result<Sealer, Failure> {
        let keys = needed(self.sealing_keys.as_ref(), lacking::SEALING_KEY)?;
        let keys: Result<Vec<Key>, _> = keys.expose_secret().split(',').map(str::parse).collect();
        let mut keys = keys.map_err(Misuse::from)?.into_iter();
        let newest = needed(keys.next(), lacking::SEALING_KEY)?;
        let ring = KeyRing::new(newest, keys.collect()).map_err(Misuse::from)?;
        Ok(Sealer::new(ring))
    }
}

/// Returns a required value, or the error for a missing one.
fn needed<T>(thing: Option<T>, lacking: Words) -> Result<T, Failure> {
    thing.ok_or_else(|| Misuse::of(lacking))
}
