//! Channel access tokens and the credentials they are issued for.

use std::collections::HashMap;

use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use reqwest::Url;
use serde_json::{Value, json};

use super::{
    super::{
        super::fake::token, ChannelAccess, Line, LineError, LineSettings, token::ASSERTION_TYPE,
    },
    FakeLine, at_line, clock,
};
use crate::vaccination::time::Clock;

const ISSUE: &str = "POST /oauth2/v3/token";
const INFO: &str = "GET /v2/bot/info";

async fn line_that_knows_us() -> (FakeLine, Line, std::sync::Arc<super::StoppedClock>) {
    let fake = FakeLine::start().await;
    fake.on(ISSUE, 200, token("token-2"));
    let info = json!({"userId": "U", "basicId": "@s", "displayName": "潮風市"});
    fake.on(INFO, 200, info);
    let clock = clock();
    let line = fake.line(&clock);
    (fake, line, clock)
}

fn bearers(fake: &FakeLine) -> Vec<String> {
    let asked = fake.asked().into_iter().filter(|it| it.call == INFO);
    asked.map(|it| it.header("authorization").unwrap().to_owned()).collect()
}

fn issued(fake: &FakeLine) -> usize {
    fake.calls().iter().filter(|call| *call == ISSUE).count()
}

#[tokio::test]
async fn a_token_is_issued_once_and_renewed_a_minute_before_its_end() {
    let (fake, line, clock) = line_that_knows_us().await;
    line.bot_info().await.unwrap();
    clock.turn(TimeDelta::seconds(839));
    line.bot_info().await.unwrap();
    assert_eq!(bearers(&fake), ["Bearer token-1", "Bearer token-1"]);

    clock.turn(TimeDelta::seconds(1));
    line.bot_info().await.unwrap();
    assert_eq!(bearers(&fake).last().unwrap(), "Bearer token-2");
    assert_eq!(issued(&fake), 2);
}

#[tokio::test]
async fn a_clock_turned_back_gets_a_new_token() {
    let (fake, line, clock) = line_that_knows_us().await;
    line.bot_info().await.unwrap();
    clock.turn(TimeDelta::days(-1));
    line.bot_info().await.unwrap();
    assert_eq!(bearers(&fake), ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn many_at_once_wait_for_the_same_token() {
    let (fake, line, _) = line_that_knows_us().await;
    let asking: Vec<_> = (0..16)
        .map(|_| {
            let line = line.clone();
            tokio::spawn(async move { line.bot_info().await.map(drop) })
        })
        .collect();
    for asked in asking {
        asked.await.unwrap().unwrap();
    }
    assert_eq!(issued(&fake), 1);
}

#[tokio::test]
async fn the_secret_goes_into_a_form_and_nowhere_else() {
    let (fake, line) = at_line().await;
    line.check_access().await.unwrap();
    let asked = fake.once(ISSUE);
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(asked.header("authorization"), None);
    assert_eq!(
        asked.body,
        "grant_type=client_credentials&client_id=2006000000&client_secret=8c570fa6dd201bb328f1c1eac23a96d8"
    );
    assert!(!format!("{line:?}").contains("8c570fa6"));
    assert!(!format!("{:?}", fake.settings()).contains("8c570fa6"));
}

#[tokio::test]
async fn a_token_that_line_no_longer_takes_is_replaced_once() {
    let fake = FakeLine::start().await;
    fake.on(ISSUE, 200, token("token-2"));
    fake.on(INFO, 401, json!({"message": "Authentication failed"}));
    fake.on(INFO, 200, json!({"userId": "U", "basicId": "@s", "displayName": "潮風市"}));
    fake.line(&clock()).bot_info().await.unwrap();
    assert_eq!(bearers(&fake), ["Bearer token-1", "Bearer token-2"]);

    let stubborn = FakeLine::start().await;
    stubborn.on(INFO, 401, json!({"message": "Authentication failed"}));
    let refused = stubborn.line(&clock()).bot_info().await;
    assert!(matches!(refused, Err(LineError::Refused { status: 401, .. })));
    assert_eq!(bearers(&stubborn).len(), 2, "twice, not for ever");
}

#[tokio::test]
async fn a_wrong_secret_is_told_in_lines_words() {
    let fake = FakeLine::start().await;
    let wrong =
        json!({"error": "invalid_client", "error_description": "client authentication failed"});
    // The fake gives its first answer once; the second one stays.
    fake.on(ISSUE, 400, wrong);
    let line = fake.line(&clock());
    line.check_access().await.unwrap();
    let refused = fake.line(&clock()).check_access().await;
    let message = "invalid_client; client authentication failed".to_owned();
    assert_eq!(refused, Err(LineError::Refused { status: 400, message }));
}

#[tokio::test]
async fn a_token_made_elsewhere_is_used_as_it_is_without_its_line_end() {
    let fake = FakeLine::start().await;
    fake.on(INFO, 401, json!({"message": "Authentication failed"}));
    let access = ChannelAccess::Token("long-lived\n".into());
    let line = FakeLine::line_with(LineSettings { access, ..fake.settings() }, &clock());
    assert!(line.bot_info().await.is_err());
    assert_eq!(bearers(&fake), ["Bearer long-lived"]);
    assert_eq!(issued(&fake), 0);
}

/// Made for this test and registered nowhere.
const MADE_UP_KEY: &str = include_str!("made_up_key.json");

#[tokio::test]
async fn a_key_of_our_own_signs_for_tokens_that_are_renewed_within_the_hour() {
    let fake = FakeLine::start().await;
    let info = json!({"userId": "U", "basicId": "@s", "displayName": "潮風市"});
    fake.on(INFO, 200, info);
    let issue = "POST /oauth2/v2.1/token";
    for name in ["signed-1", "signed-2"] {
        let issued = json!({
            "access_token": name, "expires_in": 3600, "token_type": "Bearer", "key_id": "k",
        });
        fake.on(issue, 200, issued);
    }
    let access = by_key("2006000000", "the-kid", MADE_UP_KEY);
    let clock = clock();
    let line = FakeLine::line_with(LineSettings { access, ..fake.settings() }, &clock);
    line.bot_info().await.unwrap();
    let asked = fake.once(issue);
    assert_eq!(bearers(&fake), ["Bearer signed-1"]);

    let mut url: Url = "http://form/".parse().unwrap();
    url.set_query(std::str::from_utf8(&asked.body).ok());
    let form: HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(form["client_assertion_type"], ASSERTION_TYPE);
    let claims = read_by_line(&form["client_assertion"]);
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!("2006000000"), &json!("2006000000")));
    assert_eq!(claims["token_exp"], 3600);
    let half_an_hour = TimeDelta::minutes(30).num_seconds();
    let until = claims["exp"].as_i64().unwrap() - clock.now().timestamp();
    assert!(0 < until && until <= half_an_hour, "{until}");

    clock.turn(TimeDelta::minutes(59));
    line.bot_info().await.unwrap();
    assert_eq!(bearers(&fake).last().unwrap(), "Bearer signed-2");
    assert!(!format!("{line:?} {:?}", fake.settings()).contains("MII"));
}

/// Verifies the assertion as LINE does, with the public half of the key.
fn read_by_line(assertion: &str) -> Value {
    let key: Value = serde_json::from_str(MADE_UP_KEY).unwrap();
    let part = |name: &str| key[name].as_str().unwrap().to_owned();
    let public = DecodingKey::from_rsa_components(&part("n"), &part("e")).unwrap();
    let header = jsonwebtoken::decode_header(assertion).unwrap();
    assert_eq!(header.kid.as_deref(), Some("the-kid"));
    let mut rules = Validation::new(Algorithm::RS256);
    rules.validate_exp = false;
    rules.set_audience(&["https://api.line.me/"]);
    jsonwebtoken::decode::<Value>(assertion, &public, &rules).unwrap().claims
}

fn by_key(id: &str, kid: &str, private_jwk: &str) -> ChannelAccess {
    let (id, kid) = (id.to_owned(), kid.to_owned());
    ChannelAccess::Key { id, kid, private_jwk: private_jwk.into() }
}

#[tokio::test]
async fn settings_that_cannot_work_never_start() {
    let fake = FakeLine::start().await;
    let credentials = |id: &str, secret: &str| ChannelAccess::Credentials {
        id: id.to_owned(),
        secret: secret.into(),
    };
    for access in [
        credentials("", "secret"),
        credentials("2006000000", "\n"),
        ChannelAccess::Token("".into()),
        ChannelAccess::Token("two\nlines".into()),
        by_key("", "kid", MADE_UP_KEY),
        by_key("2006000000", " ", MADE_UP_KEY),
        by_key("2006000000", "kid", "-----BEGIN PRIVATE KEY-----"),
        by_key("2006000000", "kid", &MADE_UP_KEY.replace("\"d\"", "\"x\"")),
    ] {
        let settings = LineSettings { access, ..fake.settings() };
        assert!(Line::new(settings, clock()).is_err());
    }
    let nobody = LineSettings { login_channel_id: " ".to_owned(), ..fake.settings() };
    assert!(Line::new(nobody, clock()).is_err());
    let nowhere =
        LineSettings { api: "mailto:line@example.jp".parse().unwrap(), ..fake.settings() };
    assert!(Line::new(nowhere, clock()).is_err());
}
