//! Login from LIFF's SDK in an ordinary browser, and login by a server: a code is exchanged for
//! tokens.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::Value;
use url::Url;

use crate::stage::{Answer, ENDPOINT, LIFF_ID, Stage, answer};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

impl Stage {
    async fn authorize(&self, query: &[(&str, &str)]) -> Answer {
        answer(self.bare(Method::GET, "/liff/v1/authorize").query(query)).await
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
        let request = self.bare(Method::POST, "/liff/v1/consent").form(&fields);
        let allowed = answer(request).await;
        assert_eq!(allowed.status, 303);
        allowed.header("location").parse().unwrap()
    }

    async fn exchange(&self, code: &str, verifier: &str, redirect_uri: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", &self.running.simulator().config().login.id),
            ("code", code),
            ("code_verifier", verifier),
            ("redirect_uri", redirect_uri),
        ];
        answer(self.bare(Method::POST, "/oauth2/v2.1/token").form(&fields)).await
    }

    async fn context(&self, token: Option<&str>) -> Value {
        let path = format!("/liff/v2/apps/{LIFF_ID}/contextToken");
        let request = self.bare(Method::GET, &path);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let token = answer(request).await.json()["contextToken"].clone();
        let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(token.as_str().unwrap());
        claims.unwrap().claims
    }
}

fn query(url: &Url, name: &str) -> String {
    url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn the_sdk_gets_a_code_and_for_it_tokens() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let page = format!("{ENDPOINT}/line?next=%2Fmypage");
    let asked = [
        ("app_id", LIFF_ID),
        ("state", "xyz"),
        ("response_type", "code"),
        ("code_challenge_method", "S256"),
        ("code_challenge", CHALLENGE),
        ("redirect_uri", page.as_str()),
    ];
    let consent = stage.authorize(&asked).await;
    assert_eq!(consent.status, 200);
    assert!(consent.text().contains(CHALLENGE));

    let back = stage.allow(person.user_id(), &page).await;
    assert!(back.as_str().starts_with(&page));
    assert_eq!(back.fragment(), None);
    assert_eq!(query(&back, "state"), "xyz");
    assert_eq!(query(&back, "liffRedirectUri"), page);
    assert_eq!(query(&back, "liffClientId"), stage.running.simulator().config().login.id);

    let tokens = stage.exchange(&query(&back, "code"), VERIFIER, &page).await.json();
    assert_eq!(tokens["token_type"], "Bearer");
    let profile = stage.bare(Method::GET, "/v2/profile");
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(answer(profile.bearer_auth(access)).await.json()["userId"], person.user_id());
    assert_eq!(stage.context(Some(access)).await["userId"], person.user_id());
}

#[tokio::test]
async fn a_code_serves_once_and_only_with_its_verifier_page_and_time() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let code = || async { query(&stage.allow(person.user_id(), ENDPOINT).await, "code") };
    let refused = |answer: Answer| {
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["error"], "invalid_grant");
    };

    let once = code().await;
    assert_eq!(stage.exchange(&once, VERIFIER, ENDPOINT).await.status, 200);
    refused(stage.exchange(&once, VERIFIER, ENDPOINT).await);
    refused(stage.exchange(&code().await, "another", ENDPOINT).await);
    refused(stage.exchange(&code().await, VERIFIER, "http://127.0.0.1:8080/liff/other").await);
    let late = code().await;
    stage.clock.advance(TimeDelta::minutes(10));
    refused(stage.exchange(&late, VERIFIER, ENDPOINT).await);
}

#[tokio::test]
async fn a_code_is_not_given_without_a_challenge() {
    let stage = Stage::new().await;
    let plain = [
        ("app_id", LIFF_ID),
        ("redirect_uri", ENDPOINT),
        ("response_type", "code"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "plain"),
    ];
    assert_eq!(stage.authorize(&plain).await.status, 400);
    assert_eq!(stage.authorize(&plain[..3]).await.status, 400);
}

#[tokio::test]
async fn a_page_learns_where_it_is_before_anybody_has_logged_in() {
    let stage = Stage::new().await;
    let context = stage.context(None).await;
    assert_eq!(context["endpointUrl"], ENDPOINT);
    assert_eq!(context["permanentLinkPattern"], "concat");
    assert_eq!(context.get("userId"), None);
}

/// Allows a server's login as this person, and returns the address of the redirect.
async fn allow_web(stage: &Stage, user_id: &str) -> Url {
    let login = stage.running.simulator().config().login.id.clone();
    let asked = [
        ("response_type", "code"),
        ("client_id", login.as_str()),
        ("redirect_uri", ENDPOINT),
        ("state", "xyz"),
        ("scope", "profile openid"),
        ("nonce", "n-0S6_WzA2Mj"),
    ];
    let path = "/oauth2/v2.1/authorize";
    let consent = answer(stage.bare(Method::GET, path).query(&asked)).await;
    assert_eq!(consent.status, 200);
    assert!(consent.text().contains("許可する"));
    let without_state = [asked[0], asked[1], asked[2], asked[4]];
    let refused = answer(stage.bare(Method::GET, path).query(&without_state)).await;
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
    let allowed = answer(stage.bare(Method::POST, "/liff/v1/consent").form(&fields)).await;
    allowed.header("location").parse().unwrap()
}

async fn exchange_web(stage: &Stage, code: &str, secret: &str) -> Answer {
    let login = stage.running.simulator().config().login.id.clone();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", login.as_str()),
        ("client_secret", secret),
        ("code", code),
        ("redirect_uri", ENDPOINT),
    ];
    answer(stage.bare(Method::POST, "/oauth2/v2.1/token").form(&fields)).await
}

#[tokio::test]
async fn a_server_logs_somebody_in_with_its_secret_and_gets_its_nonce_back() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let login = stage.running.simulator().config().login.clone();
    let back = allow_web(&stage, person.user_id()).await;
    assert_eq!(back.query_pairs().count(), 2, "a code and the state, nothing else: {back}");
    let wrong = exchange_web(&stage, &query(&back, "code"), "guess").await;
    assert_eq!(wrong.status, 400);

    let back = allow_web(&stage, person.user_id()).await;
    let tokens = exchange_web(&stage, &query(&back, "code"), &login.secret).await.json();
    let id_token = tokens["id_token"].as_str().unwrap();
    let header = jsonwebtoken::decode_header(id_token).unwrap();
    assert_eq!(header.alg, jsonwebtoken::Algorithm::HS256);
    let fields = [("id_token", id_token), ("client_id", &login.id), ("nonce", "n-0S6_WzA2Mj")];
    let verified = answer(stage.bare(Method::POST, "/oauth2/v2.1/verify").form(&fields)).await;
    assert_eq!(verified.json()["sub"], person.user_id());
    let access = tokens["access_token"].as_str().unwrap();
    let userinfo = stage.bare(Method::GET, "/oauth2/v2.1/userinfo").bearer_auth(access);
    assert_eq!(answer(userinfo).await.json()["sub"], person.user_id());
}

#[tokio::test]
async fn a_refresh_token_gets_a_new_access_token_until_the_person_leaves() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let login = stage.running.simulator().config().login.clone();
    let back = allow_web(&stage, person.user_id()).await;
    let tokens = exchange_web(&stage, &query(&back, "code"), &login.secret).await.json();
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let refresh = || {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", login.id.as_str()),
            ("refresh_token", refresh_token),
        ];
        answer(stage.bare(Method::POST, "/oauth2/v2.1/token").form(&fields))
    };
    stage.clock.advance(TimeDelta::days(1));
    let fresh = refresh().await.json();
    let profile = stage.bare(Method::GET, "/v2/profile");
    let profile = answer(profile.bearer_auth(fresh["access_token"].as_str().unwrap())).await;
    assert_eq!(profile.json()["userId"], person.user_id());
    person.leave().unwrap();
    assert_eq!(refresh().await.status, 400);
}
