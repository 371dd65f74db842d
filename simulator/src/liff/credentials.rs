//! Signed tokens that give a page a person's identity.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::keys::sign_with_secret;
use super::{ISSUER, SCOPE};
use crate::config::LiffApp;
use crate::simulator::Simulator;
use crate::state::Person;

/// The validity of an ID token: one hour (R/liff/#get-id-token).
const ID_TOKEN_TTL_SECONDS: i64 = 3600;

/// The recipient of an ID token, which decides the algorithm (D/line-login/verify-id-token/).
#[derive(Debug, Clone, Copy)]
pub(crate) enum IdToken<'a> {
    /// A LIFF page: ES256.
    Liff,
    /// A server that logs people in: HS256 with the channel secret, and the server's nonce.
    Web { nonce: Option<&'a str> },
}

/// Creates an ID token. `None` if signing fails.
pub(crate) fn id_token(
    simulator: &Simulator,
    person: &Person,
    kind: IdToken<'_>,
    now: DateTime<Utc>,
) -> Option<String> {
    let issued = now.timestamp();
    let mut claims = json!({
        "iss": ISSUER,
        "sub": person.user_id,
        "aud": simulator.config().login.id,
        "exp": issued + ID_TOKEN_TTL_SECONDS,
        "iat": issued,
        "amr": ["linesso"],
        "name": person.name,
    });
    match kind {
        IdToken::Liff => simulator.key().sign(&claims),
        IdToken::Web { nonce } => {
            if let Some(nonce) = nonce {
                claims["nonce"] = nonce.into();
            }
            sign_with_secret(&claims, &simulator.config().login.secret)
        }
    }
}

/// Creates the SDK's context token. Outside LINE and before a login it names no user. `None` if
/// signing fails.
pub(crate) fn context_token(
    simulator: &Simulator,
    app: &LiffApp,
    user_id: Option<&str>,
    now: DateTime<Utc>,
) -> Option<String> {
    let issued = now.timestamp();
    let mut context = json!({
        "type": if user_id.is_some() { "utou" } else { "external" },
        "liffId": app.id,
        "viewType": "full",
        "endpointUrl": app.endpoint,
        "permanentLinkPattern": "concat",
        "scope": SCOPE.split(' ').collect::<Vec<_>>(),
        "exp": issued + ID_TOKEN_TTL_SECONDS,
        "iat": issued,
    });
    if let Some(user_id) = user_id {
        context["userId"] = Value::from(user_id);
    }
    simulator.key().sign(&context)
}
