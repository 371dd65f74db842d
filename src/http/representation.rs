//! Stored representations of one resource: content negotiation by `Accept-Encoding` (RFC 9110
//! §12.5.3), an entity tag for each of them (§8.8.3), and conditional requests (§13.1.2).

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    },
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// The initial capacity for an answer's headers: enough for all of them, so that the map never
/// grows.
const HEADERS: usize = 16;

/// A content coding that answers are stored in, ordered by size: the last gives the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Encoding {
    Gzip,
    Brotli,
}

impl Encoding {
    /// Returns the name in `Accept-Encoding` and `Content-Encoding`.
    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }
}

/// The bytes of a resource as they are sent. Every combination of encoding and content has its own
/// entity tag.
#[derive(Debug, Clone)]
pub(super) struct Representation {
    /// `None` for the content without encoding.
    encoding: Option<Encoding>,
    bytes: Bytes,
    etag: HeaderValue,
    /// The headers of the answer with the bytes (200); `headers_if_held` are those of 304.
    headers: HeaderMap,
    headers_if_held: HeaderMap,
}

impl Representation {
    fn new(content_type: &HeaderValue, encoding: Option<Encoding>, bytes: Bytes) -> Self {
        let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(&bytes)[..12]);
        let etag = format!("\"{hash}\"");
        let etag = HeaderValue::try_from(etag).expect("base64 is valid in a header");
        let mut headers = HeaderMap::with_capacity(HEADERS);
        headers.insert(ETAG, etag.clone());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        let headers_if_held = headers.clone();
        headers.insert(CONTENT_TYPE, content_type.clone());
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        Self { encoding, bytes, etag, headers, headers_if_held }
    }

    /// Returns whether the client has exactly these bytes: `If-None-Match` is `*` or contains this
    /// entity tag, compared weakly.
    ///
    /// Splitting at every comma is safe: a comma within a foreign tag leaves parts that do not both
    /// begin and end with a quotation mark, as our tags do.
    fn is_held(&self, request: &HeaderMap) -> bool {
        let mut tags = list(request, IF_NONE_MATCH);
        tags.any(|tag| {
            let opaque = tag.strip_prefix("W/").unwrap_or(tag);
            tag == "*" || opaque.as_bytes() == self.etag.as_bytes()
        })
    }
}

/// All stored representations of one resource.
#[derive(Debug, Clone)]
pub(super) struct Representations {
    content_type: HeaderValue,
    identity: Representation,
    encoded: Vec<Representation>,
}

impl Representations {
    pub(super) fn new(content_type: HeaderValue, identity: Bytes) -> Self {
        let identity = Representation::new(&content_type, None, identity);
        Self { content_type, identity, encoded: Vec::new() }
    }

    /// Adds the same content in another encoding.
    #[must_use]
    pub(super) fn with(mut self, encoding: Encoding, bytes: Bytes) -> Self {
        self.encoded.push(Representation::new(&self.content_type, Some(encoding), bytes));
        self
    }

    /// Adds headers to every answer.
    #[must_use]
    pub(super) fn with_headers(mut self, headers: &HeaderMap) -> Self {
        for representation in std::iter::once(&mut self.identity).chain(&mut self.encoded) {
            representation.headers.extend(headers.clone());
            representation.headers_if_held.extend(headers.clone());
        }
        self
    }

    /// Answers with the representation that the client prefers, or with 304 if the client has it.
    pub(super) fn respond(&self, request: &HeaderMap) -> Response {
        let representation = self.choose(request);
        let (mut response, headers) = if representation.is_held(request) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            (response, &representation.headers_if_held)
        } else {
            (Response::new(Body::from(representation.bytes.clone())), &representation.headers)
        };
        *response.headers_mut() = headers.clone();
        response
    }

    /// Returns the representation with the highest weight, the smallest of several. A client that
    /// accepts none of them gets the content without encoding, because 406 would be of no use
    /// (§12.4.1).
    fn choose(&self, request: &HeaderMap) -> &Representation {
        let weights = Weights::of(request);
        let identity = weights.identity.or(weights.other).unwrap_or_default();
        let acceptable = self.encoded.iter().filter_map(|representation| {
            let weight =
                representation.encoding.map_or(0, |encoding| weights.of_encoding(encoding));
            (weight > 0 && weight >= identity).then_some((weight, representation))
        });
        let best = acceptable.max_by_key(|(weight, other)| (*weight, other.encoding));
        best.map_or(&self.identity, |(_, representation)| representation)
    }
}

/// The weights of `Accept-Encoding` in thousandths; 0 refuses a coding.
#[derive(Debug, Default, PartialEq, Eq)]
struct Weights {
    gzip: Option<u16>,
    brotli: Option<u16>,
    identity: Option<u16>,
    /// The weight of each coding that is not listed (`*`).
    other: Option<u16>,
}

impl Weights {
    fn of(request: &HeaderMap) -> Self {
        let mut weights = Self::default();
        for listed in list(request, ACCEPT_ENCODING) {
            let (name, parameter) = listed.split_once(';').unwrap_or((listed, ""));
            let name = name.trim();
            let is = |known: &str| name.eq_ignore_ascii_case(known);
            let coding = if is("gzip") || is("x-gzip") {
                &mut weights.gzip
            } else if is("br") {
                &mut weights.brotli
            } else if is("identity") {
                &mut weights.identity
            } else if is("*") {
                &mut weights.other
            } else {
                continue;
            };
            *coding = Some(weight(parameter));
        }
        weights
    }

    fn of_encoding(&self, encoding: Encoding) -> u16 {
        let listed = match encoding {
            Encoding::Gzip => self.gzip,
            Encoding::Brotli => self.brotli,
        };
        listed.or(self.other).unwrap_or_default()
    }
}

/// Returns the elements of a list header that may be spread over several lines.
fn list(request: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = request.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

/// Reads `q=0.123` in thousandths. A coding without a weight has the full one; a coding with an
/// invalid weight is refused.
fn weight(parameter: &str) -> u16 {
    const FULL: u16 = 1_000;
    let parameter = parameter.trim();
    if parameter.is_empty() {
        return FULL;
    }
    let Some((_, digits)) =
        parameter.split_once('=').filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
    else {
        return 0;
    };
    let (whole, fraction) = digits.trim().split_once('.').unwrap_or((digits.trim(), ""));
    let is_fraction = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "1" if is_fraction => FULL,
        "0" if is_fraction => format!("{fraction:0<3}").parse().unwrap_or_default(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json() -> HeaderValue {
        HeaderValue::from_static("application/json")
    }

    #[test]
    fn weights_are_read_as_the_standard_says() {
        for (parameter, expected) in [
            ("", 1_000),
            ("q=1", 1_000),
            (" q=1.000 ", 1_000),
            ("Q=0.8", 800),
            (" q = 0.05", 50),
            ("q=0.001", 1),
            ("q=0", 0),
            ("q=0.", 0),
            ("q=0.0001", 0),
            ("q=2", 0),
            ("q=-1", 0),
            ("q=x", 0),
            ("level=9", 0),
        ] {
            assert_eq!(weight(parameter), expected, "{parameter:?}");
        }
    }

    #[test]
    fn entity_tags_are_compared_weakly_and_whole() {
        let representation = Representation::new(&json(), None, Bytes::from_static(b"plain"));
        let tag = representation.etag.to_str().unwrap();
        for (held, expected) in [
            (tag.to_owned(), true),
            (format!("W/{tag}"), true),
            (format!("\"other\", {tag}"), true),
            (format!("\"a, b\",\t{tag}"), true),
            ("*".to_owned(), true),
            (String::new(), false),
            (tag.trim_matches('"').to_owned(), false),
            (format!("w/{tag}"), false),
            (format!("W/W/{tag}"), false),
            ("\"*\"".to_owned(), false),
        ] {
            let mut request = HeaderMap::new();
            request.insert(IF_NONE_MATCH, HeaderValue::try_from(&held).unwrap());
            assert_eq!(representation.is_held(&request), expected, "{held}");
        }
    }

    #[test]
    fn representations_differ_in_their_entity_tags() {
        let all = Representations::new(json(), Bytes::from_static(b"plain"))
            .with(Encoding::Gzip, Bytes::from_static(b"gzip"))
            .with(Encoding::Brotli, Bytes::from_static(b"brotli"));
        let tags = [&all.identity, &all.encoded[0], &all.encoded[1]].map(|one| one.etag.clone());
        assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2], "{tags:?}");
        let mut request = HeaderMap::new();
        request.append(ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0.5"));
        request.append(ACCEPT_ENCODING, HeaderValue::from_static("br;q=0.4"));
        let response = all.respond(&request);
        assert_eq!(response.headers()[ETAG], tags[1], "several lines of a header are one list");
    }
}
