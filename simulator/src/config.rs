//! Settings of the simulator: the simulated channels and the address of the bot.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};

use serde::Serialize;

/// Settings of a simulator. [`Config::default`] is a channel of its own on a free port of this
/// machine, without a webhook.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address to listen on; port 0 picks a free port.
    pub listen: SocketAddr,
    /// The address browsers use, without a trailing slash. Default: `http://{listen}`.
    pub public_url: Option<String>,
    /// The Messaging API channel.
    pub channel: Channel,
    /// The LINE Login channel that issues the ID tokens.
    pub login: LoginChannel,
    /// The LIFF apps of the login channel.
    pub liff: Vec<LiffApp>,
    /// The address webhooks are sent to. It can be changed later through LINE's own `PUT
    /// /v2/bot/channel/webhook/endpoint`.
    pub webhook_url: Option<String>,
    /// Plain texts shown next to the phone.
    pub notes: Vec<Note>,
    /// The address to accept mail on by SMTP, which is shown next to the phone. Port 0 picks a free
    /// port, `None` opens no mailbox.
    pub mailbox: Option<SocketAddr>,
    /// The number of push messages allowed per month; `None` is a plan without a limit.
    pub quota: Option<u64>,
    /// A factor for LINE's rate limits; infinity lifts them.
    pub rate_factor: f64,
}

/// A Messaging API channel. Its `Debug` output hides the secret and the token.
#[derive(Clone)]
pub struct Channel {
    /// Channel ID, which is the `client_id` of a token request.
    pub id: String,
    /// Channel secret: signs webhooks, and is the `client_secret` of a token request.
    pub secret: String,
    /// A channel access token that never expires.
    pub access_token: String,
    /// `U` and 32 hex digits: the `destination` of webhooks.
    pub bot_user_id: String,
    /// `@` and the account's short name.
    pub basic_id: String,
    pub display_name: String,
}

/// A LINE Login channel. Its `Debug` output hides the secret.
#[derive(Clone)]
pub struct LoginChannel {
    /// Channel ID: the audience of ID tokens.
    pub id: String,
    pub secret: String,
}

/// A LIFF app: what `https://liff.line.me/{id}` opens.
#[derive(Debug, Clone, Serialize)]
pub struct LiffApp {
    /// `{login channel id}-{8 characters}`.
    pub id: String,
    /// The page's address, without a fragment.
    pub endpoint: String,
    /// `full`, `tall` or `compact`.
    pub size: String,
    pub scope: Vec<String>,
    /// `normal`, `aggressive` or `none`: whether people are prompted to add the account as a
    /// friend.
    pub bot_prompt: String,
}

impl LiffApp {
    /// Creates an app with usual settings: full size, every scope, and the prompt to add the
    /// account as a friend.
    pub fn new(id: impl Into<String>, endpoint: impl Into<String>) -> Self {
        let scope = ["openid", "profile", "chat_message.write"];
        Self {
            id: id.into(),
            endpoint: endpoint.into(),
            size: "full".to_owned(),
            scope: scope.map(str::to_owned).into(),
            bot_prompt: "normal".to_owned(),
        }
    }
}

/// A text shown next to the phone, for example a coupon that visitors of a demo may try.
#[derive(Debug, Clone, Serialize)]
pub struct Note {
    pub title: String,
    pub text: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: None,
            channel: Channel::default(),
            login: LoginChannel::default(),
            liff: Vec::new(),
            webhook_url: None,
            notes: Vec::new(),
            mailbox: None,
            quota: None,
            rate_factor: 1.0,
        }
    }
}

impl Default for Channel {
    fn default() -> Self {
        Self {
            id: "1600000001".to_owned(),
            secret: "8c570fa6dd201bb328f1c1eac23a96d8".to_owned(),
            access_token: "simulated-channel-access-token".to_owned(),
            bot_user_id: "U8e742f61d673b39c7fff3cecb7536ef0".to_owned(),
            basic_id: "@simulated".to_owned(),
            display_name: "シミュレータ".to_owned(),
        }
    }
}

impl Default for LoginChannel {
    fn default() -> Self {
        Self { id: "1600000002".to_owned(), secret: "0d3b8f2c5a6e4f7190b2c4d6e8fa0b1c".to_owned() }
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("id", &self.id)
            .field("bot_user_id", &self.bot_user_id)
            .field("basic_id", &self.basic_id)
            .field("display_name", &self.display_name)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for LoginChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginChannel").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_secrets_and_tokens() {
        let config = Config::default();
        let shown = format!("{config:?}");
        assert!(!shown.contains(&config.channel.secret));
        assert!(!shown.contains(&config.channel.access_token));
        assert!(!shown.contains(&config.login.secret));
    }
}
