//! Opening a LIFF page: its address with the credentials in the fragment.

use serde::Serialize;
use url::Url;

use super::{IdToken, context_token, id_token, is_within};
use crate::acts::ActError;
use crate::config::LiffApp;
use crate::ids;
use crate::simulator::Simulator;

/// The address of a LIFF page with credentials.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Launch {
    pub(crate) url: String,
    pub(crate) id_token: String,
}

/// Opens `path` (with its query) of the app for a person, as inside LINE.
pub(crate) fn launch(
    simulator: &Simulator,
    user_id: &str,
    app: &LiffApp,
    path: &str,
) -> Result<Launch, ActError> {
    let page = page_url(app, path)?;
    launch_page(simulator, user_id, app, page, None)
}

/// Returns the address of `path` inside the app. A path must not lead out of the app.
pub(super) fn page_url(app: &LiffApp, path: &str) -> Result<Url, ActError> {
    let endpoint = app.endpoint.trim_end_matches('/');
    let separator = if path.is_empty() || path.starts_with(['/', '?', '#']) { "" } else { "/" };
    Url::parse(&format!("{endpoint}{separator}{path}"))
        .ok()
        .filter(|page| is_within(app, page))
        .ok_or(ActError::OutsideLiffApp)
}

/// Adds new credentials of the person to the page's address. `state` is returned to a page that
/// requested a login.
pub(super) fn launch_page(
    simulator: &Simulator,
    user_id: &str,
    app: &LiffApp,
    mut page: Url,
    state: Option<&str>,
) -> Result<Launch, ActError> {
    let now = simulator.now();
    let (id_token, access_token) = {
        let mut data = simulator.state();
        let person = data.people.find(user_id).ok_or(ActError::UnknownPerson)?;
        if person.has_left {
            return Err(ActError::Left);
        }
        let id_token = id_token(simulator, person, IdToken::Liff, now).ok_or(ActError::Unsigned)?;
        (id_token, data.tokens.issue_for_user(user_id, now))
    };
    let context_token =
        context_token(simulator, app, Some(user_id), now).ok_or(ActError::Unsigned)?;

    let mut fragment = url::form_urlencoded::Serializer::new(String::new());
    fragment
        .append_pair("id_token", &id_token)
        .append_pair("access_token", &access_token)
        .append_pair("client_id", &simulator.config().login.id)
        .append_pair("context_token", &context_token)
        .append_pair("feature_token", &ids::opaque_token());
    if let Some(state) = state {
        fragment.append_pair("state", state);
    }
    page.set_fragment(Some(&fragment.finish()));
    Ok(Launch { url: page.into(), id_token })
}
