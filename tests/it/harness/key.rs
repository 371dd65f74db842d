//! The sealing keys of all tests, made of their number.

use base64::{Engine, engine::general_purpose::STANDARD};

/// The 32 bytes of a key: all different, as those of a real one nearly are.
pub(crate) fn key_bytes(number: u8) -> [u8; 32] {
    let mut next = number;
    std::array::from_fn(|_| {
        next = next.wrapping_add(1);
        next
    })
}

/// A key as settings hold it.
pub(crate) fn written_key(number: u8) -> String {
    format!("{number}:{}", STANDARD.encode(key_bytes(number)))
}
