//! LIFF pages: opened from the phone, and through the consent page in an ordinary browser.

use line_simulator::Person;
use reqwest::Method;
use serde_json::{Value, json};

use crate::fixture::{ENDPOINT, Fixture, LIFF_ID, Response, send};

/// Returns the parameters in the fragment of an address.
pub(crate) fn fragment(url: &str) -> Vec<(String, String)> {
    let (_, fragment) = url.split_once('#').unwrap();
    url::form_urlencoded::parse(fragment.as_bytes()).into_owned().collect()
}

pub(crate) fn value(url: &str, name: &str) -> String {
    let parameters = fragment(url);
    let (_, value) = parameters.iter().find(|(key, _)| key == name).unwrap();
    value.clone()
}

impl Fixture {
    pub(crate) async fn open_liff(&self, person: &Person, path: &str) -> Value {
        let to = format!("/_sim/users/{}/liff", person.user_id());
        let request = self.anonymous_request(Method::POST, &to).json(&json!({ "path": path }));
        let opened = send(request).await;
        assert_eq!(opened.status, 200, "{}", opened.text());
        opened.json()
    }

    async fn browse(&self, path: &str) -> Response {
        send(self.anonymous_request(Method::GET, path)).await
    }

    async fn consent(&self, fields: &[(&str, &str)]) -> Response {
        send(self.anonymous_request(Method::POST, "/liff/v1/consent").form(fields)).await
    }
}

#[tokio::test]
async fn page_opened_in_the_phone_gets_credentials_in_the_fragment() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let opened = fixture.open_liff(&person, "/place/3?from=card").await;
    let url = opened["url"].as_str().unwrap();

    assert!(url.starts_with("http://127.0.0.1:8080/liff/place/3?from=card#id_token="));
    let names: Vec<_> = fragment(url).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["id_token", "access_token", "client_id", "context_token", "feature_token"]);
    assert_eq!(value(url, "id_token"), opened["idToken"]);
    assert_eq!(value(url, "client_id"), fixture.running.simulator().config().login.id);
}

#[tokio::test]
async fn path_outside_the_app_is_refused() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let to = format!("/_sim/users/{}/liff", person.user_id());
    for path in ["/../api/session", "/%2e%2e/api"] {
        let request = fixture.anonymous_request(Method::POST, &to).json(&json!({ "path": path }));
        assert_eq!(send(request).await.status, 400);
    }
    let unknown = fixture.anonymous_request(Method::POST, &to).json(&json!({ "liffId": "1-x" }));
    assert_eq!(send(unknown).await.status, 404);
}

#[tokio::test]
async fn ordinary_browser_gets_the_consent_page() {
    let fixture = Fixture::new().await;
    fixture.running.simulator().add_person("<b>太郎</b>", "ja");
    let page = fixture.browse(&format!("/liff/{LIFF_ID}/mypage?a=1")).await;
    assert_eq!(page.status, 200);
    let html = page.text();
    assert!(html.contains("許可する") && html.contains("キャンセル"));
    assert!(html.contains("&lt;b&gt;太郎&lt;/b&gt;") && !html.contains("<b>"));
    assert!(html.contains("http://127.0.0.1:8080/liff/mypage?a=1"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'"));
    assert!(policy.contains("form-action 'self' http://127.0.0.1:8080"));
}

#[tokio::test]
async fn consent_redirects_to_the_page_with_credentials() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let page = format!("{ENDPOINT}/mypage");
    let fields = [
        ("liff_id", LIFF_ID),
        ("page", page.as_str()),
        ("state", "xyz"),
        ("login", "true"),
        ("user_id", person.user_id()),
        ("answer", "allow"),
    ];
    let allowed = fixture.consent(&fields).await;
    assert_eq!(allowed.status, 303);
    let to = allowed.header("location");
    assert!(to.starts_with("http://127.0.0.1:8080/liff/mypage#id_token="));
    assert_eq!(value(to, "state"), "xyz");
}

#[tokio::test]
async fn cancelled_login_redirects_with_an_error() {
    let fixture = Fixture::new().await;
    let fields =
        |login| [("liff_id", LIFF_ID), ("page", ENDPOINT), ("login", login), ("answer", "cancel")];
    let cancelled = fixture.consent(&fields("true")).await;
    assert_eq!(cancelled.status, 303);
    assert!(cancelled.header("location").contains("?error=access_denied"));
    assert!(!cancelled.header("location").contains('#'));

    let closed = fixture.consent(&fields("false")).await;
    assert_eq!(closed.status, 200);
    assert!(closed.text().contains("キャンセルしました"));
}

#[tokio::test]
async fn login_redirects_only_to_pages_of_the_app() {
    let fixture = Fixture::new().await;
    let authorize = |client: &str, redirect: &str| {
        let request = fixture.anonymous_request(Method::GET, "/liff/v1/authorize");
        send(request.query(&[("client_id", client), ("redirect_uri", redirect)]))
    };
    let login = fixture.running.simulator().config().login.id.clone();
    assert_eq!(authorize(&login, "http://127.0.0.1:8080/liff/").await.status, 200);
    assert_eq!(authorize(LIFF_ID, "http://127.0.0.1:8080/liff/").await.status, 200);
    for elsewhere in ["https://example.com/", "http://127.0.0.1:8080/liffetyo", "javascript:0"] {
        assert_eq!(authorize(&login, elsewhere).await.status, 400);
    }
    assert_eq!(authorize("1", ENDPOINT).await.status, 400);
    let forged = [("liff_id", LIFF_ID), ("page", "https://example.com/"), ("answer", "allow")];
    assert_eq!(fixture.consent(&forged).await.status, 400);
}

#[tokio::test]
async fn only_the_login_channel_lists_its_apps() {
    let fixture = Fixture::new().await;
    let login = fixture.running.simulator().config().login.clone();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &login.id),
        ("client_secret", &login.secret),
    ];
    let token =
        send(fixture.anonymous_request(Method::POST, "/oauth2/v3/token").form(&form)).await.json();
    let token = token["access_token"].as_str().unwrap();

    let apps = send(fixture.anonymous_request(Method::GET, "/liff/v1/apps").bearer_auth(token))
        .await
        .json();
    assert_eq!(apps["apps"][0]["liffId"], LIFF_ID);
    assert_eq!(apps["apps"][0]["view"], json!({ "type": "full", "url": ENDPOINT }));
    assert_eq!(fixture.get("/liff/v1/apps").await.status, 404, "the messaging channel has none");
    assert_eq!(send(fixture.anonymous_request(Method::GET, "/liff/v1/apps")).await.status, 401);
}
