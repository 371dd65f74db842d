//! `[line]`, `[service]`, `[metrics]`, `[database]`, `[mail]`: addresses and connections.

use std::{net::SocketAddr, time::Duration};

use ipnet::IpNet;
use reqwest::Url;
use schemars::JsonSchema;
use serde::Deserialize;

use super::values::{address, idle, listen, networks, simulator};
use crate::{
    cli::settings::{DatabaseSettings, LineChannels, ServiceSettings, TokenKind},
    mail::{Encryption, MailServer},
    reception::Idle,
    storage::DatabaseMode,
};

/// The default duration from which statements are logged as slow.
const SLOW_QUERY: Duration = Duration::from_millis(500);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LineFile {
    channel_id: String,
    login_channel_id: String,
    liff_id: String,
    #[serde(deserialize_with = "address")]
    #[schemars(with = "String", extend("format" = "uri"))]
    friend_url: Url,
    messages_per_month: Option<u64>,
    #[serde(default, deserialize_with = "simulator")]
    #[schemars(with = "Option<String>", extend("format" = "uri"))]
    simulator: Option<Url>,
    #[serde(default)]
    token: TokenKind,
    assertion_kid: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceFile {
    #[serde(deserialize_with = "listen")]
    #[schemars(with = "String")]
    listen: SocketAddr,
    #[serde(deserialize_with = "address")]
    #[schemars(with = "String", extend("format" = "uri"))]
    public_url: Url,
    #[serde(default, deserialize_with = "networks")]
    #[schemars(with = "Vec<String>")]
    trusted_proxies: Vec<IpNet>,
    #[serde(default, deserialize_with = "idle")]
    #[schemars(with = "i64", default = "usual_idle_minutes", range(min = 10, max = 120))]
    idle_minutes: Idle,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DatabaseFile {
    url: String,
    max_connections: u32,
    slow_query_ms: Option<u64>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MetricsFile {
    #[serde(deserialize_with = "listen")]
    #[schemars(with = "String")]
    pub(super) listen: SocketAddr,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MailFile {
    host: String,
    port: u16,
    encryption: Encryption,
    from: String,
}

fn usual_idle_minutes() -> i64 {
    Idle::default().as_minutes()
}

impl From<LineFile> for LineChannels {
    fn from(channels: LineFile) -> Self {
        Self {
            channel_id: channels.channel_id,
            channel_secrets: Vec::new(),
            token: channels.token,
            assertion_kid: channels.assertion_kid,
            token_secret: None,
            login_channel_id: channels.login_channel_id,
            login_channel_secret: None,
            liff_id: channels.liff_id,
            friend_url: channels.friend_url.into(),
            messages_per_month: channels.messages_per_month,
            simulator: channels.simulator,
        }
    }
}

impl From<ServiceFile> for ServiceSettings {
    fn from(file: ServiceFile) -> Self {
        let ServiceFile { listen, public_url, trusted_proxies, idle_minutes: idle } = file;
        Self { listen, public_url, trusted_proxies, idle }
    }
}

impl DatabaseFile {
    pub(super) fn settings(self, mode: DatabaseMode) -> DatabaseSettings {
        let Self { url, max_connections, slow_query_ms } = self;
        let slow_query = slow_query_ms.map_or(SLOW_QUERY, Duration::from_millis);
        DatabaseSettings { url: url.into(), max_connections, slow_query, sealing_keys: None, mode }
    }
}

impl From<MailFile> for MailServer {
    fn from(file: MailFile) -> Self {
        let MailFile { host, port, encryption, from } = file;
        Self { host, port, encryption, credentials: None, from }
    }
}
