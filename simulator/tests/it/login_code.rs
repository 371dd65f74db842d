//! Login from LIFF's SDK in an ordinary browser, and login by a server: a code is exchanged for
//! tokens.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::Value;
use url::Url;

use crate::fixture::{ENDPOINT, Fixture, LIFF_ID, Response, send};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

impl Fixture {
    async fn authorize(&self, query: &[(&str, &str)]) -> Response {
        send(self.anonymous_request(Method::GET, "/liff/v1/authorize").query(query)).await
    }

    /// Allows the login as this person, and returns the address of the redirect.
    async fn allow(&self, user_id: &str, page: &str) -> Url {
        let fields = [
            ("liff_id", LIFF_ID),
            ("page", page),
            ("state", "xyz"),
            ("login", "true"),
            ("code_challenge", CHALLENGE),
            ("user_id", user_id),
            ("answer", "allow"),
        ];
        let request = self.anonymous_request(Method::POST, "/liff/v1/consent").form(&fields);
        let allowed = send(request).await;
        assert_eq!(allowed.status, 303);
        allowed.header("location").parse().unwrap()
    }

    async fn exchange(&self, code: &str, verifier: &str, redirect_uri: &str) -> Response {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", &self.running.simulator().config().login.id),
            ("code", code),
            ("code_verifier", verifier),
            ("redirect_uri", redirect_uri),
        ];
        send(self.anonymous_request(Method::POST, "/oauth2/v2.1/token").form(&fields)).await
    }

    async fn context(&self, token: Option<&str>) -> Value {
        let path = format!("/liff/v2/apps/{LIFF_ID}/contextToken");
        let request = self.anonymous_request(Method::GET, &path);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let token = send(request).await.json()["contextToken"].clone();
        let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(token.as_str().unwrap());
        claims.unwrap().claims
    }
}

fn query(url: &Url, name: &str) -> String {
    url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn sdk_exchanges_a_code_for_tokens() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let page = format!("{ENDPOINT}/line?next=%2Fmypage");
    let parameters = [
        ("app_id", LIFF_ID),
        ("state", "xyz"),
        ("response_type", "code"),
        ("code_challenge_method", "S256"),
        ("code_challenge", CHALLENGE),
        ("redirect_uri", page.as_str()),
    ];
    let consent = fixture.authorize(&parameters).await;
    assert_eq!(consent.status, 200);
    assert!(consent.text().contains(CHALLENGE));

    let back = fixture.allow(person.user_id(), &page).await;
    assert!(back.as_str().starts_with(&page));
    assert_eq!(back.fragment(), None);
    assert_eq!(query(&back, "state"), "xyz");
    assert_eq!(query(&back, "liffRedirectUri"), page);
    assert_eq!(query(&back, "liffClientId"), fixture.running.simulator().config().login.id);

    let tokens = fixture.exchange(&query(&back, "code"), VERIFIER, &page).await.json();
    assert_eq!(tokens["token_type"], "Bearer");
    let profile = fixture.anonymous_request(Method::GET, "/v2/profile");
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(send(profile.bearer_auth(access)).await.json()["userId"], person.user_id());
    assert_eq!(fixture.context(Some(access)).await["userId"], person.user_id());
}

#[tokio::test]
async fn code_is_valid_once_with_its_verifier_page_and_time() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let code = || async { query(&fixture.allow(person.user_id(), ENDPOINT).await, "code") };
    let refused = |answer: Response| {
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["error"], "invalid_grant");
    };

    let once = code().await;
    assert_eq!(fixture.exchange(&once, VERIFIER, ENDPOINT).await.status, 200);
    refused(fixture.exchange(&once, VERIFIER, ENDPOINT).await);
    refused(fixture.exchange(&code().await, "another", ENDPOINT).await);
    refused(fixture.exchange(&code().await, VERIFIER, "http://127.0.0.1:8080/liff/other").await);
    let expired = code().await;
    fixture.clock.advance(TimeDelta::minutes(10));
    refused(fixture.exchange(&expired, VERIFIER, ENDPOINT).await);
}

#[tokio::test]
async fn code_without_a_challenge_is_refused() {
    let fixture = Fixture::new().await;
    let plain = [
        ("app_id", LIFF_ID),
        ("redirect_uri", ENDPOINT),
        ("response_type", "code"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "plain"),
    ];
    assert_eq!(fixture.authorize(&plain).await.status, 400);
    assert_eq!(fixture.authorize(&plain[..3]).await.status, 400);
}

#[tokio::test]
async fn context_token_is_available_before_login() {
    let fixture = Fixture::new().await;
    let context = fixture.context(None).await;
    assert_eq!(context["endpointUrl"], ENDPOINT);
    assert_eq!(context["permanentLinkPattern"], "concat");
    assert_eq!(context.get("userId"), None);
}

/// Allows a server's login as this person, and returns the address of the redirect.
async fn allow_web(fixture: &Fixture, user_id: &str) -> Url {
    let login = fixture.running.simulator().config().login.id.clone();
    let parameters = [
        ("response_type", "code"),
        ("client_id", login.as_str()),
        ("redirect_uri", ENDPOINT),
        ("state", "xyz"),
        ("scope", "profile openid"),
        ("nonce", "n-0S6_WzA2Mj"),
    ];
    let path = "/oauth2/v2.1/authorize";
    let consent = send(fixture.anonymous_request(Method::GET, path).query(&parameters)).await;
    assert_eq!(consent.status, 200);
    assert!(consent.text().contains("許可する"));
    let without_state = [parameters[0], parameters[1], parameters[2], parameters[4]];
    let refused = send(fixture.anonymous_request(Method::GET, path).query(&without_state)).await;
    assert_eq!(refused.status, 400);

    let fields = [
        ("liff_id", LIFF_ID),
        ("page", ENDPOINT),
        ("state", "xyz"),
        ("login", "true"),
        ("web", "true"),
        ("nonce", "n-0S6_WzA2Mj"),
        ("user_id", user_id),
        ("answer", "allow"),
    ];
    let allowed =
        send(fixture.anonymous_request(Method::POST, "/liff/v1/consent").form(&fields)).await;
    allowed.header("location").parse().unwrap()
}

async fn exchange_web(fixture: &Fixture, code: &str, secret: &str) -> Response {
    let login = fixture.running.simulator().config().login.id.clone();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", login.as_str()),
        ("client_secret", secret),
        ("code", code),
        ("redirect_uri", ENDPOINT),
    ];
    send(fixture.anonymous_request(Method::POST, "/oauth2/v2.1/token").form(&fields)).await
}

#[tokio::test]
async fn server_login_needs_the_secret_and_returns_the_nonce() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let login = fixture.running.simulator().config().login.clone();
    let back = allow_web(&fixture, person.user_id()).await;
    assert_eq!(back.query_pairs().count(), 2, "a code and the state, nothing else: {back}");
    let wrong = exchange_web(&fixture, &query(&back, "code"), "guess").await;
    assert_eq!(wrong.status, 400);

    let back = allow_web(&fixture, person.user_id()).await;
    let tokens = exchange_web(&fixture, &query(&back, "code"), &login.secret).await.json();
    let id_token = tokens["id_token"].as_str().unwrap();
    let header = jsonwebtoken::decode_header(id_token).unwrap();
    assert_eq!(header.alg, jsonwebtoken::Algorithm::HS256);
    let fields = [("id_token", id_token), ("client_id", &login.id), ("nonce", "n-0S6_WzA2Mj")];
    let verified =
        send(fixture.anonymous_request(Method::POST, "/oauth2/v2.1/verify").form(&fields)).await;
    assert_eq!(verified.json()["sub"], person.user_id());
    let access = tokens["access_token"].as_str().unwrap();
    let userinfo =
        fixture.anonymous_request(Method::GET, "/oauth2/v2.1/userinfo").bearer_auth(access);
    assert_eq!(send(userinfo).await.json()["sub"], person.user_id());
}

#[tokio::test]
async fn refresh_token_is_valid_until_the_person_leaves() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let login = fixture.running.simulator().config().login.clone();
    let back = allow_web(&fixture, person.user_id()).await;
    let tokens = exchange_web(&fixture, &query(&back, "code"), &login.secret).await.json();
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let refresh = || {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", login.id.as_str()),
            ("refresh_token", refresh_token),
        ];
        send(fixture.anonymous_request(Method::POST, "/oauth2/v2.1/token").form(&fields))
    };
    fixture.clock.advance(TimeDelta::days(1));
    let fresh = refresh().await.json();
    let profile = fixture.anonymous_request(Method::GET, "/v2/profile");
    let profile = send(profile.bearer_auth(fresh["access_token"].as_str().unwrap())).await;
    assert_eq!(profile.json()["userId"], person.user_id());
    person.delete_account().unwrap();
    assert_eq!(refresh().await.status, 400);
}
