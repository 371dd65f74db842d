//! The sealing keys of all tests, derived from their number.

use base64::{Engine, engine::general_purpose::STANDARD};

/// Returns the 32 bytes of a key. All are different, as nearly in real keys.
pub(crate) fn key_bytes(number: u8) -> [u8; 32] {
    let mut next = number;
    std::array::from_fn(|_| {
        next = next.wrapping_add(1);
        next
    })
}

/// Returns a key as it is written in settings.
pub(crate) fn written_key(number: u8) -> String {
    format!("{number}:{}", STANDARD.encode(key_bytes(number)))
}
