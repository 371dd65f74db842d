//! Authorization codes of LINE Login (R/line-login/#issue-access-token; RFC 7636).

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;

/// The validity of a code: ten minutes and a single use (D/line-login/integrate-line-login/).
const TTL: TimeDelta = TimeDelta::minutes(10);

#[derive(Debug, Default)]
pub(crate) struct Codes(HashMap<String, (Grant, DateTime<Utc>)>);

/// A person's authorization, until it is exchanged for tokens.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) user_id: String,
    pub(crate) redirect_uri: String,
    /// The base64url of the SHA-256 of the code verifier, which only the page knows.
    pub(crate) challenge: Option<String>,
    /// The nonce to include in the ID token.
    pub(crate) nonce: Option<String>,
    /// Whether a server with the channel secret requested it, rather than a LIFF page.
    pub(crate) web: bool,
}

impl Codes {
    pub(crate) fn issue(&mut self, grant: Grant, now: DateTime<Utc>) -> String {
        self.0.retain(|_, (_, until)| now < *until);
        let code = ids::opaque_token();
        self.0.insert(code.clone(), (grant, now + TTL));
        code
    }

    /// Uses up a code. The first request uses it up even with a wrong verifier.
    pub(crate) fn redeem(&mut self, code: &str, now: DateTime<Utc>) -> Option<Grant> {
        let (grant, until) = self.0.remove(code)?;
        (now < until).then_some(grant)
    }
}

impl Grant {
    /// Returns whether a request may exchange this grant. A grant with a challenge needs the
    /// verifier. Only a server may do without a challenge.
    pub(crate) fn permits(&self, redirect_uri: &str, verifier: Option<&str>) -> bool {
        let is_proven = match (&self.challenge, verifier) {
            (None, None) => self.web,
            (Some(challenge), Some(verifier)) => {
                *challenge == URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
            }
            _ => false,
        };
        is_proven && self.redirect_uri == redirect_uri
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grant_requires_the_verifier() {
        // RFC 7636, appendix B.
        let grant = Grant {
            user_id: ids::user_id(),
            redirect_uri: "http://127.0.0.1:8080/liff/".to_owned(),
            challenge: Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned()),
            nonce: None,
            web: false,
        };
        let verifier = Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert!(grant.permits("http://127.0.0.1:8080/liff/", verifier));
        assert!(!grant.permits("http://127.0.0.1:8080/liff/", Some("another")));
        assert!(!grant.permits("http://127.0.0.1:8080/", verifier));
        assert!(!grant.permits("http://127.0.0.1:8080/liff/", None));
    }
}
