//! Tokens in use: stateless channel access tokens and the access tokens of LINE Login.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;

/// D/basics/channel-access-token/: a stateless token lives 15 minutes.
pub(crate) const STATELESS_LIVES: TimeDelta = TimeDelta::seconds(900);
/// R/liff/#get-access-token: a LIFF access token lives 12 hours.
pub(crate) const USER_TOKEN_LIVES: TimeDelta = TimeDelta::hours(12);

#[derive(Debug, Default)]
pub(crate) struct Tokens {
    channel: HashMap<String, ChannelToken>,
    user: HashMap<String, UserToken>,
}

/// Which of the two channels a token was issued for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChannelKind {
    Messaging,
    Login,
}

#[derive(Debug)]
struct ChannelToken {
    kind: ChannelKind,
    expires: DateTime<Utc>,
}

#[derive(Debug, Clone)]
pub(crate) struct UserToken {
    pub(crate) user_id: String,
    pub(crate) expires: DateTime<Utc>,
}

impl Tokens {
    pub(crate) fn issue_stateless(&mut self, kind: ChannelKind, now: DateTime<Utc>) -> String {
        self.channel.retain(|_, token| now < token.expires);
        let token = ids::opaque_token();
        let expires = now + STATELESS_LIVES;
        self.channel.insert(token.clone(), ChannelToken { kind, expires });
        token
    }

    pub(crate) fn channel(&self, token: &str, now: DateTime<Utc>) -> Option<ChannelKind> {
        let token = self.channel.get(token)?;
        (now < token.expires).then_some(token.kind)
    }

    pub(crate) fn issue_for_user(&mut self, user_id: &str, now: DateTime<Utc>) -> String {
        self.user.retain(|_, token| now < token.expires);
        let token = ids::opaque_token();
        self.user.insert(
            token.clone(),
            UserToken { user_id: user_id.to_owned(), expires: now + USER_TOKEN_LIVES },
        );
        token
    }

    pub(crate) fn user(&self, token: &str, now: DateTime<Utc>) -> Option<&UserToken> {
        self.user.get(token).filter(|token| now < token.expires)
    }

    /// The person takes back what they allowed the login channel: all their tokens end.
    pub(crate) fn revoke_all_of(&mut self, user_id: &str) {
        self.user.retain(|_, token| token.user_id != user_id);
    }
}
