//! The consent page in an ordinary browser: the visitor picks a simulated person and allows or
//! cancels.

use axum::extract::{Form, OriginalUri, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use url::Url;

use super::consent_page::{self, Authorization, ConsentRequest};
use super::launch::{launch_page, page_url};
use super::{find_app, is_within};
use crate::config::LiffApp;
use crate::simulator::Simulator;
use crate::state::Grant;

const INVALID_CHALLENGE: &str = "response_type または code_challenge が正しくありません。";

/// Opens `https://liff.line.me/{liffId}/path?query` in an ordinary browser.
pub(super) async fn open(
    State(simulator): State<Simulator>,
    Path(parameters): Path<Vec<(String, String)>>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let id = parameters.first().map_or("", |(_, id)| id.as_str());
    let Ok(app) = find_app(&simulator, Some(id)) else {
        return consent_page::render_error(StatusCode::NOT_FOUND, "LIFFアプリが見つかりません。");
    };
    // The path as it was sent, still percent-encoded.
    let rest = uri.path().strip_prefix("/liff/").and_then(|path| path.strip_prefix(id));
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let Ok(page) = page_url(app, &format!("{}{query}", rest.unwrap_or_default())) else {
        return consent_page::render_error(StatusCode::BAD_REQUEST, "このページは開けません。");
    };
    let request =
        ConsentRequest { app, page, state: None, authorization: Authorization::default() };
    consent_page::render(&simulator, &request)
}

#[derive(Debug, Deserialize)]
pub(super) struct AuthorizeQuery {
    /// The LIFF app, by the parameter that LIFF's SDK uses.
    app_id: Option<String>,
    /// The ID of the login channel or of the LIFF app.
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    redirect_uri: String,
    state: Option<String>,
    response_type: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    nonce: Option<String>,
    scope: Option<String>,
}

impl AuthorizeQuery {
    /// Returns whether a server's request has every required parameter
    /// (R/line-login/#request-authorization), apart from the challenge.
    fn is_complete(&self) -> bool {
        let is_given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        self.response_type.as_deref() == Some("code")
            && is_given(&self.state)
            && is_given(&self.scope)
    }

    /// Returns the challenge of a page that requests a code. Without one, credentials are returned
    /// in the fragment.
    fn challenge(&self) -> Result<Option<&str>, ()> {
        match (self.response_type.as_deref(), self.code_challenge.as_deref()) {
            (None, None) => Ok(None),
            (Some("code"), Some(challenge))
                if self.code_challenge_method.as_deref() == Some("S256") =>
            {
                Ok(Some(challenge))
            }
            _ => Err(()),
        }
    }
}

/// Handles the login request of a page (R/liff/#login).
pub(super) async fn authorize(
    State(simulator): State<Simulator>,
    Query(query): Query<AuthorizeQuery>,
) -> Response {
    let Ok(page) = Url::parse(&query.redirect_uri) else {
        return consent_page::render_error(
            StatusCode::BAD_REQUEST,
            "redirect_uri が正しくありません。",
        );
    };
    let Ok(challenge) = query.challenge() else {
        return consent_page::render_error(StatusCode::BAD_REQUEST, INVALID_CHALLENGE);
    };
    let config = simulator.config();
    let client = query.app_id.as_ref().unwrap_or(&query.client_id);
    let app = config
        .liff
        .iter()
        .find(|app| (*client == config.login.id || *client == app.id) && is_within(app, &page));
    let Some(app) = app else {
        return consent_page::render_error(
            StatusCode::BAD_REQUEST,
            "client_id または redirect_uri が正しくありません。",
        );
    };
    let state = query.state.as_deref();
    let authorization = Authorization { challenge, login: true, ..Authorization::default() };
    consent_page::render(&simulator, &ConsentRequest { app, page, state, authorization })
}

/// Handles the login request of a server (R/line-login/#request-authorization). Allowed callback
/// addresses are the endpoints of the LIFF apps and addresses below them.
pub(super) async fn authorize_web(
    State(simulator): State<Simulator>,
    Query(query): Query<AuthorizeQuery>,
) -> Response {
    let config = simulator.config();
    let page = Url::parse(&query.redirect_uri).ok();
    let found = page.and_then(|page| {
        let app = config.liff.iter().find(|app| is_within(app, &page))?;
        (query.client_id == config.login.id && query.is_complete()).then_some((app, page))
    });
    let Some((app, page)) = found else {
        return consent_page::render_error(
            StatusCode::BAD_REQUEST,
            "client_id、redirect_uri、response_type、state または scope が正しくありません。",
        );
    };
    let with_challenge = query.code_challenge.is_some();
    if with_challenge && query.challenge().is_err() {
        return consent_page::render_error(StatusCode::BAD_REQUEST, INVALID_CHALLENGE);
    }
    let challenge = query.code_challenge.as_deref();
    let nonce = query.nonce.as_deref();
    let authorization = Authorization { challenge, nonce, web: true, login: true };
    let state = query.state.as_deref();
    consent_page::render(&simulator, &ConsentRequest { app, page, state, authorization })
}

/// The form that the consent page submits.
#[derive(Debug, Deserialize)]
pub(super) struct ConsentForm {
    liff_id: String,
    page: String,
    state: Option<String>,
    code_challenge: Option<String>,
    nonce: Option<String>,
    #[serde(default)]
    web: bool,
    #[serde(default)]
    login: bool,
    #[serde(default)]
    user_id: String,
    answer: String,
}

pub(super) async fn submit(
    State(simulator): State<Simulator>,
    Form(form): Form<ConsentForm>,
) -> Response {
    let found = find_app(&simulator, Some(&form.liff_id)).ok().and_then(|app| {
        let page = Url::parse(&form.page).ok()?;
        is_within(app, &page).then_some((app, page))
    });
    let Some((app, page)) = found else {
        return consent_page::render_error(StatusCode::BAD_REQUEST, "このページは開けません。");
    };
    if form.answer == "allow" {
        allow(&simulator, &form, app, page)
    } else if form.login {
        redirect_denied(page, form.state.as_deref())
    } else {
        consent_page::render_error(
            StatusCode::OK,
            "キャンセルしました。このページを閉じてください。",
        )
    }
}

fn allow(simulator: &Simulator, form: &ConsentForm, app: &LiffApp, page: Url) -> Response {
    if form.web || form.code_challenge.is_some() {
        return redirect_with_code(simulator, form, page);
    }
    match launch_page(simulator, &form.user_id, app, page, form.state.as_deref()) {
        Ok(launch) => see_other(&launch.url),
        Err(_) => consent_page::render_error(StatusCode::BAD_REQUEST, "人を選んでください。"),
    }
}

/// Redirects to the page with a code, and for LIFF's SDK with the parameters it expects.
fn redirect_with_code(simulator: &Simulator, form: &ConsentForm, mut page: Url) -> Response {
    let redirect_uri = page.to_string();
    let mut data = simulator.state();
    if data.people.find(&form.user_id).is_none_or(|person| person.has_left) {
        return consent_page::render_error(StatusCode::BAD_REQUEST, "人を選んでください。");
    }
    let grant = Grant {
        user_id: form.user_id.clone(),
        redirect_uri: redirect_uri.clone(),
        challenge: form.code_challenge.clone(),
        nonce: form.nonce.clone(),
        web: form.web,
    };
    let code = data.codes.issue(grant, simulator.now());
    page.query_pairs_mut()
        .append_pair("code", &code)
        .append_pair("state", form.state.as_deref().unwrap_or_default());
    if !form.web {
        page.query_pairs_mut()
            .append_pair("liffClientId", &simulator.config().login.id)
            .append_pair("liffRedirectUri", &redirect_uri);
    }
    see_other(page.as_str())
}

/// Redirects to the page with the person's refusal (D/line-login/integrate-line-login/).
fn redirect_denied(mut page: Url, state: Option<&str>) -> Response {
    page.query_pairs_mut()
        .append_pair("error", "access_denied")
        .append_pair("error_description", "The resource owner denied the request.")
        .extend_pairs(state.map(|state| ("state", state)));
    see_other(page.as_str())
}

fn see_other(address: &str) -> Response {
    let headers = [
        (header::LOCATION, address.to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}
