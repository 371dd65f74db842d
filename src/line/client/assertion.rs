//! Authenticates the channel with a key of our own, so that no secret is transmitted
//! (developers.line.biz, "Issue channel access token v2.1").
//!
//! LINE's guide creates the key pair as two JWKs. The public one is registered in the console,
//! which answers with the `kid`; the private one is read here.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::Unusable;

/// The lifetime of an assertion; LINE accepts up to half an hour.
const ASSERTION_LIVES: TimeDelta = TimeDelta::minutes(5);
/// The lifetime of a token. LINE keeps 30 tokens of a channel and then issues no more until one
/// expires; with one hour each, a service that is restarted every few minutes does not run out of
/// them.
const TOKEN_LIVES: TimeDelta = TimeDelta::hours(1);

/// The key that signs for a channel.
pub(super) struct AssertionKey {
    channel_id: String,
    kid: String,
    key: EncodingKey,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'static str,
    exp: i64,
    token_exp: i64,
}

/// An RSA private key as a JWK (RFC 7518, section 6.3.2).
#[derive(Deserialize)]
struct Jwk {
    n: String,
    e: String,
    d: String,
    p: String,
    q: String,
    dp: String,
    dq: String,
    qi: String,
}

impl AssertionKey {
    pub(super) fn new(
        channel_id: &str,
        kid: &str,
        private_jwk: &SecretString,
    ) -> Result<Self, Unusable> {
        let (channel_id, kid) = (channel_id.trim().to_owned(), kid.trim().to_owned());
        if channel_id.is_empty() || kid.is_empty() {
            return Err(Unusable("the channel's id or the key's id is empty"));
        }
        let jwk: Jwk = serde_json::from_str(private_jwk.expose_secret())
            .map_err(|_| Unusable("the assertion key is not a private RSA key as a JWK"))?;
        let der = jwk.to_der().ok_or(Unusable("the assertion key is not in base64url"))?;
        let key = Self { channel_id, kid, key: EncodingKey::from_rsa_der(&der) };
        let signs = key.assertion(DateTime::UNIX_EPOCH).is_some();
        signs.then_some(key).ok_or(Unusable("the assertion key cannot sign"))
    }

    /// Signs an assertion that the channel is ours, valid for one token.
    pub(super) fn assertion(&self, now: DateTime<Utc>) -> Option<String> {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::RS256) };
        let claims = Claims {
            iss: &self.channel_id,
            sub: &self.channel_id,
            aud: "https://api.line.me/",
            exp: (now + ASSERTION_LIVES).timestamp(),
            token_exp: TOKEN_LIVES.num_seconds(),
        };
        jsonwebtoken::encode(&header, &claims, &self.key).ok()
    }
}

impl fmt::Debug for AssertionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AssertionKey({})", self.kid)
    }
}

impl Jwk {
    /// Converts the key to PKCS#1 (RFC 8017, A.1.2), as the signer requires.
    fn to_der(&self) -> Option<Vec<u8>> {
        let Self { n, e, d, p, q, dp, dq, qi } = self;
        let mut numbers = integer(&[0]);
        for number in [n, e, d, p, q, dp, dq, qi] {
            numbers.extend(integer(&URL_SAFE_NO_PAD.decode(number).ok()?));
        }
        Some(tagged(0x30, &numbers))
    }
}

/// Encodes a positive integer in DER: without leading zeros, except one if the first bit is set.
fn integer(big_endian: &[u8]) -> Vec<u8> {
    let zeros = big_endian.iter().take_while(|byte| **byte == 0).count();
    let mut digits = big_endian[zeros..].to_vec();
    if digits.first().is_none_or(|first| first & 0x80 != 0) {
        digits.insert(0, 0);
    }
    tagged(0x02, &digits)
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut der = vec![tag];
    match length {
        [] => der.push(0),
        [short] if *short < 0x80 => der.push(*short),
        // A length has eight bytes at most.
        long => {
            der.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            der.extend(long);
        }
    }
    der.extend(content);
    der
}
