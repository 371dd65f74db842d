//! Searches for secrets in every form in which they may be written.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use base64::{Engine, engine::general_purpose::STANDARD};
use encoding_rs::SHIFT_JIS;
use sha2::{Digest, Sha256};

/// Shorter needles would be found by chance in sealed data.
const FEWEST: usize = 6;

/// The needles, each with a name for the failure message.
pub(super) struct Needles {
    names: Vec<String>,
    all: AhoCorasick,
}

impl Needles {
    pub(super) fn of(secrets: impl IntoIterator<Item = String>) -> Self {
        let ways = secrets.into_iter().flat_map(|secret| ways_to_write(&secret));
        let (names, needles): (Vec<_>, Vec<_>) =
            ways.filter(|(_, bytes)| bytes.len() >= FEWEST).unzip();
        let all = AhoCorasick::builder().ascii_case_insensitive(true).build(needles).unwrap();
        Self { names, all }
    }

    /// Returns the names of the needles that are in `hay`, ignoring case.
    pub(super) fn found_in(&self, hay: &[u8]) -> Vec<String> {
        let found: BTreeSet<_> = self.all.find_iter(hay).map(|found| found.pattern()).collect();
        found.into_iter().map(|it| self.names[it.as_usize()].clone()).collect()
    }
}

fn ways_to_write(secret: &str) -> Vec<(String, Vec<u8>)> {
    let mut ways = Vec::new();
    let mut add = |how: &str, bytes: Vec<u8>| ways.push((format!("{secret} {how}"), bytes));
    add("as it is", secret.into());
    add("in Shift_JIS", SHIFT_JIS.encode(secret).0.into_owned());
    add("in UTF-16LE", secret.encode_utf16().flat_map(u16::to_le_bytes).collect());
    add("in UTF-16BE", secret.encode_utf16().flat_map(u16::to_be_bytes).collect());
    add("in hexadecimal", hex(secret.as_bytes()));
    add("escaped for JSON", escaped(secret));
    add("encoded for a URL", percent(secret));
    // Base64 of a secret differs with its offset modulo three.
    for (shift, drop) in [(0, 0), (1, 2), (2, 3)] {
        let mut shifted = vec![b' '; shift];
        shifted.extend(secret.as_bytes());
        let whole = shifted.len() / 3 * 4;
        let written = STANDARD.encode(&shifted);
        add("in base64", written[drop..whole].into());
    }
    let hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
    add("as a plain hash", hash.to_vec());
    add("as a plain hash in hexadecimal", hex(&hash));
    ways
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    let digit = |half: u8| b"0123456789abcdef"[usize::from(half)];
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn escaped(text: &str) -> Vec<u8> {
    let escape = |unit: u16| match u8::try_from(unit) {
        Ok(ascii) if ascii.is_ascii() => char::from(ascii).to_string(),
        _ => format!("\\u{unit:04x}"),
    };
    text.encode_utf16().map(escape).collect::<String>().into_bytes()
}

fn percent(text: &str) -> Vec<u8> {
    let encode = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' => char::from(byte).into(),
        _ => format!("%{byte:02x}"),
    };
    text.bytes().map(encode).collect::<String>().into_bytes()
}

#[test]
fn a_secret_is_found_however_it_is_written() {
    let needles = Needles::of(["潮風 花子".to_owned(), "0123456789".to_owned()]);
    for hay in [
        "name=潮風 花子".as_bytes().to_vec(),
        SHIFT_JIS.encode("氏名,潮風 花子").0.into_owned(),
        "x潮風 花子".encode_utf16().flat_map(u16::to_le_bytes).collect(),
        STANDARD.encode("{\"name\":\"潮風 花子\"}").into_bytes(),
        STANDARD.encode("..潮風 花子..").into_bytes(),
        STANDARD.encode(".潮風 花子..").into_bytes(),
        b"/q=%E6%BD%AE%E9%A2%A8%20%E8%8A%B1%E5%AD%90".to_vec(),
        br#"{"name":"\u6F6E\u98a8 \u82b1\u5b50"}"#.to_vec(),
        b"key 0123456789 seen".to_vec(),
        b"\\x30313233343536373839".to_vec(),
        b"84D89877F0D4041EFB6BF91A16F0248F2FD573E6AF05C19F96BEDB9F882F7882".to_vec(),
    ] {
        assert!(!needles.found_in(&hay).is_empty(), "{}", String::from_utf8_lossy(&hay));
    }
    assert!(needles.found_in("潮風 太郎 0123456780".as_bytes()).is_empty());
}
