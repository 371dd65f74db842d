//! The channel access token: issued when needed, cached until a minute before it expires.
//!
//! Stateless tokens (LINE, "Channel access token") live 15 minutes, any number may be issued, and
//! they cannot be revoked, so there is nothing to revoke or count. Tokens of version 2.1 are
//! requested with a signed assertion, for operators who do not want to transmit a secret.

use std::{fmt, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use line_bot_sdk_rust::line_channel_access_token::models::IssueStatelessChannelAccessTokenResponse;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::{
    ChannelAccess, LineError, Unusable,
    assertion::AssertionKey,
    transport::{Body, Call, Transport},
};
use crate::vaccination::time::Clock;

/// How long before its end a token is no longer used: longer than any request takes.
const RENEWED_BEFORE: TimeDelta = TimeDelta::minutes(1);
/// RFC 7523, section 2.2.
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub(super) struct Tokens {
    clock: Arc<dyn Clock>,
    source: Source,
}

enum Source {
    Fixed(HeaderValue),
    /// Locked while a token is being issued, so that all tasks that need one wait for the same one.
    Issued {
        by: Proof,
        kept: Mutex<Option<Kept>>,
    },
}

/// The proof that the channel is ours.
enum Proof {
    Secret { id: String, secret: SecretString },
    Key(AssertionKey),
}

struct Kept {
    bearer: HeaderValue,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Tokens {
    pub(super) fn new(access: ChannelAccess, clock: Arc<dyn Clock>) -> Result<Self, Unusable> {
        let source = match access {
            ChannelAccess::Token(token) => {
                let bearer = bearer(token.expose_secret());
                Source::Fixed(bearer.ok_or(Unusable("the channel access token is malformed"))?)
            }
            ChannelAccess::Credentials { id, secret } => {
                if id.trim().is_empty() || secret.expose_secret().trim().is_empty() {
                    return Err(Unusable("the channel's id or secret is empty"));
                }
                Source::Issued { by: Proof::Secret { id, secret }, kept: Mutex::new(None) }
            }
            ChannelAccess::Key { id, kid, private_jwk } => {
                let key = AssertionKey::new(&id, &kid, &private_jwk)?;
                Source::Issued { by: Proof::Key(key), kept: Mutex::new(None) }
            }
        };
        Ok(Self { clock, source })
    }

    pub(super) async fn bearer(&self, transport: &Transport) -> Result<HeaderValue, LineError> {
        let (by, kept) = match &self.source {
            Source::Fixed(bearer) => return Ok(bearer.clone()),
            Source::Issued { by, kept } => (by, kept),
        };
        let mut kept = kept.lock().await;
        let now = self.clock.now();
        if let Some(token) = kept.as_ref().filter(|token| token.is_good(now)) {
            return Ok(token.bearer.clone());
        }
        let token = issue(transport, by, now).await?;
        let bearer = token.bearer.clone();
        *kept = Some(token);
        Ok(bearer)
    }

    /// Returns a fresh token after a 401, unless another task has got one meanwhile. `None` if the
    /// token cannot be renewed here.
    pub(super) async fn renewed(
        &self,
        refused: &HeaderValue,
        transport: &Transport,
    ) -> Result<Option<HeaderValue>, LineError> {
        let Source::Issued { kept, .. } = &self.source else {
            return Ok(None);
        };
        let mut held = kept.lock().await;
        if held.as_ref().is_some_and(|token| token.bearer == *refused) {
            *held = None;
        }
        drop(held);
        self.bearer(transport).await.map(Some)
    }
}

impl Kept {
    /// Returns whether the token can be used. A clock that was set back does not extend its life.
    fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.from <= now && now < self.until - RENEWED_BEFORE
    }
}

async fn issue(transport: &Transport, by: &Proof, now: DateTime<Utc>) -> Result<Kept, LineError> {
    let grant = ("grant_type", "client_credentials".to_owned());
    let (path, proof) = match by {
        Proof::Secret { id, secret } => {
            let secret = secret.expose_secret().trim().to_owned();
            let fields = [("client_id", id.trim().to_owned()), ("client_secret", secret)];
            ("/oauth2/v3/token", fields)
        }
        Proof::Key(key) => {
            let assertion = key.assertion(now).ok_or(LineError::Unreadable)?;
            let kind = ("client_assertion_type", ASSERTION_TYPE.to_owned());
            ("/oauth2/v2.1/token", [kind, ("client_assertion", assertion)])
        }
    };
    let fields = std::iter::once(grant).chain(proof).collect();
    let call = Call { body: Body::Form(fields), ..Call::post(path, &[]) };
    // The other fields of a token of version 2.1 are not needed, since tokens are never revoked.
    let issued: IssueStatelessChannelAccessTokenResponse =
        transport.request(&call, None).await?.read()?;
    let bearer = bearer(&issued.access_token).ok_or(LineError::Unreadable)?;
    let until = now + TimeDelta::seconds(issued.expires_in.into());
    Ok(Kept { bearer, from: now, until })
}

/// Builds a header that is never printed, even by code that prints headers.
fn bearer(token: &str) -> Option<HeaderValue> {
    let token = token.trim();
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
    value.set_sensitive(true);
    (!token.is_empty()).then_some(value)
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.source {
            Source::Fixed(_) => "Tokens(fixed)",
            Source::Issued { .. } => "Tokens(issued)",
        })
    }
}
