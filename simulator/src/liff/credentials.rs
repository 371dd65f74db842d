//! What LINE tells a page about a person: signed tokens.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{ISSUER, SCOPE};
use crate::config::LiffApp;
use crate::simulator::Simulator;
use crate::state::Person;

/// R/liff/#get-id-token: an ID token is valid for one hour.
const ID_TOKEN_LIVES_SECONDS: i64 = 3600;

/// `None` if signing fails.
pub(crate) fn id_token(
    simulator: &Simulator,
    person: &Person,
    now: DateTime<Utc>,
) -> Option<String> {
    let issued = now.timestamp();
    simulator.key().sign(&json!({
        "iss": ISSUER,
        "sub": person.user_id,
        "aud": simulator.config().login.id,
        "exp": issued + ID_TOKEN_LIVES_SECONDS,
        "iat": issued,
        "amr": ["linesso"],
        "name": person.name,
    }))
}

/// What the SDK knows of its surroundings; outside LINE and before a login of nobody.
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
        "exp": issued + ID_TOKEN_LIVES_SECONDS,
        "iat": issued,
    });
    if let Some(user_id) = user_id {
        context["userId"] = Value::from(user_id);
    }
    simulator.key().sign(&context)
}
