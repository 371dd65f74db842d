//! Verifies that a webhook comes from LINE: its header `x-line-signature` is the base64 of the
//! HMAC-SHA256 of the raw body under the channel secret (LINE, "Verify webhook signature").
//!
//! `line-bot-sdk-rust` 3.0.0 can verify, too. But it takes the body as `&str`, so the raw bytes
//! would have to be UTF-8 before they are trusted, supports only one secret, and accepts an empty
//! one.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The valid channel secrets: one, or the old and the new one during a change.
#[derive(Clone)]
pub struct ChannelSecrets(Vec<Hmac<Sha256>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSecret {
    #[error("no channel secret is given")]
    None,
    #[error("a channel secret is empty, so that anyone could sign with it")]
    Empty,
}

/// The body does not come from LINE and must not be processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match the body")]
pub struct BadSignature;

impl ChannelSecrets {
    /// Creates it from one secret or several. Whitespace around a secret, as files contain it, is
    /// removed.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Result<Self, NoSecret> {
        let keys = secrets.into_iter().map(keyed).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(NoSecret::None) } else { Ok(Self(keys)) }
    }

    /// Verifies `signature`, the header's value, for `body`, the raw bytes. Compares in constant
    /// time.
    pub fn verify(&self, body: &[u8], signature: &str) -> Result<(), BadSignature> {
        let signature = STANDARD.decode(signature).map_err(|_| BadSignature)?;
        let signed_with = |key: &Hmac<Sha256>| {
            let mut mac = key.clone();
            mac.update(body);
            mac.verify_slice(&signature).is_ok()
        };
        if self.0.iter().any(signed_with) { Ok(()) } else { Err(BadSignature) }
    }
}

fn keyed(secret: &SecretString) -> Result<Hmac<Sha256>, NoSecret> {
    let secret = secret.expose_secret().trim();
    if secret.is_empty() {
        return Err(NoSecret::Empty);
    }
    Hmac::new_from_slice(secret.as_bytes()).map_err(|_| NoSecret::Empty)
}

impl fmt::Debug for ChannelSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChannelSecrets({} secrets)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// LINE's own test vector ("Verify webhook signature").
    const SECRET: &str = "8c570fa6dd201bb328f1c1eac23a96d8";
    const BODY: &[u8] = br#"{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"#;
    const SIGNATURE: &str = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=";

    fn secrets(texts: &[&str]) -> Result<ChannelSecrets, NoSecret> {
        let texts: Vec<SecretString> = texts.iter().map(|text| (*text).into()).collect();
        ChannelSecrets::new(&texts)
    }

    #[test]
    fn lines_own_example_is_accepted() {
        assert_eq!(secrets(&[SECRET]).unwrap().verify(BODY, SIGNATURE), Ok(()));
    }

    #[test]
    fn while_secrets_change_both_are_accepted() {
        let both = secrets(&["0123456789abcdef0123456789abcdef", SECRET]).unwrap();
        assert_eq!(both.verify(BODY, SIGNATURE), Ok(()));
    }

    #[test]
    fn another_body_secret_or_signature_is_refused() {
        let known = secrets(&[SECRET]).unwrap();
        assert_eq!(known.verify(&BODY[1..], SIGNATURE), Err(BadSignature));
        assert_eq!(known.verify(b"", SIGNATURE), Err(BadSignature));
        let other = secrets(&["0123456789abcdef0123456789abcdef"]).unwrap();
        assert_eq!(other.verify(BODY, SIGNATURE), Err(BadSignature));
        for signature in
            ["", "あ", "not base64", "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fM", &SIGNATURE[4..]]
        {
            assert_eq!(known.verify(BODY, signature), Err(BadSignature), "{signature}");
        }
    }

    #[test]
    fn a_body_that_is_not_utf_8_is_refused_without_a_fuss() {
        assert_eq!(secrets(&[SECRET]).unwrap().verify(&[0xFF, 0xFE], SIGNATURE), Err(BadSignature));
    }

    #[test]
    fn an_empty_secret_never_starts() {
        assert_eq!(secrets(&[]).unwrap_err(), NoSecret::None);
        for empty in ["", " ", "\n"] {
            assert_eq!(secrets(&[SECRET, empty]).unwrap_err(), NoSecret::Empty);
        }
    }

    #[test]
    fn a_line_end_behind_the_secret_does_no_harm_and_nothing_is_printed() {
        let known = secrets(&[&format!("{SECRET}\n")]).unwrap();
        assert_eq!(known.verify(BODY, SIGNATURE), Ok(()));
        assert_eq!(format!("{known:?}"), "ChannelSecrets(1 secrets)");
    }
}
