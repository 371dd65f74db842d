//! The client of LINE's platform, over a transport of our own.
//!
//! Request bodies are the models of `line-bot-sdk-rust` 3.0.0 where those are sound. Its clients
//! are not used, because they
//!
//! - drop the response headers, and with them `x-line-request-id`, without which LINE cannot help
//!   ("Save logs");
//! - insert ids into paths unescaped: `../richmenu/list?x=1` was sent as it is. LINE fixed the same
//!   in its own SDKs in 2026 (line-bot-sdk-nodejs #1630, -go #724, -ruby #820);
//! - send the *path* of a rich menu's image, as JSON, to the wrong host;
//! - send an empty POST without `content-length`, which LINE's edge has answered with 411
//!   (line-bot-sdk-nodejs #41);
//! - hide the body of an error (nanato12/line-bot-sdk-rust #86), panic on a token with a line end,
//!   and keep one token for ever, although LINE's stateless tokens live 15 minutes;
//! - support neither ID tokens nor their certificates.
//!
//! Only `transport` touches the network; `token` manages the access token; `talk` sends messages,
//! `look` queries; [`LineError`] lets a caller decide what to do next.

mod assertion;
mod check;
mod error;
mod login;
mod look;
mod pace;
mod quota;
mod standing;
mod talk;
mod token;
pub(super) mod transport;

use std::{sync::Arc, time::Duration};

use reqwest::Url;
use secrecy::SecretString;

pub use self::{
    check::{LiffApp, LiffView, WebhookEndpoint, WebhookTest},
    error::LineError,
    look::{BotInfo, Profile, Quota},
    talk::Pushed,
};
use self::{quota::Spent, standing::Standing, token::Tokens, transport::Transport};
use super::id_token::IdTokens;
use crate::vaccination::time::Clock;

/// The addresses and credentials for LINE.
#[derive(Clone, Debug)]
pub struct LineSettings {
    /// `https://api.line.me`, or the simulator.
    pub api: Url,
    /// `https://api-data.line.me`, or the simulator; only for images.
    pub data: Url,
    pub access: ChannelAccess,
    /// The LINE Login (or MINI App) channel that the LIFF pages belong to: the audience of ID
    /// tokens.
    pub login_channel_id: String,
    /// The secret of that channel; only needed to revoke what a person allowed it.
    pub login_channel_secret: Option<SecretString>,
    /// The timeout of one request from beginning to end.
    pub timeout: Duration,
}

/// The credentials of the Messaging API channel.
#[derive(Clone, Debug)]
pub enum ChannelAccess {
    /// Tokens are issued as needed and live 15 minutes, so none with a long life exists.
    Credentials { id: String, secret: SecretString },
    /// Tokens of version 2.1, requested with a key of our own: no secret is transmitted.
    Key { id: String, kid: String, private_jwk: SecretString },
    /// A token issued elsewhere, which the operator has to renew.
    Token(SecretString),
}

impl LineSettings {
    pub const API: &str = "https://api.line.me";
    pub const DATA: &str = "https://api-data.line.me";
}

/// LINE's platform, as our channel sees it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Line(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    transport: Transport,
    tokens: Tokens,
    login_tokens: Option<Tokens>,
    id_tokens: IdTokens,
    spent: Spent,
    standing: Standing,
}

/// The settings are invalid: an empty secret, a token that no header can contain, an address
/// without a host, no TLS.
#[derive(Debug, thiserror::Error)]
#[error("invalid settings for LINE: {0}")]
pub struct Unusable(pub(super) &'static str);

impl Line {
    pub fn new(settings: LineSettings, clock: Arc<dyn Clock>) -> Result<Self, Unusable> {
        let transport = Transport::new(settings.api, settings.data, settings.timeout)?;
        let tokens = Tokens::new(settings.access, clock.clone())?;
        let login = settings.login_channel_secret.map(|secret| ChannelAccess::Credentials {
            id: settings.login_channel_id.clone(),
            secret,
        });
        let login_tokens = login.map(|access| Tokens::new(access, clock.clone())).transpose()?;
        let id_tokens = IdTokens::new(&settings.login_channel_id)?;
        let spent = Spent::new(clock);
        let standing = Standing::default();
        Ok(Self(Arc::new(Inner { transport, tokens, login_tokens, id_tokens, spent, standing })))
    }

    /// Issues an access token if none is cached. `doctor` and the start of the service call it, so
    /// that a wrong secret is noticed before the first resident comes.
    pub async fn check_access(&self) -> Result<(), LineError> {
        self.0.tokens.bearer(&self.0.transport).await.map(drop)
    }

    pub(super) fn transport(&self) -> &Transport {
        &self.0.transport
    }

    pub(super) fn id_tokens(&self) -> &IdTokens {
        &self.0.id_tokens
    }
}

#[cfg(test)]
mod tests;
