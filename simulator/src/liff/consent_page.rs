//! The consent page as HTML. All external text is escaped.

use std::fmt::Write;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::Url;

use crate::config::LiffApp;
use crate::simulator::Simulator;

const STYLESHEET: &str = include_str!("consent.css");

/// The question on the consent page: whether to share one's profile with the app.
pub(super) struct ConsentRequest<'a> {
    pub(super) app: &'a LiffApp,
    /// The page to open after consent.
    pub(super) page: Url,
    pub(super) state: Option<&'a str>,
    pub(super) authorization: Authorization<'a>,
}

/// The kind of request that led to the consent page.
#[derive(Debug, Default)]
pub(super) struct Authorization<'a> {
    /// The code challenge (RFC 7636), if a page requests a code.
    pub(super) challenge: Option<&'a str>,
    pub(super) nonce: Option<&'a str>,
    /// Whether a server requested the login, rather than a LIFF page.
    pub(super) web: bool,
    /// Whether a login was requested, rather than the app opened.
    pub(super) login: bool,
}

pub(super) fn render(simulator: &Simulator, request: &ConsentRequest<'_>) -> Response {
    let body = format!(
        "<h1>{name}</h1>\
         <p class=\"lead\">次の情報の提供を許可しますか？</p>\
         <ul class=\"scopes\"><li>プロフィール情報（必須）</li><li>内部識別子（必須）</li></ul>\
         <form method=\"post\" action=\"/liff/v1/consent\">{hidden}{person_choices}\
         <button class=\"allow\" name=\"answer\" value=\"allow\"{disabled}>許可する</button>\
         <button class=\"cancel\" name=\"answer\" value=\"cancel\" formnovalidate>キャンセル</button>\
         </form>\
         <p class=\"hint\">これは LINE のシミュレータです。本物の LINE ではありません。</p>",
        name = escape(&simulator.config().channel.display_name),
        hidden = hidden_fields(request),
        person_choices = person_choices(simulator),
        disabled = if simulator.state().people.iter().next().is_none() { " disabled" } else { "" },
    );
    // Browsers apply `form-action` to the redirect after the form as well.
    let target = request.page.origin().ascii_serialization();
    page(StatusCode::OK, &body, &format!("'self' {target}"))
}

pub(super) fn render_error(status: StatusCode, message: &str) -> Response {
    page(status, &format!("<p class=\"lead\">{}</p>", escape(message)), "'none'")
}

pub(super) async fn stylesheet() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLESHEET).into_response()
}

fn hidden_fields(request: &ConsentRequest<'_>) -> String {
    let mut fields = hidden("liff_id", &request.app.id) + &hidden("page", request.page.as_str());
    let authorization = &request.authorization;
    let texts = [
        ("state", request.state),
        ("code_challenge", authorization.challenge),
        ("nonce", authorization.nonce),
    ];
    for (name, text) in texts {
        fields += &text.map(|text| hidden(name, text)).unwrap_or_default();
    }
    for (name, is_set) in [("web", authorization.web), ("login", authorization.login)] {
        fields += &hidden(name, if is_set { "true" } else { "false" });
    }
    fields
}

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
}

fn person_choices(simulator: &Simulator) -> String {
    let state = simulator.state();
    let mut choices = String::new();
    for (index, person) in state.people.iter().filter(|person| !person.has_left).enumerate() {
        // Writing to a string does not fail.
        let _ = write!(
            choices,
            "<label><input type=\"radio\" name=\"user_id\" value=\"{id}\" required{checked}>\
             <span>{name}</span></label>",
            id = escape(&person.user_id),
            name = escape(&person.name),
            checked = if index == 0 { " checked" } else { "" },
        );
    }
    if choices.is_empty() {
        return "<p class=\"lead\">まだ誰もいません。<a href=\"/\">シミュレータ</a>で人を追加してください。</p>"
            .to_owned();
    }
    format!("<fieldset><legend>あなたは誰ですか？</legend>{choices}</fieldset>")
}

fn page(status: StatusCode, body: &str, form_action: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>LINEログイン</title><link rel=\"stylesheet\" href=\"/liff/v1/consent.css\">\
         </head><body><header>LINE</header><main>{body}</main></body></html>"
    );
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action {form_action}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (status, headers, html).into_response()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_stays_text() {
        assert_eq!(escape("<script>\"'&"), "&lt;script&gt;&quot;&#39;&amp;");
    }
}
