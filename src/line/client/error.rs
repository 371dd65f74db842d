//! What went wrong, by what to do about it. LINE does not promise the words of its errors, so the
//! status decides, except where one status has several meanings.

use reqwest::StatusCode;
use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// LINE will say the same again. A mistake of ours or of the settings.
    #[error("LINE refuses with {status}: {message}")]
    Refused { status: u16, message: String },
    /// Used, or older than about a minute: say it by push, if it must be said.
    #[error("the reply token is used or too old")]
    InvalidReplyToken,
    /// Too many requests, or too many messages to one person: wait, then again.
    #[error("LINE asks us to slow down")]
    RateLimited,
    /// The month's messages are spent: waiting does not help, a bigger plan does. Replies are free
    /// and still go.
    #[error("the month's message quota is spent")]
    QuotaReached,
    /// No connection could be made, so nothing was sent.
    #[error("no connection to LINE could be made")]
    NotConnected,
    /// No answer in time, or the connection broke. Whether LINE took it is not known.
    #[error("LINE was not reached or did not answer in time")]
    Unreachable,
    /// No channel access token could be had, for the time being; so nothing was sent.
    #[error("LINE issues no channel access token at the moment")]
    NoToken,
    /// LINE refuses to issue a channel access token: the channel's id, secret or key is wrong. So
    /// nothing was sent.
    #[error("LINE refuses to issue a channel access token with {status}: {message}")]
    CredentialsRefused { status: u16, message: String },
    /// LINE is in trouble. Whether it took the request is not known.
    #[error("LINE is broken: {status}")]
    Broken { status: u16 },
    /// Done, but the answer is not what LINE documents.
    #[error("LINE's answer cannot be read")]
    Unreadable,
}

impl LineError {
    /// Whether the same request may succeed later. For a push only under the same retry key.
    pub fn may_retry(&self) -> bool {
        match self {
            Self::RateLimited
            | Self::NotConnected
            | Self::Unreachable
            | Self::NoToken
            | Self::CredentialsRefused { .. }
            | Self::Broken { .. } => true,
            Self::Refused { .. } => self.is_about_us(),
            Self::InvalidReplyToken | Self::QuotaReached | Self::Unreadable => false,
        }
    }

    /// Whether it speaks of our channel (its token, secret or permissions) and not of the request:
    /// LINE has not looked at the request, and takes it once the channel is put right.
    pub fn is_about_us(&self) -> bool {
        match self {
            Self::NoToken | Self::CredentialsRefused { .. } => true,
            Self::Refused { status, .. } => matches!(status, 401 | 403),
            _ => false,
        }
    }

    /// Whether LINE may have done what it was asked all the same.
    pub fn is_uncertain(&self) -> bool {
        matches!(self, Self::Unreachable | Self::Broken { .. } | Self::Unreadable)
    }

    /// Whether LINE itself says that it failed, where a gateway before it (502, 504) cannot know.
    pub fn is_reported_failure(&self) -> bool {
        matches!(self, Self::Broken { status: 500 | 503 })
    }

    /// The same where it befell the request for a token, not the one that was to be made with it.
    pub(super) fn before_sending(self) -> Self {
        match self {
            Self::Refused { status, message } => Self::CredentialsRefused { status, message },
            error if error.is_uncertain() || error.may_retry() => Self::NoToken,
            error => error,
        }
    }

    pub(super) fn from_answer(status: StatusCode, heard: &Heard) -> Self {
        match status {
            StatusCode::TOO_MANY_REQUESTS if heard.says("monthly limit") => Self::QuotaReached,
            StatusCode::TOO_MANY_REQUESTS => Self::RateLimited,
            _ if status.is_server_error() => Self::Broken { status: status.as_u16() },
            _ => Self::Refused { status: status.as_u16(), message: heard.in_short() },
        }
    }
}

/// LINE's error body: `message` and `details` of the Messaging API, `error` and
/// `error_description` of the token and login endpoints. All of it may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Heard {
    message: String,
    details: Vec<Detail>,
    error: String,
    error_description: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Detail {
    message: String,
    property: String,
}

impl Heard {
    pub(super) fn read(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }

    pub(super) fn says(&self, words: &str) -> bool {
        self.message.to_ascii_lowercase().contains(words)
    }

    /// For the log and the administrator: LINE's words and the fields it names.
    fn in_short(&self) -> String {
        let details = self.details.iter().map(|it| format!("{}: {}", it.property, it.message));
        let said = [&self.message, &self.error, &self.error_description].map(Clone::clone);
        let parts: Vec<String> =
            said.into_iter().chain(details).filter(|part| !part.is_empty()).collect();
        parts.join("; ").chars().take(500).collect()
    }
}
