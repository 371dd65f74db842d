//! Authorization codes of LINE Login (R/line-login/#issue-access-token; RFC 7636).

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;

/// D/line-login/integrate-line-login/: a code serves for ten minutes, and once.
const SERVES: TimeDelta = TimeDelta::minutes(10);

#[derive(Debug, Default)]
pub(crate) struct Codes(HashMap<String, (Grant, DateTime<Utc>)>);

/// What a person allowed, until the page fetches it.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) user_id: String,
    pub(crate) redirect_uri: String,
    /// base64url of the SHA-256 of the verifier that only the page knows.
    pub(crate) challenge: String,
}

impl Codes {
    pub(crate) fn issue(&mut self, grant: Grant, now: DateTime<Utc>) -> String {
        self.0.retain(|_, (_, until)| now < *until);
        let code = ids::opaque_token();
        self.0.insert(code.clone(), (grant, now + SERVES));
        code
    }

    /// Whoever comes first with a code has spent it, with the right verifier or not.
    pub(crate) fn spend(&mut self, code: &str, now: DateTime<Utc>) -> Option<Grant> {
        let (grant, until) = self.0.remove(code)?;
        (now < until).then_some(grant)
    }
}

impl Grant {
    pub(crate) fn is_for(&self, redirect_uri: &str, verifier: &str) -> bool {
        let hashed = digest(&SHA256, verifier.as_bytes());
        self.redirect_uri == redirect_uri && self.challenge == URL_SAFE_NO_PAD.encode(hashed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_is_for_whoever_knows_the_verifier() {
        // RFC 7636, appendix B.
        let grant = Grant {
            user_id: ids::user_id(),
            redirect_uri: "http://127.0.0.1:8080/liff/".to_owned(),
            challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned(),
        };
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(grant.is_for("http://127.0.0.1:8080/liff/", verifier));
        assert!(!grant.is_for("http://127.0.0.1:8080/liff/", "another"));
        assert!(!grant.is_for("http://127.0.0.1:8080/", verifier));
    }
}
