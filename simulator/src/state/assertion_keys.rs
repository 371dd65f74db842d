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
pub enum KeyError {
    #[error("not a JSON Web Key")]
    Unreadable,
    #[error("not an RSA key")]
    NotRsa,
    #[error("`kid` must be absent, because LINE assigns it")]
    HasKeyId,
    #[error("`alg` must be RS256 and `use` must be sig")]
    OtherUse,
}

impl AssertionKeys {
    /// Registers a public key and returns its key ID.
    pub(crate) fn register(
        &mut self,
        channel: ChannelKind,
        jwk: &Value,
    ) -> Result<String, KeyError> {
        if !jwk["kid"].is_null() {
            return Err(KeyError::HasKeyId);
        }
        if jwk["alg"] != "RS256" || jwk["use"] != "sig" {
            return Err(KeyError::OtherUse);
        }
        let key: Jwk = serde_json::from_value(jwk.clone()).map_err(|_| KeyError::Unreadable)?;
        if !matches!(key.algorithm, AlgorithmParameters::RSA(_)) {
            return Err(KeyError::NotRsa);
        }
        let key = DecodingKey::from_jwk(&key).map_err(|_| KeyError::Unreadable)?;
        let id = ids::key_id();
        self.0.insert(id.clone(), (channel, key));
        Ok(id)
    }

    /// Verifies the signature of an assertion, and returns the channel and the claims. The caller
    /// checks times and audience.
    pub(crate) fn verify(&self, assertion: &str) -> Option<(ChannelKind, Value)> {
        let header = jsonwebtoken::decode_header(assertion).ok()?;
        let (channel, key) = self.0.get(&header.kid?)?;
        let mut signature_only = Validation::new(Algorithm::RS256);
        signature_only.validate_exp = false;
        signature_only.validate_aud = false;
        signature_only.required_spec_claims.clear();
        let decoded = jsonwebtoken::decode::<Value>(assertion, key, &signature_only).ok()?;
        Some((*channel, decoded.claims))
    }
}

impl std::fmt::Debug for AssertionKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
