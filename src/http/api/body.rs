//! Answers that many ask for in the same words: written and compressed once, until what they say
//! changes, and not sent again to whoever holds them already.

use std::{
    collections::HashMap,
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::Bytes,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{
            ACCEPT_ENCODING, AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG,
            IF_NONE_MATCH, VARY,
        },
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::NaiveDate;
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    reception::{Edition, Look},
    vaccination::{ids::VenueId, share::Share},
};

/// How many answers are kept. There are as many as venues and days that are asked for.
const MOST: usize = 4_096;

/// What is asked, and by whom: each share sees its own seats.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) share: Share,
    pub(super) about: About,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum About {
    Venues(Option<NaiveDate>),
    Calendar(NaiveDate, Option<VenueId>),
    Times(VenueId, NaiveDate),
}

/// The answers that were written last. Cheap to clone; clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Bodies(Arc<Mutex<HashMap<Question, Arc<Written>>>>);

/// An answer as it goes out.
#[derive(Debug)]
struct Written {
    edition: Edition,
    plain: Form,
    compressed: Form,
}

#[derive(Debug)]
struct Form {
    bytes: Bytes,
    etag: HeaderValue,
}

impl Bodies {
    /// Answers with what was written, where it still says the same; else with what `write` makes.
    pub(super) async fn answer<T: Serialize, E>(
        &self,
        question: Question,
        look: Look,
        headers: &HeaderMap,
        write: impl Future<Output = Result<T, E>>,
    ) -> Result<Response, E> {
        let written = match self.written(&question, look.edition) {
            Some(written) => written,
            None => self.keep(question, Written::new(look.edition, &write.await?)),
        };
        Ok(written.response(look, headers))
    }

    fn written(&self, question: &Question, edition: Edition) -> Option<Arc<Written>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(question).filter(|written| written.edition == edition).cloned()
    }

    fn keep(&self, question: Question, written: Written) -> Arc<Written> {
        let written = Arc::new(written);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            // Those that are asked for again will be written again.
            kept.clear();
        }
        kept.insert(question, written.clone());
        written
    }
}

impl Written {
    fn new<T: Serialize>(edition: Edition, answer: &T) -> Self {
        let plain = serde_json::to_vec(answer).expect("answers can be written as JSON");
        let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(&plain)[..12]);
        let compressed = compress(&plain);
        Self {
            edition,
            plain: Form::new(plain, &format!("\"{hash}\"")),
            compressed: Form::new(compressed, &format!("\"{hash}-gz\"")),
        }
    }

    fn response(&self, look: Look, headers: &HeaderMap) -> Response {
        let gzip = takes_gzip(headers);
        let Form { bytes, etag } = if gzip { &self.compressed } else { &self.plain };
        let about: [(HeaderName, HeaderValue); 4] = [
            (ETAG, etag.clone()),
            (AGE, look.age.num_seconds().max(0).into()),
            // Kept by whoever asked, and asked for again each time.
            (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
            (VARY, HeaderValue::from_static("accept-encoding, cookie")),
        ];
        if holds(headers, etag) {
            return (StatusCode::NOT_MODIFIED, about).into_response();
        }
        let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        let mut response = (kind, about, bytes.clone()).into_response();
        if gzip {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

impl Form {
    fn new(bytes: Vec<u8>, etag: &str) -> Self {
        let etag = HeaderValue::from_str(etag).expect("base64 can stand in a header");
        Self { bytes: bytes.into(), etag }
    }
}

fn compress(plain: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let written = gzip.write_all(plain).and_then(|()| gzip.finish());
    written.expect("memory takes what is written")
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').map(str::trim).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim() == "gzip" && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// Whether whoever asks holds this very answer.
fn holds(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let held = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = held.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.trim_start_matches("W/").as_bytes() == etag.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn gzip_goes_to_those_who_take_it() {
        for (accepts, takes) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, gzip;q=0.8", true),
            ("gzip;q=0", false),
            ("br", false),
            ("", false),
        ] {
            assert_eq!(takes_gzip(&headers(&[(ACCEPT_ENCODING, accepts)])), takes, "{accepts}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn whoever_holds_the_answer_is_known_by_its_tag() {
        let etag = HeaderValue::from_static("\"abc\"");
        for (held, is) in [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"xyz\", \"abc\"", true),
            ("*", true),
            ("\"abc-gz\"", false),
            ("abc", false),
        ] {
            assert_eq!(holds(&headers(&[(IF_NONE_MATCH, held)]), &etag), is, "{held}");
        }
    }
}
