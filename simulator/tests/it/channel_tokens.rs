//! Channel access tokens of every kind: issued, used, verified, revoked.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Answer, Stage, answer};

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A key pair whose public half is registered for the channel.
struct Signer {
    pair: RsaKeyPair,
    key_id: String,
}

impl Signer {
    async fn registered(stage: &Stage) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let registered = stage.control("/_sim/keys", public(&pair)).await.json();
        Self { pair, key_id: registered["kid"].as_str().unwrap().to_owned() }
    }

    fn assertion(&self, claims: &Value) -> String {
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.key_id });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let said = format!("{}.{}", part(&header), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &random, said.as_bytes(), &mut signature).unwrap();
        format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Returns the public key in the format that LINE's console accepts.
fn public(pair: &RsaKeyPair) -> Value {
    // RFC 8017, A.1.1: the 2048-bit modulus follows the headers of a sequence and an integer.
    let der = pair.public_key().as_ref();
    json!({
        "kty": "RSA", "alg": "RS256", "use": "sig",
        "n": URL_SAFE_NO_PAD.encode(&der[9..265]),
        "e": "AQAB",
    })
}

fn claims(stage: &Stage) -> Value {
    let id = &stage.running.simulator().config().channel.id;
    json!({
        "iss": id,
        "sub": id,
        "aud": "https://api.line.me/",
        "exp": (stage.clock.now() + TimeDelta::minutes(30)).timestamp(),
        "token_exp": 86_400,
    })
}

async fn form(stage: &Stage, path: &str, fields: &[(&str, &str)]) -> Answer {
    answer(stage.bare(Method::POST, path).form(fields)).await
}

async fn issue(stage: &Stage, assertion: &str) -> Answer {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ];
    form(stage, "/oauth2/v2.1/token", &fields).await
}

async fn works(stage: &Stage, token: &str) -> bool {
    let request = stage.bare(Method::GET, "/v2/bot/info").bearer_auth(token);
    answer(request).await.status == 200
}

fn token(issued: &Answer) -> String {
    assert_eq!(issued.status, 200, "{}", issued.text());
    issued.json()["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_assertion_gets_a_token_that_lives_as_long_as_it_asks_and_can_be_given_back() {
    let stage = Stage::new().await;
    let signer = Signer::registered(&stage).await;
    let assertion = signer.assertion(&claims(&stage));
    let first = issue(&stage, &assertion).await;
    assert_eq!(first.json()["expires_in"], 86_400);
    let second = token(&issue(&stage, &assertion).await);
    let first_token = token(&first);
    assert!(works(&stage, &first_token).await && works(&stage, &second).await);

    let query = format!("client_assertion_type={TYPE}&client_assertion={assertion}");
    let path = format!("/oauth2/v2.1/tokens/kid?{query}");
    let kids = answer(stage.bare(Method::GET, &path)).await.json()["kids"].clone();
    assert_eq!(kids.as_array().unwrap().len(), 2);
    assert!(kids.as_array().unwrap().contains(&first.json()["key_id"]));

    let verify = format!("/oauth2/v2.1/verify?access_token={second}");
    let verified = answer(stage.bare(Method::GET, &verify)).await.json();
    let channel = stage.running.simulator().config().channel.clone();
    assert_eq!(
        (&verified["client_id"], &verified["expires_in"]),
        (&json!(channel.id), &json!(86_400))
    );

    let secret = [("client_id", channel.id.as_str()), ("client_secret", &channel.secret)];
    let fields = [secret[0], secret[1], ("access_token", &second)];
    assert_eq!(form(&stage, "/oauth2/v2.1/revoke", &fields).await.status, 200);
    assert!(!works(&stage, &second).await);
    stage.clock.advance(TimeDelta::days(1));
    assert!(!works(&stage, &first_token).await);
}

#[tokio::test]
async fn an_assertion_that_is_wrong_or_one_too_many_gets_no_token() {
    let stage = Stage::new().await;
    let signer = Signer::registered(&stage).await;
    let good = claims(&stage);
    for (name, value) in [
        ("iss", json!("1")),
        ("aud", json!("https://example.com/")),
        ("exp", json!((stage.clock.now() + TimeDelta::minutes(31)).timestamp())),
        ("exp", json!(stage.clock.now().timestamp())),
        ("token_exp", json!(2_592_001)),
    ] {
        let mut wrong = good.clone();
        wrong[name] = value;
        let refused = issue(&stage, &signer.assertion(&wrong)).await;
        assert_eq!(refused.status, 400, "{name}");
        assert!(refused.json()["error"].is_string());
    }
    let stranger = Signer {
        pair: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
        key_id: signer.key_id.clone(),
    };
    assert_eq!(issue(&stage, &stranger.assertion(&good)).await.status, 400);

    let assertion = signer.assertion(&good);
    for _ in 0..30 {
        assert_eq!(issue(&stage, &assertion).await.status, 200);
    }
    assert_eq!(issue(&stage, &assertion).await.status, 400);
}

#[tokio::test]
async fn an_assertion_gets_stateless_tokens_too_which_cannot_be_given_back() {
    let stage = Stage::new().await;
    let signer = Signer::registered(&stage).await;
    let assertion = signer.assertion(&claims(&stage));
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion.as_str()),
    ];
    let token = token(&form(&stage, "/oauth2/v3/token", &fields).await);
    form(&stage, "/v2/oauth/revoke", &[("access_token", &token)]).await;
    assert!(works(&stage, &token).await);
    stage.clock.advance(TimeDelta::minutes(15));
    assert!(!works(&stage, &token).await);
}

#[tokio::test]
async fn of_short_lived_tokens_the_oldest_ends_when_there_would_be_more_than_thirty() {
    let stage = Stage::new().await;
    let channel = stage.running.simulator().config().channel.clone();
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", channel.id.as_str()),
        ("client_secret", &channel.secret),
    ];
    let mut tokens = Vec::new();
    for _ in 0..31 {
        let issued = form(&stage, "/v2/oauth/accessToken", &fields).await;
        assert_eq!(issued.json()["expires_in"], 2_592_000);
        tokens.push(token(&issued));
        stage.clock.advance(TimeDelta::seconds(1));
    }
    assert!(!works(&stage, &tokens[0]).await);
    assert!(works(&stage, &tokens[1]).await);

    let verified = form(&stage, "/v2/oauth/verify", &[("access_token", &tokens[1])]).await;
    assert_eq!(verified.json()["client_id"], channel.id);
    form(&stage, "/v2/oauth/revoke", &[("access_token", &tokens[1])]).await;
    let verified = form(&stage, "/v2/oauth/verify", &[("access_token", &tokens[1])]).await;
    assert_eq!(verified.status, 400);
}

#[tokio::test]
async fn a_key_is_taken_as_the_console_takes_it() {
    let stage = Stage::new().await;
    let good = public(&RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
    for (name, value) in
        [("kid", json!("mine")), ("alg", json!("RS512")), ("use", json!("enc")), ("n", Value::Null)]
    {
        let mut wrong = good.clone();
        wrong[name] = value;
        assert_eq!(stage.control("/_sim/keys", wrong).await.status, 400, "{name}");
    }
    assert_eq!(stage.control("/_sim/keys", good).await.status, 200);
}
