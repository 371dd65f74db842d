//! The ES256 key that signs ID tokens, generated at every start.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};

use crate::ids;
use crate::server::StartError;

pub(crate) struct SigningKey {
    id: String,
    encoding_key: EncodingKey,
    decoding_key: DecodingKey,
    x: String,
    y: String,
}

impl SigningKey {
    pub(crate) fn generate() -> Result<Self, StartError> {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new())
            .map_err(|_| StartError::Key)?;
        let pair =
            EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref()).map_err(|_| StartError::Key)?;
        // An uncompressed point: 0x04, 32 bytes of x, 32 bytes of y.
        let point = pair.public_key().as_ref();
        let (Some(x), Some(y)) = (point.get(1..33), point.get(33..65)) else {
            return Err(StartError::Key);
        };
        Ok(Self {
            id: ids::opaque_token(),
            encoding_key: EncodingKey::from_ec_der(pkcs8.as_ref()),
            decoding_key: DecodingKey::from_ec_der(point),
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
        })
    }

    /// Returns the key set of `/oauth2/v2.1/certs`.
    pub(crate) fn jwks(&self) -> Value {
        json!({ "keys": [{
            "kty": "EC",
            "crv": "P-256",
            "use": "sig",
            "alg": "ES256",
            "kid": self.id,
            "x": self.x,
            "y": self.y,
        }]})
    }

    /// Signs claims. `None` if signing fails.
    pub(crate) fn sign(&self, claims: &Value) -> Option<String> {
        let header = Header { kid: Some(self.id.clone()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, claims, &self.encoding_key).ok()
    }

    /// Verifies a token that is signed by this key or with the channel secret, and returns its
    /// claims. The caller checks times by the simulator's clock.
    pub(crate) fn verify(&self, token: &str, secret: &str) -> Option<Value> {
        let by_secret = DecodingKey::from_secret(secret.as_bytes());
        verify_with(token, Algorithm::ES256, &self.decoding_key)
            .or_else(|| verify_with(token, Algorithm::HS256, &by_secret))
    }
}

/// Signs claims for a server that knows the channel secret. `None` if signing fails.
pub(super) fn sign_with_secret(claims: &Value, secret: &str) -> Option<String> {
    let header = Header::new(Algorithm::HS256);
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret.as_bytes())).ok()
}

fn verify_with(token: &str, algorithm: Algorithm, key: &DecodingKey) -> Option<Value> {
    let mut signature_only = Validation::new(algorithm);
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    signature_only.required_spec_claims.clear();
    jsonwebtoken::decode::<Value>(token, key, &signature_only).ok().map(|data| data.claims)
}
