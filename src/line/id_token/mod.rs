//! Verifies ID tokens, LINE's signed statement about who uses LIFF (LINE, "Get profile information
//! from ID tokens"; OpenID Connect Core 3.1.3.7).
//!
//! LIFF's tokens are signed with ES256. LINE Login in a browser signs with HS256 under the channel
//! secret. If both were accepted, anyone who learnt that secret could impersonate every user, so
//! only ES256 is. Verified here rather than by LINE's `/oauth2/v2.1/verify`, whose rate limits LINE
//! does not disclose.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::Jwk};
use serde::Deserialize;
use serde_json::Value;

use super::{
    client::{
        Line, LineError, Unusable,
        transport::{Call, Transport},
    },
    id::UserId,
};

const ISSUER: &str = "https://access.line.me";
/// The tolerated clock skew.
const LEEWAY: TimeDelta = TimeDelta::seconds(60);
/// The minimum time between two fetches of LINE's keys that unknown keys cause.
const SEARCHED_EVERY: TimeDelta = TimeDelta::minutes(5);
/// The minimum time between two queries to LINE while no keys are known at all.
const RETRY_INTERVAL: TimeDelta = TimeDelta::seconds(5);
/// How long known keys are used before they are fetched again, which also drops those that LINE has
/// withdrawn.
const KEPT_FOR: TimeDelta = TimeDelta::hours(12);
/// The maximum size of a token; LINE's are below 1 KB.
const LONGEST: usize = 8 * 1024;
/// The maximum length of a display name; LINE allows 20.
const MAX_NAME_LETTERS: usize = 60;

/// A user whom LINE has verified. Only [`Line::verify_id_token`] creates one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedUser {
    user_id: UserId,
    display_name: Option<DisplayName>,
    expires_at: DateTime<Utc>,
}

/// The display name of a LINE user. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct DisplayName(String);

/// Why a token was rejected. For the log; the person sees the same message for every reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenRefused {
    #[error("not an ID token")]
    Malformed,
    #[error("not signed with ES256")]
    Algorithm,
    #[error("signed with a key that LINE does not list")]
    UnknownKey,
    #[error("the signature is wrong")]
    Signature,
    #[error("not issued by LINE")]
    Issuer,
    #[error("issued for another channel")]
    Audience,
    #[error("expired")]
    Expired,
    #[error("issued in the future")]
    NotYet,
    /// LINE's keys could not be fetched; to be tried again.
    #[error("LINE's public keys are not available: {0}")]
    Keys(LineError),
}

#[derive(Debug)]
pub(super) struct IdTokens {
    audience: String,
    known: Mutex<Keys>,
    /// Locked by the one request that fetches keys.
    fetching: tokio::sync::Mutex<()>,
}

/// LINE's public keys by `kid`.
#[derive(Default)]
struct Keys {
    by_id: HashMap<String, DecodingKey>,
    fetched_at: Option<DateTime<Utc>>,
    /// Why no keys are known, and when fetching failed.
    failure: Option<(DateTime<Utc>, LineError)>,
}

/// The result of looking up a key.
enum LookUp {
    Settled(Result<DecodingKey, IdTokenRefused>),
    /// The keys have to be fetched; contains the key as known before.
    Due(Option<DecodingKey>),
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    iat: i64,
    /// Present with the scope `profile`.
    name: Option<String>,
}

impl VerifiedUser {
    pub fn user_id(&self) -> &UserId {
        &self.user_id
    }

    /// Returns the display name; `None` if the page was not allowed to know it.
    pub fn display_name(&self) -> Option<&DisplayName> {
        self.display_name.as_ref()
    }

    /// Returns when the token expires. Our session may end earlier or later.
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }
}

impl DisplayName {
    /// Keeps the printable part of a name; `None` if nothing is left.
    fn new(name: &str) -> Option<Self> {
        let shown = name.chars().filter(|letter| !letter.is_control()).take(MAX_NAME_LETTERS);
        let shown = shown.collect::<String>().trim().to_owned();
        (!shown.is_empty()).then_some(Self(shown))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for DisplayName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DisplayName(…)")
    }
}

impl Line {
    /// Verifies the raw token that LIFF's `getIDToken()` returned to the page.
    pub async fn verify_id_token(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<VerifiedUser, IdTokenRefused> {
        self.id_tokens().verify(token, now, self.transport()).await
    }
}

impl IdTokens {
    pub(super) fn new(login_channel_id: &str) -> Result<Self, Unusable> {
        if login_channel_id.trim().is_empty() {
            return Err(Unusable("the LINE Login channel's id is empty"));
        }
        Ok(Self {
            audience: login_channel_id.to_owned(),
            known: Mutex::default(),
            fetching: tokio::sync::Mutex::default(),
        })
    }

    async fn verify(
        &self,
        token: &str,
        now: DateTime<Utc>,
        transport: &Transport,
    ) -> Result<VerifiedUser, IdTokenRefused> {
        if token.len() > LONGEST {
            return Err(IdTokenRefused::Malformed);
        }
        let header = decode_header(token).map_err(|_| IdTokenRefused::Malformed)?;
        if header.alg != Algorithm::ES256 {
            return Err(IdTokenRefused::Algorithm);
        }
        let kid = header.kid.ok_or(IdTokenRefused::UnknownKey)?;
        let key = self.key(&kid, now, transport).await?;
        self.believe(&claims(token, &key)?, now)
    }

    async fn key(
        &self,
        kid: &str,
        now: DateTime<Utc>,
        transport: &Transport,
    ) -> Result<DecodingKey, IdTokenRefused> {
        let old = match self.known().look_up(kid, now) {
            LookUp::Settled(key) => return key,
            LookUp::Due(old) => old,
        };
        let _fetching = match (self.fetching.try_lock(), old) {
            (Ok(fetching), _) => fetching,
            // A key that is known but due for a refresh is used while another request fetches.
            (Err(_), Some(key)) => return Ok(key),
            (Err(_), None) => self.fetching.lock().await,
        };
        if let LookUp::Settled(key) = self.known().look_up(kid, now) {
            return key;
        }
        let fetched = fetch(transport).await;
        let mut known = self.known();
        known.note(fetched, now);
        match known.look_up(kid, now) {
            LookUp::Settled(key) => key,
            LookUp::Due(key) => key.ok_or(IdTokenRefused::UnknownKey),
        }
    }

    fn known(&self) -> MutexGuard<'_, Keys> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn believe(&self, claims: &Claims, now: DateTime<Utc>) -> Result<VerifiedUser, IdTokenRefused> {
        let moment =
            |seconds| DateTime::from_timestamp(seconds, 0).ok_or(IdTokenRefused::Malformed);
        let (issued_at, expires_at) = (moment(claims.iat)?, moment(claims.exp)?);
        if claims.iss != ISSUER {
            return Err(IdTokenRefused::Issuer);
        }
        if claims.aud != self.audience {
            return Err(IdTokenRefused::Audience);
        }
        if expires_at <= now - LEEWAY {
            return Err(IdTokenRefused::Expired);
        }
        if issued_at > now + LEEWAY {
            return Err(IdTokenRefused::NotYet);
        }
        let user_id = claims.sub.parse().map_err(|_| IdTokenRefused::Malformed)?;
        let display_name = claims.name.as_deref().and_then(DisplayName::new);
        Ok(VerifiedUser { user_id, display_name, expires_at })
    }
}

impl Keys {
    fn look_up(&self, kid: &str, now: DateTime<Utc>) -> LookUp {
        let key = self.by_id.get(kid).cloned();
        match &self.failure {
            Some((at, error)) if (TimeDelta::zero()..RETRY_INTERVAL).contains(&(now - *at)) => {
                LookUp::Settled(Err(IdTokenRefused::Keys(error.clone())))
            }
            _ if self.should_be_fetched(kid, now) => LookUp::Due(key),
            _ => LookUp::Settled(key.ok_or(IdTokenRefused::UnknownKey)),
        }
    }

    /// Records the result of fetching. Known keys stay valid while LINE cannot be reached or lists
    /// no usable keys.
    fn note(
        &mut self,
        fetched: Result<HashMap<String, DecodingKey>, LineError>,
        now: DateTime<Utc>,
    ) {
        let failure = match fetched {
            Ok(by_id) if by_id.is_empty() => LineError::Unreadable,
            Ok(by_id) => {
                *self = Self { by_id, fetched_at: Some(now), failure: None };
                return;
            }
            Err(error) => error,
        };
        tracing::warn!(error = %failure, "could not fetch LINE's public keys");
        if self.by_id.is_empty() {
            self.failure = Some((now, failure));
        } else {
            self.fetched_at = Some(now);
        }
    }

    /// Returns whether to fetch. A clock that was set back does not make keys fresher.
    fn should_be_fetched(&self, kid: &str, now: DateTime<Utc>) -> bool {
        let Some(fetched_at) = self.fetched_at else {
            return true;
        };
        let age = now - fetched_at;
        let patience = if self.by_id.contains_key(kid) { KEPT_FOR } else { SEARCHED_EVERY };
        age < TimeDelta::zero() || age >= patience
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.by_id.len())
    }
}

/// Fetches LINE's keys. Keys of an unknown kind are ignored, so that they do not block the others.
async fn fetch(transport: &Transport) -> Result<HashMap<String, DecodingKey>, LineError> {
    let call = Call::get("/oauth2/v2.1/certs", &[]);
    let listed: KeySet = transport.request(&call, None).await?.read()?;
    let jwks = listed.keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
    let key = |jwk: Jwk| Some((jwk.common.key_id.clone()?, DecodingKey::from_jwk(&jwk).ok()?));
    Ok(jwks.filter_map(key).collect())
}

/// Verifies the signature only; the library would compare times with the system's clock.
fn claims(token: &str, key: &DecodingKey) -> Result<Claims, IdTokenRefused> {
    let mut signature_only = Validation::new(Algorithm::ES256);
    signature_only.required_spec_claims.clear();
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    let token =
        decode::<Claims>(token, key, &signature_only).map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => IdTokenRefused::Signature,
            _ => IdTokenRefused::Malformed,
        })?;
    Ok(token.claims)
}

#[cfg(test)]
mod tests;
