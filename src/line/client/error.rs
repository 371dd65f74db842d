//! Errors of LINE, distinguished by what to do about them. LINE does not promise the text of its
//! errors, so the status decides, except where one status has several meanings.

use reqwest::StatusCode;
use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// LINE will refuse the same request again: a mistake in our code or the settings.
    #[error("LINE refuses with {status}: {message}")]
    Refused { status: u16, message: String },
    /// Used, or older than about a minute: push the message instead if it must be sent.
    #[error("the reply token was used or is too old")]
    InvalidReplyToken,
    /// Too many requests, or too many messages to one person: wait and retry.
    #[error("LINE's rate limit was exceeded")]
    RateLimited,
    /// The month's messages are used up: waiting does not help, a bigger plan does. Replies are
    /// free and still possible.
    #[error("the monthly message quota is used up")]
    QuotaReached,
    /// No connection could be made, so nothing was sent.
    #[error("could not connect to LINE")]
    NotConnected,
    /// No answer in time, or the connection broke. Whether LINE processed the request is unknown.
    #[error("LINE was not reached or did not answer in time")]
    Unreachable,
    /// No channel access token could be obtained for the moment, so nothing was sent.
    #[error("LINE issues no channel access token at present")]
    NoToken,
    /// LINE refuses to issue a channel access token: the channel's id, secret or key is wrong.
    /// Nothing was sent.
    #[error("LINE refused to issue a channel access token, with {status}: {message}")]
    CredentialsRefused { status: u16, message: String },
    /// LINE failed. Whether it processed the request is unknown.
    #[error("LINE returned {status}")]
    Broken { status: u16 },
    /// LINE succeeded, but the answer is not what it documents.
    #[error("LINE's answer is malformed")]
    Unreadable,
}

impl LineError {
    /// Returns whether the same request may succeed later. A push may be repeated only with the
    /// same retry key.
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

    /// Returns whether the error concerns our channel (its token, secret or permissions) and not
    /// the request. LINE has not looked at the request, and accepts it once the channel is
    /// corrected.
    pub fn is_about_us(&self) -> bool {
        match self {
            Self::NoToken | Self::CredentialsRefused { .. } => true,
            Self::Refused { status, .. } => matches!(status, 401 | 403),
            _ => false,
        }
    }

    /// Returns whether LINE may have done what was requested nevertheless.
    pub fn is_uncertain(&self) -> bool {
        matches!(self, Self::Unreachable | Self::Broken { .. } | Self::Unreadable)
    }

    /// Returns whether LINE itself reports that it failed. A gateway in front of it (502, 504)
    /// cannot know.
    pub fn is_reported_failure(&self) -> bool {
        matches!(self, Self::Broken { status: 500 | 503 })
    }

    /// Converts an error of the request for a token, after which the actual request was not sent.
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

/// LINE's error body: `message` and `details` of the Messaging API, `error` and `error_description`
/// of the token and login endpoints. All of it may be missing.
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

    /// Returns LINE's message and the fields it names, for the log and the administrator.
    fn in_short(&self) -> String {
        let details = self.details.iter().map(|it| format!("{}: {}", it.property, it.message));
        let said = [&self.message, &self.error, &self.error_description].map(Clone::clone);
        let parts: Vec<String> =
            said.into_iter().chain(details).filter(|part| !part.is_empty()).collect();
        parts.join("; ").chars().take(500).collect()
    }
}
