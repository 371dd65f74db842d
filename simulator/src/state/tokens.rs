//! Valid tokens: channel access tokens of all kinds, and access and refresh tokens of LINE Login.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;

/// The validity of a stateless token: 15 minutes (D/basics/channel-access-token/).
pub(crate) const STATELESS_TTL: TimeDelta = TimeDelta::seconds(900);
/// The validity of a short-lived token, which is also the longest of a token by assertion: 30 days.
pub(crate) const SHORT_LIVED_TTL: TimeDelta = TimeDelta::days(30);
/// The validity of a LIFF access token: 12 hours (R/liff/#get-access-token).
pub(crate) const USER_TOKEN_TTL: TimeDelta = TimeDelta::hours(12);
/// The validity of a refresh token: 90 days (R/line-login/#issue-access-token).
const REFRESH_TOKEN_TTL: TimeDelta = TimeDelta::days(90);
/// The number of valid tokens of one kind per channel. Stateless tokens are not limited.
const MAX_TOKENS: usize = 30;

#[derive(Debug, Default)]
pub(crate) struct Tokens {
    channel: HashMap<String, ChannelToken>,
    user: HashMap<String, UserToken>,
    refresh: HashMap<String, UserToken>,
}

/// The channel that a token was issued for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ChannelKind {
    Messaging,
    Login,
}

/// How a channel access token was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IssueMethod {
    Stateless,
    ShortLived,
    /// By a JWT assertion (v2.1), with the key ID of the token.
    ByAssertion(String),
}

#[derive(Debug, Clone)]
pub(crate) struct ChannelToken {
    pub(crate) kind: ChannelKind,
    pub(crate) method: IssueMethod,
    pub(crate) expires: DateTime<Utc>,
}

#[derive(Debug, Clone)]
pub(crate) struct UserToken {
    pub(crate) user_id: String,
    pub(crate) expires: DateTime<Utc>,
}

impl Tokens {
    pub(crate) fn issue_stateless(&mut self, kind: ChannelKind, now: DateTime<Utc>) -> String {
        self.issue(
            ChannelToken { kind, method: IssueMethod::Stateless, expires: now + STATELESS_TTL },
            now,
        )
    }

    /// Issues a short-lived token. If there are 30 already, the oldest is revoked.
    pub(crate) fn issue_short_lived(&mut self, kind: ChannelKind, now: DateTime<Utc>) -> String {
        let is_short_lived = |token: &ChannelToken| token.method == IssueMethod::ShortLived;
        let mut valid_tokens = self.valid_tokens(kind, now, is_short_lived);
        if valid_tokens.len() >= MAX_TOKENS {
            valid_tokens.sort_by_key(|(_, expires)| *expires);
            self.channel.remove(&valid_tokens[0].0.clone());
        }
        let expires = now + SHORT_LIVED_TTL;
        self.issue(ChannelToken { kind, method: IssueMethod::ShortLived, expires }, now)
    }

    /// Issues a token and its key ID; `None` if there are 30 already.
    pub(crate) fn issue_by_assertion(
        &mut self,
        kind: ChannelKind,
        ttl: TimeDelta,
        now: DateTime<Utc>,
    ) -> Option<(String, String)> {
        if self.key_ids(kind, now).len() >= MAX_TOKENS {
            return None;
        }
        let key_id = ids::opaque_token();
        let method = IssueMethod::ByAssertion(key_id.clone());
        let token = self.issue(ChannelToken { kind, method, expires: now + ttl }, now);
        Some((token, key_id))
    }

    /// Returns the key IDs of the valid tokens that were issued by assertion.
    pub(crate) fn key_ids(&self, kind: ChannelKind, now: DateTime<Utc>) -> Vec<String> {
        let valid = self.channel.values().filter(|token| token.kind == kind && now < token.expires);
        valid
            .filter_map(|token| match &token.method {
                IssueMethod::ByAssertion(key_id) => Some(key_id.clone()),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn channel(&self, token: &str, now: DateTime<Utc>) -> Option<&ChannelToken> {
        self.channel.get(token).filter(|token| now < token.expires)
    }

    /// Revokes a token. Stateless tokens cannot be revoked.
    pub(crate) fn revoke_channel_token(&mut self, token: &str) {
        if self.channel.get(token).is_some_and(|token| token.method != IssueMethod::Stateless) {
            self.channel.remove(token);
        }
    }

    pub(crate) fn issue_for_user(&mut self, user_id: &str, now: DateTime<Utc>) -> String {
        self.user.retain(|_, token| now < token.expires);
        let token = ids::opaque_token();
        self.user.insert(
            token.clone(),
            UserToken { user_id: user_id.to_owned(), expires: now + USER_TOKEN_TTL },
        );
        token
    }

    pub(crate) fn user(&self, token: &str, now: DateTime<Utc>) -> Option<&UserToken> {
        self.user.get(token).filter(|token| now < token.expires)
    }

    pub(crate) fn issue_refresh_token(&mut self, user_id: &str, now: DateTime<Utc>) -> String {
        let token = ids::opaque_token();
        let expires = now + REFRESH_TOKEN_TTL;
        self.refresh.insert(token.clone(), UserToken { user_id: user_id.to_owned(), expires });
        token
    }

    /// Returns the user ID of a valid refresh token.
    pub(crate) fn find_refresh_user(&self, token: &str, now: DateTime<Utc>) -> Option<String> {
        let token = self.refresh.get(token).filter(|token| now < token.expires)?;
        Some(token.user_id.clone())
    }

    /// Revokes an access token of a person (R/line-login/#revoke-access-token).
    pub(crate) fn revoke_user_token(&mut self, token: &str) {
        self.user.remove(token);
    }

    /// Revokes all tokens of a person.
    pub(crate) fn revoke_all_from_user(&mut self, user_id: &str) {
        self.user.retain(|_, token| token.user_id != user_id);
        self.refresh.retain(|_, token| token.user_id != user_id);
    }

    fn issue(&mut self, token: ChannelToken, now: DateTime<Utc>) -> String {
        self.channel.retain(|_, token| now < token.expires);
        let text = ids::opaque_token();
        self.channel.insert(text.clone(), token);
        text
    }

    fn valid_tokens(
        &self,
        kind: ChannelKind,
        now: DateTime<Utc>,
        filter: impl Fn(&ChannelToken) -> bool,
    ) -> Vec<(String, DateTime<Utc>)> {
        let tokens = self.channel.iter();
        tokens
            .filter(|(_, token)| token.kind == kind && now < token.expires && filter(token))
            .map(|(text, token)| (text.clone(), token.expires))
            .collect()
    }
}
