//! Channel access tokens of every kind: issued, used, verified, revoked.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::fixture::{Fixture, Response, send};

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A key pair whose public half is registered for the channel.
struct Signer {
    pair: RsaKeyPair,
    key_id: String,
}

impl Signer {
    async fn register(fixture: &Fixture) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let registered = fixture.control("/_sim/keys", public_jwk(&pair)).await.json();
        Self { pair, key_id: registered["kid"].as_str().unwrap().to_owned() }
    }

    fn assertion(&self, claims: &Value) -> String {
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.key_id });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Returns the public key in the format that LINE's console accepts.
fn public_jwk(pair: &RsaKeyPair) -> Value {
    // RFC 8017, A.1.1: the 2048-bit modulus follows the headers of a sequence and an integer.
    let der = pair.public_key().as_ref();
    json!({
        "kty": "RSA", "alg": "RS256", "use": "sig",
        "n": URL_SAFE_NO_PAD.encode(&der[9..265]),
        "e": "AQAB",
    })
}

fn claims(fixture: &Fixture) -> Value {
    let id = &fixture.running.simulator().config().channel.id;
    json!({
        "iss": id,
        "sub": id,
        "aud": "https://api.line.me/",
        "exp": (fixture.clock.now() + TimeDelta::minutes(30)).timestamp(),
        "token_exp": 86_400,
    })
}

async fn post_form(fixture: &Fixture, path: &str, fields: &[(&str, &str)]) -> Response {
    send(fixture.anonymous_request(Method::POST, path).form(fields)).await
}

async fn issue(fixture: &Fixture, assertion: &str) -> Response {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ];
    post_form(fixture, "/oauth2/v2.1/token", &fields).await
}

async fn is_accepted(fixture: &Fixture, token: &str) -> bool {
    let request = fixture.anonymous_request(Method::GET, "/v2/bot/info").bearer_auth(token);
    send(request).await.status == 200
}

fn token(issued: &Response) -> String {
    assert_eq!(issued.status, 200, "{}", issued.text());
    issued.json()["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn assertion_token_has_the_requested_ttl_and_can_be_revoked() {
    let fixture = Fixture::new().await;
    let signer = Signer::register(&fixture).await;
    let assertion = signer.assertion(&claims(&fixture));
    let first = issue(&fixture, &assertion).await;
    assert_eq!(first.json()["expires_in"], 86_400);
    let second = token(&issue(&fixture, &assertion).await);
    let first_token = token(&first);
    assert!(is_accepted(&fixture, &first_token).await && is_accepted(&fixture, &second).await);

    let query = format!("client_assertion_type={TYPE}&client_assertion={assertion}");
    let path = format!("/oauth2/v2.1/tokens/kid?{query}");
    let kids = send(fixture.anonymous_request(Method::GET, &path)).await.json()["kids"].clone();
    assert_eq!(kids.as_array().unwrap().len(), 2);
    assert!(kids.as_array().unwrap().contains(&first.json()["key_id"]));

    let verify = format!("/oauth2/v2.1/verify?access_token={second}");
    let verified = send(fixture.anonymous_request(Method::GET, &verify)).await.json();
    let channel = fixture.running.simulator().config().channel.clone();
    assert_eq!(
        (&verified["client_id"], &verified["expires_in"]),
        (&json!(channel.id), &json!(86_400))
    );

    let secret = [("client_id", channel.id.as_str()), ("client_secret", &channel.secret)];
    let fields = [secret[0], secret[1], ("access_token", &second)];
    assert_eq!(post_form(&fixture, "/oauth2/v2.1/revoke", &fields).await.status, 200);
    assert!(!is_accepted(&fixture, &second).await);
    fixture.clock.advance(TimeDelta::days(1));
    assert!(!is_accepted(&fixture, &first_token).await);
}

#[tokio::test]
async fn invalid_assertion_or_token_over_the_limit_is_refused() {
    let fixture = Fixture::new().await;
    let signer = Signer::register(&fixture).await;
    let good = claims(&fixture);
    for (name, value) in [
        ("iss", json!("1")),
        ("aud", json!("https://example.com/")),
        ("exp", json!((fixture.clock.now() + TimeDelta::minutes(31)).timestamp())),
        ("exp", json!(fixture.clock.now().timestamp())),
        ("token_exp", json!(2_592_001)),
    ] {
        let mut wrong = good.clone();
        wrong[name] = value;
        let refused = issue(&fixture, &signer.assertion(&wrong)).await;
        assert_eq!(refused.status, 400, "{name}");
        assert!(refused.json()["error"].is_string());
    }
    let stranger = Signer {
        pair: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
        key_id: signer.key_id.clone(),
    };
    assert_eq!(issue(&fixture, &stranger.assertion(&good)).await.status, 400);

    let assertion = signer.assertion(&good);
    for _ in 0..30 {
        assert_eq!(issue(&fixture, &assertion).await.status, 200);
    }
    assert_eq!(issue(&fixture, &assertion).await.status, 400);
}

#[tokio::test]
async fn assertion_gets_stateless_token_that_cannot_be_revoked() {
    let fixture = Fixture::new().await;
    let signer = Signer::register(&fixture).await;
    let assertion = signer.assertion(&claims(&fixture));
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion.as_str()),
    ];
    let token = token(&post_form(&fixture, "/oauth2/v3/token", &fields).await);
    post_form(&fixture, "/v2/oauth/revoke", &[("access_token", &token)]).await;
    assert!(is_accepted(&fixture, &token).await);
    fixture.clock.advance(TimeDelta::minutes(15));
    assert!(!is_accepted(&fixture, &token).await);
}

#[tokio::test]
async fn short_lived_token_over_thirty_revokes_the_oldest() {
    let fixture = Fixture::new().await;
    let channel = fixture.running.simulator().config().channel.clone();
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", channel.id.as_str()),
        ("client_secret", &channel.secret),
    ];
    let mut tokens = Vec::new();
    for _ in 0..31 {
        let issued = post_form(&fixture, "/v2/oauth/accessToken", &fields).await;
        assert_eq!(issued.json()["expires_in"], 2_592_000);
        tokens.push(token(&issued));
        fixture.clock.advance(TimeDelta::seconds(1));
    }
    assert!(!is_accepted(&fixture, &tokens[0]).await);
    assert!(is_accepted(&fixture, &tokens[1]).await);

    let verified = post_form(&fixture, "/v2/oauth/verify", &[("access_token", &tokens[1])]).await;
    assert_eq!(verified.json()["client_id"], channel.id);
    post_form(&fixture, "/v2/oauth/revoke", &[("access_token", &tokens[1])]).await;
    let verified = post_form(&fixture, "/v2/oauth/verify", &[("access_token", &tokens[1])]).await;
    assert_eq!(verified.status, 400);
}

#[tokio::test]
async fn assertion_key_is_registered_by_the_consoles_rules() {
    let fixture = Fixture::new().await;
    let good = public_jwk(&RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
    for (name, value) in
        [("kid", json!("mine")), ("alg", json!("RS512")), ("use", json!("enc")), ("n", Value::Null)]
    {
        let mut wrong = good.clone();
        wrong[name] = value;
        assert_eq!(fixture.control("/_sim/keys", wrong).await.status, 400, "{name}");
    }
    assert_eq!(fixture.control("/_sim/keys", good).await.status, 200);
}
