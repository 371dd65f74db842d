//! Verification of ID tokens.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use serde_json::{Value, json};

use super::{IdTokenRefused, VerifiedUser};
use crate::line::{
    Line, LineError,
    fake::{FakeLine, LOGIN_CHANNEL, SOMEONE, StoppedClock},
};

/// Keys made for these tests; they sign nothing else.
const FIRST: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgObqxW7XfRcmOlNcZiHMPTeFfoXA5rtdZEXSCaMJk0rahRANCAASNMKGctkCNplYrg7zV3RaDZkU8iT7DRmtWU2aYLa6JY5z09tE3nrgZUJ3mKpR1g1XyYoniCGXhf+CCXFXMue3X";
const SECOND: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgG3DxUEV1uAUneztMTQxGTKorpqsGJSsBJLAcD/SmnbuhRANCAATuZXhSt+mstsrjWpTWHUus+P6dMBs7O+8/Kqaw3JhYdLk0a4bdJN/1YQNWWjd8kSxZYAaLb1kAFij4/kVtMqrg";
const CERTS: &str = "GET /oauth2/v2.1/certs";

fn private(key: &str) -> EncodingKey {
    EncodingKey::from_ec_der(&STANDARD.decode(key).unwrap())
}

fn public(kid: &str, key: &str) -> Value {
    let mut jwk = Jwk::from_encoding_key(&private(key), Algorithm::ES256).unwrap();
    jwk.common.key_id = Some(kid.to_owned());
    serde_json::to_value(jwk).unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-12-01T00:00:00Z".parse().unwrap()
}

/// Returns the claims of a token from LIFF, with those in `own` replaced.
fn claims(own: Value) -> Value {
    let mut claims = json!({
        "iss": "https://access.line.me", "sub": SOMEONE, "aud": LOGIN_CHANNEL,
        "iat": now().timestamp(), "exp": now().timestamp() + 3_600,
        "amr": ["linesso"], "name": "花子",
    });
    let Value::Object(own) = own else { panic!("claims are an object") };
    claims.as_object_mut().unwrap().extend(own);
    claims
}

fn signed(kid: &str, key: &str, claims: &Value) -> String {
    let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::ES256) };
    encode(&header, claims, &private(key)).unwrap()
}

fn good_token() -> String {
    signed("first", FIRST, &claims(json!({})))
}

async fn line_with(keys: Value) -> (FakeLine, Line) {
    let fake = FakeLine::start().await;
    fake.on(CERTS, 200, json!({"keys": keys}));
    let line = fake.line(&StoppedClock::at("2026-12-01T00:00:00Z"));
    (fake, line)
}

async fn line_with_first() -> (FakeLine, Line) {
    line_with(json!([public("first", FIRST)])).await
}

async fn verdict(own: Value) -> Result<VerifiedUser, IdTokenRefused> {
    let (_fake, line) = line_with_first().await;
    line.verify_id_token(&signed("first", FIRST, &claims(own)), now()).await
}

fn fetched(fake: &FakeLine) -> usize {
    fake.calls().iter().filter(|call| *call == CERTS).count()
}

#[tokio::test]
async fn who_comes_with_lines_word_is_known() {
    let someone = verdict(json!({})).await.unwrap();
    assert_eq!(someone.user_id().as_str(), SOMEONE);
    assert_eq!(someone.expires_at(), now() + TimeDelta::hours(1));
}

#[tokio::test]
async fn for_another_channel_or_from_another_issuer_it_is_not_believed() {
    assert_eq!(verdict(json!({"aud": "2006000002"})).await, Err(IdTokenRefused::Audience));
    let list = verdict(json!({"aud": [LOGIN_CHANNEL]})).await;
    assert_eq!(list, Err(IdTokenRefused::Malformed), "LINE writes one, not a list");
    let elsewhere = json!({"iss": "https://access.line.me.example.jp"});
    assert_eq!(verdict(elsewhere).await, Err(IdTokenRefused::Issuer));
    assert_eq!(verdict(json!({"sub": "123456789"})).await, Err(IdTokenRefused::Malformed));
    assert_eq!(verdict(json!({"exp": null})).await, Err(IdTokenRefused::Malformed));
    assert_eq!(verdict(json!({"exp": i64::MAX})).await, Err(IdTokenRefused::Malformed));
}

#[tokio::test]
async fn a_minute_is_granted_to_clocks_that_differ() {
    let ended = |seconds| json!({"exp": now().timestamp() - seconds});
    assert!(verdict(ended(59)).await.is_ok());
    assert_eq!(verdict(ended(60)).await, Err(IdTokenRefused::Expired));

    let begins = |seconds| json!({"iat": now().timestamp() + seconds});
    assert!(verdict(begins(60)).await.is_ok());
    assert_eq!(verdict(begins(61)).await, Err(IdTokenRefused::NotYet));
}

#[tokio::test]
async fn only_es256_is_taken() {
    let (fake, line) = line_with_first().await;
    let header = Header { kid: Some("first".to_owned()), ..Header::new(Algorithm::HS256) };
    let secret = EncodingKey::from_secret(b"8c570fa6dd201bb328f1c1eac23a96d8");
    let browser = encode(&header, &claims(json!({})), &secret).unwrap();
    let verdict = line.verify_id_token(&browser, now()).await;
    assert_eq!(verdict, Err(IdTokenRefused::Algorithm));
    assert_eq!(fetched(&fake), 0, "LINE is not even asked");

    // {"alg":"none","kid":"first"}
    let body = good_token().split('.').nth(1).unwrap().to_owned();
    let unsigned = format!("eyJhbGciOiJub25lIiwia2lkIjoiZmlyc3QifQ.{body}.");
    assert!(line.verify_id_token(&unsigned, now()).await.is_err());
}

#[tokio::test]
async fn a_token_that_was_touched_is_not_believed() {
    let (_fake, line) = line_with_first().await;
    let forged = signed("first", SECOND, &claims(json!({})));
    let verdict = line.verify_id_token(&forged, now()).await;
    assert_eq!(verdict, Err(IdTokenRefused::Signature));

    let token = good_token();
    let other =
        signed("first", FIRST, &claims(json!({"sub": "U00000000000000000000000000000000"})));
    let mut parts: Vec<&str> = token.split('.').collect();
    parts[1] = other.split('.').nth(1).unwrap();
    let verdict = line.verify_id_token(&parts.join("."), now()).await;
    assert_eq!(verdict, Err(IdTokenRefused::Signature));

    for text in ["", ".", "a.b.c", &token[..40], &"a".repeat(9_000)] {
        let verdict = line.verify_id_token(text, now()).await;
        assert_eq!(verdict, Err(IdTokenRefused::Malformed), "{text:.20}");
    }
}

#[tokio::test]
async fn a_token_without_a_key_id_is_of_an_unknown_key() {
    let (_fake, line) = line_with_first().await;
    let nameless = Header::new(Algorithm::ES256);
    let token = encode(&nameless, &claims(json!({})), &private(FIRST)).unwrap();
    assert_eq!(line.verify_id_token(&token, now()).await, Err(IdTokenRefused::UnknownKey));
}

#[tokio::test]
async fn a_new_key_is_found_but_not_looked_for_all_the_time() {
    let (fake, line) = line_with_first().await;
    let later = json!({"keys": [public("first", FIRST), public("second", SECOND)]});
    fake.on(CERTS, 200, later);
    let second = signed("second", SECOND, &claims(json!({})));

    line.verify_id_token(&good_token(), now()).await.unwrap();
    let soon = now() + TimeDelta::seconds(299);
    for _ in 0..3 {
        let verdict = line.verify_id_token(&second, soon).await;
        assert_eq!(verdict, Err(IdTokenRefused::UnknownKey));
    }
    assert_eq!(fetched(&fake), 1);

    let later = now() + TimeDelta::seconds(300);
    assert!(line.verify_id_token(&second, later).await.is_ok());
    assert!(line.verify_id_token(&good_token(), later).await.is_ok());
    assert_eq!(fetched(&fake), 2);
}

#[tokio::test]
async fn a_key_that_line_withdraws_is_forgotten() {
    let (fake, line) = line_with_first().await;
    fake.on(CERTS, 200, json!({"keys": [public("second", SECOND)]}));
    line.verify_id_token(&good_token(), now()).await.unwrap();
    let tomorrow = now() + TimeDelta::hours(12);
    let own = json!({"exp": (tomorrow + TimeDelta::hours(1)).timestamp()});
    let token = signed("first", FIRST, &claims(own));
    assert_eq!(line.verify_id_token(&token, tomorrow).await, Err(IdTokenRefused::UnknownKey));
}

#[tokio::test]
async fn keys_that_cannot_be_used_do_not_replace_known_ones() {
    for nonsense in [json!([]), json!([{ "kty": "oct", "kid": "first" }])] {
        let (fake, line) = line_with_first().await;
        fake.on(CERTS, 200, json!({ "keys": nonsense }));
        line.verify_id_token(&good_token(), now()).await.unwrap();
        let earlier = now() - TimeDelta::seconds(30);
        assert!(line.verify_id_token(&good_token(), earlier).await.is_ok());
        assert_eq!(fetched(&fake), 2);
    }
}

#[tokio::test]
async fn many_who_come_at_once_ask_line_once() {
    let (fake, line) = line_with_first().await;
    let token = good_token();
    let all = (0..50).map(|_| line.verify_id_token(&token, now()));
    assert!(join_all(all).await.iter().all(Result::is_ok));
    assert_eq!(fetched(&fake), 1);

    let fake = FakeLine::start().await;
    fake.on(CERTS, 503, json!({}));
    let line = fake.line(&StoppedClock::at("2026-12-01T00:00:00Z"));
    let all = (0..50).map(|_| line.verify_id_token(&token, now()));
    assert!(join_all(all).await.iter().all(Result::is_err));
    assert_eq!(fetched(&fake), 1, "nor where LINE is out of reach");
    let later = now() + TimeDelta::seconds(5);
    assert!(line.verify_id_token(&token, later).await.is_err());
    assert_eq!(fetched(&fake), 2);
}

#[tokio::test]
async fn while_line_is_out_of_reach_the_known_keys_go_on_being_good() {
    let (fake, line) = line_with_first().await;
    fake.on(CERTS, 503, json!({}));
    line.verify_id_token(&good_token(), now()).await.unwrap();
    let yesterday = now() - TimeDelta::seconds(30);
    assert!(line.verify_id_token(&good_token(), yesterday).await.is_ok(), "clock turned back");
    assert_eq!(fetched(&fake), 2);

    let (_fake, line) = {
        let fake = FakeLine::start().await;
        fake.on(CERTS, 503, json!({}));
        let line = fake.line(&StoppedClock::at("2026-12-01T00:00:00Z"));
        (fake, line)
    };
    let unknown = line.verify_id_token(&good_token(), now()).await;
    assert_eq!(unknown, Err(IdTokenRefused::Keys(LineError::Broken { status: 503 })));
}

#[tokio::test]
async fn keys_of_other_kinds_do_not_spoil_the_list() {
    let rsa = json!({"kty": "RSA", "kid": "rsa", "alg": "RS256", "n": "AQAB", "e": "AQAB"});
    let odd = json!({"kty": "PQC", "kid": "new", "alg": "ML-DSA-65"});
    let (_fake, line) = line_with(json!([odd, rsa, 7, public("first", FIRST)])).await;
    assert!(line.verify_id_token(&good_token(), now()).await.is_ok());
}

#[tokio::test]
async fn many_at_once_ask_line_for_its_keys_once() {
    let (fake, line) = line_with_first().await;
    let token: Arc<str> = good_token().into();
    let asking: Vec<_> = (0..16)
        .map(|_| {
            let (line, token) = (line.clone(), Arc::clone(&token));
            tokio::spawn(async move { line.verify_id_token(&token, now()).await.map(drop) })
        })
        .collect();
    for asked in asking {
        asked.await.unwrap().unwrap();
    }
    assert_eq!(fetched(&fake), 1);
}
