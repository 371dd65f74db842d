//! The language of the caller, from `Accept-Language`.

use axum::http::{HeaderMap, header::ACCEPT_LANGUAGE};

use crate::wording::Language;

/// Returns the language of the first tag, Japanese if there is none. The pages send the language
/// that the person chose on them. Tags that are none of ours are mapped as LINE's language setting
/// is ([`Language::from_line`]).
pub(super) fn asked_for(headers: &HeaderMap) -> Language {
    let tags = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let first = tags.and_then(|tags| tags.split([',', ';']).next());
    let first = first.map(str::trim);
    first.and_then(Language::from_record).unwrap_or_else(|| Language::from_line(first))
}
