//! Sealing keys: 32 random bytes each with a number, the newest first.

use std::{collections::HashSet, fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;

const LENGTH: usize = 32;
/// A key with fewer different bytes was typed or is a placeholder.
const MIN_DISTINCT_BYTES: usize = 16;

/// A key and the number that values sealed with it carry.
pub struct Key {
    id: u8,
    secret: SecretBox<[u8; LENGTH]>,
}

/// Why keys cannot be used, without their content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("a key has the form of a number from 0 to 255, a colon, and 32 bytes in base64")]
    Unreadable,
    #[error("two keys have the number {0}")]
    NumberTwice(u8),
    #[error("a key must be 32 random bytes: create one with `openssl rand -base64 32`")]
    Weak,
}

impl Key {
    pub fn new(id: u8, bytes: [u8; LENGTH]) -> Self {
        Self { id, secret: SecretBox::new(Box::new(bytes)) }
    }

    pub(super) fn id(&self) -> u8 {
        self.id
    }

    /// Derives the key for one purpose. One block of HMAC-SHA256 is HKDF's expansion to 32 bytes
    /// for a key that is already uniformly random.
    pub(super) fn sub_key(&self, label: &str) -> [u8; LENGTH] {
        hmac(self.secret.expose_secret(), label.as_bytes())
    }
}

/// Reads a number, a colon and 32 bytes in base64, the form in the settings.
impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (id, bytes) = text.trim().split_once(':').ok_or(KeyError::Unreadable)?;
        let id = id.parse().map_err(|_| KeyError::Unreadable)?;
        let bytes = STANDARD.decode(bytes).map_err(|_| KeyError::Unreadable)?;
        let bytes: [u8; LENGTH] = bytes.try_into().map_err(|_| KeyError::Unreadable)?;
        // Random keys have about 30, and fewer than this once in 10^18 keys.
        if bytes.iter().collect::<HashSet<_>>().len() < MIN_DISTINCT_BYTES {
            return Err(KeyError::Weak);
        }
        Ok(Self::new(id, bytes))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.id).finish()
    }
}

/// All keys in use. The newest seals, each opens what it sealed, and rows are found by the hashes
/// of any of them. To rotate, put a new key in front and call
/// [`Store::reseal`](crate::storage::Store::reseal). Until that has finished, rings without the
/// older keys are refused.
pub struct KeyRing(Vec<Key>);

impl KeyRing {
    /// Creates a ring. `older` is in the order of age, the oldest last.
    pub fn new(newest: Key, older: Vec<Key>) -> Result<Self, KeyError> {
        let mut keys = vec![newest];
        for key in older {
            if keys.iter().any(|known| known.id == key.id) {
                return Err(KeyError::NumberTwice(key.id));
            }
            keys.push(key);
        }
        Ok(Self(keys))
    }

    pub(super) fn newest(&self) -> &Key {
        &self.0[0]
    }

    pub(super) fn oldest(&self) -> &Key {
        &self.0[self.0.len() - 1]
    }

    /// Returns the keys, the newest first.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }

    pub(super) fn by_id(&self, id: u8) -> Option<&Key> {
        self.0.iter().find(|key| key.id == id)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyRing").field(&self.0).finish()
    }
}

pub(super) fn hmac(key: &[u8; LENGTH], message: &[u8]) -> [u8; LENGTH] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC accepts keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_the_settings() {
        let bytes: Vec<u8> = (0..32).collect();
        let text = format!(" 3:{}\n", STANDARD.encode(bytes));
        assert_eq!(text.parse::<Key>().unwrap().id(), 3);
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_repeated() {
        let short = format!("1:{}", STANDARD.encode([9; 31]));
        for text in ["", "1:", "abc", "256:AAAA", "1:not base64", short.as_str()] {
            let refused = text.parse::<Key>().unwrap_err();
            assert_eq!(refused, KeyError::Unreadable, "{text}");
        }
    }

    #[test]
    fn placeholder_is_refused_as_weak() {
        for bytes in [[0; LENGTH], [9; LENGTH], *b"0123456789abcde0123456789abcde01"] {
            let text = format!("1:{}", STANDARD.encode(bytes));
            assert_eq!(text.parse::<Key>().unwrap_err(), KeyError::Weak);
        }
    }

    #[test]
    fn two_keys_of_one_number_are_refused() {
        let twice = KeyRing::new(Key::new(1, [1; 32]), vec![Key::new(1, [2; 32])]);
        assert_eq!(twice.unwrap_err(), KeyError::NumberTwice(1));
    }

    #[test]
    fn debug_shows_the_number_only() {
        assert_eq!(format!("{:?}", Key::new(5, [42; 32])), "Key(5)");
    }
}
