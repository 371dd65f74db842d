//! LIFF: opening an app as inside LINE, and the consent page for ordinary browsers.

mod consent;
mod consent_page;
mod credentials;
mod keys;
mod launch;

use axum::Router;
use axum::routing::{get, post};
use url::Url;

pub(crate) use credentials::{IdToken, context_token, id_token};
pub(crate) use keys::SigningKey;
pub(crate) use launch::{Launch, launch};

use crate::acts::ActError;
use crate::config::LiffApp;
use crate::server::StartError;
use crate::simulator::Simulator;

/// The issuer of ID tokens (D/line-login/verify-id-token/).
pub(crate) const ISSUER: &str = "https://access.line.me";
/// The scopes that simulated people grant.
pub(crate) const SCOPE: &str = "openid profile chat_message.write";

pub(crate) fn router() -> Router<Simulator> {
    Router::new()
        .route("/liff/v1/authorize", get(consent::authorize))
        .route("/oauth2/v2.1/authorize", get(consent::authorize_web))
        .route("/liff/v1/consent", post(consent::submit))
        .route("/liff/v1/consent.css", get(consent_page::stylesheet))
        .route("/liff/{liff_id}", get(consent::open))
        .route("/liff/{liff_id}/", get(consent::open))
        .route("/liff/{liff_id}/{*path}", get(consent::open))
}

/// Checks that every app has an address that a browser can open.
pub(crate) fn check_endpoints(apps: &[LiffApp]) -> Result<(), StartError> {
    for app in apps {
        let usable = Url::parse(&app.endpoint)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.fragment().is_none());
        if !usable {
            return Err(StartError::LiffEndpoint { id: app.id.clone() });
        }
    }
    Ok(())
}

/// Returns the app with this ID, or the first one if none is given.
pub(crate) fn find_app<'s>(
    simulator: &'s Simulator,
    id: Option<&str>,
) -> Result<&'s LiffApp, ActError> {
    simulator
        .config()
        .liff
        .iter()
        .find(|app| id.is_none_or(|id| app.id == id))
        .ok_or(ActError::UnknownLiffApp)
}

/// Returns whether `url` is the app's endpoint or below it. LINE requires this of `redirectUri`
/// (R/liff/#login).
fn is_within(app: &LiffApp, url: &Url) -> bool {
    let Ok(endpoint) = Url::parse(&app.endpoint) else {
        return false;
    };
    let root = endpoint.path().trim_end_matches('/');
    let below =
        url.path().strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    url.origin() == endpoint.origin()
        && url.username().is_empty()
        && url.password().is_none()
        && below
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_at_or_below_the_endpoint_are_within_an_app() {
        let app = LiffApp::new("1600000002-abcdefgh", "http://127.0.0.1:8080/liff");
        let within = |url: &str| is_within(&app, &url.parse().unwrap());
        assert!(within("http://127.0.0.1:8080/liff"));
        assert!(within("http://127.0.0.1:8080/liff/mypage?a=b"));
        assert!(!within("http://127.0.0.1:8080/liffetyo"));
        assert!(!within("http://127.0.0.1:8080/liff/../api"));
        assert!(!within("http://127.0.0.1:8081/liff/"));
        assert!(!within("http://127.0.0.1:8080@example.com/liff/"));
        assert!(!within("http://somebody@127.0.0.1:8080/liff/"));
    }
}
