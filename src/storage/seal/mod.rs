//! Sealing: personal data cannot be read from a stolen database, and cannot be changed in it
//! without being noticed.
//!
//! A sealed value is `format ‖ key id ‖ nonce ‖ ciphertext` (XChaCha20-Poly1305, a random nonce of
//! 24 bytes). Each column has its own sub-key and is authenticated with its own name, so that a
//! value moved to another column does not open. It is also bound to the key of its row, so that a
//! value moved to another row does not open either. A value that must be found again has a keyed
//! hash (HMAC-SHA256) in another column, again with a sub-key per purpose.

mod key;
mod purpose;
mod stream;

use std::{fmt, sync::Arc};

use chacha20poly1305::{
    AeadCore, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, OsRng, Payload},
};

pub use key::{Key, KeyError, KeyRing};
pub(super) use purpose::{Lookup, Secret};
pub(super) use stream::{Opening, Sealing};

use super::error::StorageError;

const FORMAT: u8 = 1;
const NONCE: usize = 24;
const HEAD: usize = 2;

/// Seals and opens with the keys of the ring. Cheap to clone.
#[derive(Clone)]
pub struct Sealer(Arc<KeyRing>);

impl Sealer {
    pub fn new(ring: KeyRing) -> Self {
        Self(Arc::new(ring))
    }

    /// Seals a value that is bound to no row, with the newest key.
    pub(super) fn seal(&self, secret: Secret, plain: &[u8]) -> Result<Vec<u8>, StorageError> {
        self.seal_bound(secret, plain, b"")
    }

    /// Seals a value with the newest key, to be opened only together with `bound`: the key of its
    /// row (see [`row_key`]), or other columns of it.
    pub(super) fn seal_bound(
        &self,
        secret: Secret,
        plain: &[u8],
        bound: &[u8],
    ) -> Result<Vec<u8>, StorageError> {
        let key = self.0.newest();
        let nonce = XChaCha20Poly1305::generate_nonce(&mut OsRng);
        let head = [FORMAT, key.id()];
        let aad = secret.authenticated(head, bound);
        let ciphertext = cipher(key, secret)
            .encrypt(&nonce, Payload { msg: plain, aad: &aad })
            .map_err(|_| StorageError::TooLarge)?;
        let mut sealed = Vec::with_capacity(HEAD + NONCE + ciphertext.len());
        sealed.extend_from_slice(&head);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }

    /// Opens what any key of the ring has sealed. `row` names the row in the error.
    pub(super) fn open(
        &self,
        secret: Secret,
        row: Option<i64>,
        sealed: &[u8],
    ) -> Result<Vec<u8>, StorageError> {
        self.open_bound(secret, row, sealed, b"")
    }

    /// Opens what was sealed together with `bound`.
    pub(super) fn open_bound(
        &self,
        secret: Secret,
        row: Option<i64>,
        sealed: &[u8],
        bound: &[u8],
    ) -> Result<Vec<u8>, StorageError> {
        self.try_open(secret, sealed, bound).ok_or_else(|| {
            let (table, column) = secret.place();
            StorageError::corrupt(table, column, row)
        })
    }

    fn try_open(&self, secret: Secret, sealed: &[u8], bound: &[u8]) -> Option<Vec<u8>> {
        let (head, rest) = sealed.split_first_chunk::<HEAD>()?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>()?;
        let [FORMAT, key_id] = *head else { return None };
        let aad = secret.authenticated(*head, bound);
        let payload = Payload { msg: ciphertext, aad: &aad };
        cipher(self.0.by_id(key_id)?, secret).decrypt(XNonce::from_slice(nonce), payload).ok()
    }

    /// Returns the keyed hash by which a value is found: made with the newest key if it lasts, and
    /// with the oldest if it expires within a day.
    pub(super) fn hash(&self, lookup: Lookup, value: &[u8]) -> Vec<u8> {
        let key = if lookup.lasts() { self.0.newest() } else { self.0.oldest() };
        hashed(key, lookup, value)
    }

    /// Returns the hashes under which a value may be stored while older keys are in use, that of
    /// the newest key first.
    pub(super) fn hashes(&self, lookup: Lookup, value: &[u8]) -> Vec<Vec<u8>> {
        self.0.keys().map(|key| hashed(key, lookup, value)).collect()
    }

    /// Returns the maker of history seals for a key number, or `None` if the ring lacks it.
    pub(super) fn chain(&self, number: u8) -> Option<Chain> {
        Some(Chain(self.0.by_id(number)?.sub_key("sesshu chain history")))
    }

    /// Returns the number of the key that seals.
    pub(super) fn newest(&self) -> u8 {
        self.0.newest().id()
    }

    /// Returns the numbers of all keys of the ring.
    pub(super) fn numbers(&self) -> Vec<u8> {
        self.0.keys().map(Key::id).collect()
    }
}

/// Returns the id of a row in the form to which its sealed values are bound.
pub(super) fn row_key(id: i64) -> [u8; 8] {
    id.to_be_bytes()
}

/// The key that makes history seals.
#[derive(Clone)]
pub(super) struct Chain([u8; 32]);

impl Chain {
    pub(super) fn seal(&self, text: &[u8]) -> Vec<u8> {
        key::hmac(&self.0, text).to_vec()
    }
}

fn hashed(key: &Key, lookup: Lookup, value: &[u8]) -> Vec<u8> {
    key::hmac(&key.sub_key(&lookup.label()), value).to_vec()
}

fn cipher(key: &Key, secret: Secret) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&key.sub_key(&secret.label()).into())
}

/// Shows the numbers of the keys only.
impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sealer").field(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: u8) -> Key {
        Key::new(id, [id; 32])
    }

    fn sealer(newest: u8, older: &[u8]) -> Sealer {
        let older = older.iter().map(|id| key(*id)).collect();
        Sealer::new(KeyRing::new(key(newest), older).unwrap())
    }

    #[test]
    fn what_was_sealed_opens_again_and_looks_different_each_time() {
        let sealer = sealer(1, &[]);
        let first = sealer.seal(Secret::Contact, b"secret").unwrap();
        let second = sealer.seal(Secret::Contact, b"secret").unwrap();
        assert_ne!(first, second);
        assert_eq!(sealer.try_open(Secret::Contact, &first, b"").unwrap(), b"secret");
        assert!(!first.windows(6).any(|part| part == b"secret"));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let sealer = sealer(1, &[]);
        let sealed = sealer.seal(Secret::Payload, b"hello").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(sealer.try_open(Secret::Payload, &changed, b""), None, "{at}");
        }
        for length in 0..sealed.len() {
            assert_eq!(sealer.try_open(Secret::Payload, &sealed[..length], b""), None);
        }
    }

    #[test]
    fn a_value_moved_to_another_column_does_not_open() {
        let sealer = sealer(1, &[]);
        let sealed = sealer.seal(Secret::CouponNumber, b"1234567890").unwrap();
        assert_eq!(sealer.try_open(Secret::BirthDate, &sealed, b""), None);
    }

    #[test]
    fn bound_value_opens_only_together_with_what_it_is_bound_to() {
        let sealer = sealer(1, &[]);
        let sealed = sealer.seal_bound(Secret::Signature, b"by", b"entry 1").unwrap();
        assert_eq!(sealer.try_open(Secret::Signature, &sealed, b"entry 1").unwrap(), b"by");
        for other in [b"entry 2".as_slice(), b""] {
            assert_eq!(sealer.try_open(Secret::Signature, &sealed, other), None);
        }
    }

    #[test]
    fn after_a_rotation_the_old_key_still_opens_and_the_new_one_seals() {
        let before = sealer(1, &[]);
        let after = sealer(2, &[1]);
        let old = before.seal(Secret::Talk, b"state").unwrap();
        assert_eq!(after.try_open(Secret::Talk, &old, b"").unwrap(), b"state");
        let new = after.seal(Secret::Talk, b"state").unwrap();
        assert_eq!(before.try_open(Secret::Talk, &new, b""), None);
        let known = before.hash(Lookup::Account, b"U1");
        assert_eq!(after.hashes(Lookup::Account, b"U1")[1], known);
        assert_ne!(after.hash(Lookup::Account, b"U1"), known);
        let session = before.hash(Lookup::SessionToken, b"token");
        assert_eq!(after.hash(Lookup::SessionToken, b"token"), session);
    }

    #[test]
    fn the_same_value_hashes_differently_for_each_purpose() {
        let sealer = sealer(1, &[]);
        let hashes = [Lookup::Account, Lookup::EventUser, Lookup::TalkUser]
            .map(|lookup| sealer.hash(lookup, b"U1"));
        assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2] && hashes[0] != hashes[2]);
    }

    #[test]
    fn debug_shows_which_keys_and_nothing_of_them() {
        let shown = format!("{:?}", sealer(7, &[3]));
        assert_eq!(shown, "Sealer(KeyRing([Key(7), Key(3)]))");
    }
}
