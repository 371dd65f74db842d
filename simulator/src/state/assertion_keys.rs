//! Public keys registered by channels. An assertion signed with the private half gets tokens
//! (D/messaging-api/generate-json-web-token/).

use std::collections::HashMap;

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

use super::ChannelKind;
use crate::ids;

/// Keys by the key ID that LINE's console would show.
#[derive(Default)]
pub(crate) struct AssertionKeys(HashMap<String, (ChannelKind, DecodingKey)>);

/// The reason why a key is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    #[error("it is no JSON Web Key")]
    Unreadable,
    #[error("it is no RSA key")]
    NotRsa,
    #[error("a key must not bring a `kid`: LINE gives it one")]
    HasKeyId,
    #[error("it says for what it may be used, and that is not signatures by RS256")]
    OtherUse,
}

impl AssertionKeys {
    /// Registers a public key and returns its key ID.
    pub(crate) fn register(
        &mut self,
        channel: ChannelKind,
        jwk: &Value,
    ) -> Result<String, KeyRefused> {
        if !jwk["kid"].is_null() {
            return Err(KeyRefused::HasKeyId);
        }
        if jwk["alg"] != "RS256" || jwk["use"] != "sig" {
            return Err(KeyRefused::OtherUse);
        }
        let key: Jwk = serde_json::from_value(jwk.clone()).map_err(|_| KeyRefused::Unreadable)?;
        if !matches!(key.algorithm, AlgorithmParameters::RSA(_)) {
            return Err(KeyRefused::NotRsa);
        }
        let key = DecodingKey::from_jwk(&key).map_err(|_| KeyRefused::Unreadable)?;
        let id = ids::key_id();
        self.0.insert(id.clone(), (channel, key));
        Ok(id)
    }

    /// Verifies the signature of an assertion, and returns the channel and the claims. The caller
    /// checks times and audience.
    pub(crate) fn read(&self, assertion: &str) -> Option<(ChannelKind, Value)> {
        let header = jsonwebtoken::decode_header(assertion).ok()?;
        let (channel, key) = self.0.get(&header.kid?)?;
        let mut signature_only = Validation::new(Algorithm::RS256);
        signature_only.validate_exp = false;
        signature_only.validate_aud = false;
        signature_only.required_spec_claims.clear();
        let read = jsonwebtoken::decode::<Value>(assertion, key, &signature_only).ok()?;
        Some((*channel, read.claims))
    }
}

impl std::fmt::Debug for AssertionKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
