//! What every answer tells the browser: what may run, who may frame it, what may be kept.

use axum::{
    extract::{Request, State},
    http::{
        HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::Response,
};

use super::{App, LinePages, Site};

/// Nothing of the phone is needed: no camera, no place, no payment.
const PERMISSIONS: &str =
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()";

pub(super) async fn protect(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(&app.site)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("permissions-policy", HeaderValue::from_static(PERMISSIONS));
    // No other site embeds what we answer.
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    if matches!(app.site.line, LinePages::Liff { .. }) {
        // For browsers that do not know `frame-ancestors`.
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if app.site.https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// Scripts, styles and requests of our own only; LINE's API where the LIFF SDK speaks to it; no
/// frame around us but the simulator's phone in the demo.
fn content_security_policy(site: &Site) -> String {
    let (connect, frame) = match &site.line {
        LinePages::Liff { .. } => ("https://api.line.me", "'none'"),
        LinePages::Simulator { url, .. } => ("", url.as_str()),
    };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self' {connect}; form-action 'self'; base-uri 'none'; \
         frame-ancestors {frame}; require-trusted-types-for 'script'"
    )
}
