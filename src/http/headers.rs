//! Security headers of every answer: what may run, which site may frame it, what may be cached.

use std::sync::Arc;

use axum::{
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    response::Response,
};

use super::{LinePages, Site};

/// The `Permissions-Policy` of every answer. The pages need no feature of the phone: no camera, no
/// location, no payment.
const PERMISSIONS: &str =
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()";

/// The policy of the worker that derives keys for the robot check: it compiles WebAssembly that is
/// embedded in it, and may do nothing else. Safari before 16 supports only the broader
/// `unsafe-eval`, not `wasm-unsafe-eval`.
const DERIVING_WORKER_POLICY: &str = "default-src 'none'; script-src 'wasm-unsafe-eval' \
     'unsafe-eval'; require-trusted-types-for 'script'";

/// Response extension that marks the file of the robot check's worker, which gets its own policy.
#[derive(Debug, Clone, Copy)]
pub(super) struct DerivingWorker;

impl DerivingWorker {
    /// Returns the header that replaces the pages' policy.
    pub(super) fn policy() -> (HeaderName, HeaderValue) {
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(DERIVING_WORKER_POLICY))
    }
}

/// The security headers of every answer. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Always(Arc<[(HeaderName, HeaderValue)]>);

impl Always {
    pub(super) fn of(site: &Site) -> Self {
        let policy = content_security_policy(site);
        let policy = HeaderValue::from_str(&policy)
            .expect("the addresses of the settings are valid in a header");
        let mut headers = vec![
            (CONTENT_SECURITY_POLICY, policy),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
            // No other site may embed our answers.
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("same-origin"),
            ),
        ];
        if matches!(site.line, LinePages::Liff { .. }) {
            // For browsers that do not support `frame-ancestors`.
            headers.push((X_FRAME_OPTIONS, HeaderValue::from_static("DENY")));
        }
        if site.https {
            let a_year = HeaderValue::from_static("max-age=31536000");
            headers.push((STRICT_TRANSPORT_SECURITY, a_year));
        }
        Self(headers.into())
    }

    pub(super) fn headers(&self) -> HeaderMap {
        self.0.iter().cloned().collect()
    }

    pub(super) fn said_by(&self, mut response: Response) -> Response {
        let is_worker = response.extensions().get::<DerivingWorker>().is_some();
        let headers = response.headers_mut();
        headers.reserve(self.0.len() + 1);
        headers.extend(self.0.iter().cloned());
        if is_worker {
            let (name, policy) = DerivingWorker::policy();
            headers.insert(name, policy);
        }
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        response
    }
}

/// Builds the policy of the pages. Scripts, styles and requests are limited to our own origin, plus
/// LINE's API for the LIFF SDK. Only the simulator's phone in the demo may frame the pages. Two
/// Trusted Types policies are allowed, both for the robot check's widget: our default one and the
/// widget's own.
fn content_security_policy(site: &Site) -> String {
    let (connect, frame) = match &site.line {
        LinePages::Liff { .. } => ("https://api.line.me", "'none'"),
        LinePages::Simulator { url, .. } => ("", url.as_str()),
    };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self' {connect}; form-action 'self'; base-uri 'none'; \
         frame-ancestors {frame}; require-trusted-types-for 'script'; \
         trusted-types default svelte-trusted-html"
    )
}
