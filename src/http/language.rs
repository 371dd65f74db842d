//! The language of whoever asks, from `Accept-Language`.

use axum::http::{HeaderMap, header::ACCEPT_LANGUAGE};

use crate::wording::Language;

/// The first language asked for that we speak; Japanese otherwise. The pages send what the
/// person chose on them.
pub(super) fn asked_for(headers: &HeaderMap) -> Language {
    let tags = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let first = tags.and_then(|tags| tags.split([',', ';']).next());
    let first = first.map(str::trim);
    first.and_then(Language::from_record).unwrap_or_else(|| Language::from_line(first))
}
