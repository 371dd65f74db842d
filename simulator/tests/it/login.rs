//! LINE Login: ID tokens, access tokens, and the channel's own tokens.

use chrono::TimeDelta;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::Method;
use serde_json::{Value, json};

use crate::liff::value;
use crate::stage::{Answer, Stage, answer, moment};

impl Stage {
    async fn verify(&self, fields: &[(&str, &str)]) -> Answer {
        answer(self.bare(Method::POST, "/oauth2/v2.1/verify").form(fields)).await
    }

    async fn stateless(&self, id: &str, secret: &str) -> Answer {
        let fields =
            [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
        answer(self.bare(Method::POST, "/oauth2/v3/token").form(&fields)).await
    }

    async fn with_token(&self, method: Method, path: &str, token: &str) -> Answer {
        answer(self.bare(method, path).bearer_auth(token)).await
    }
}

#[tokio::test]
async fn an_id_token_verifies_against_the_published_keys() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let opened = stage.open_liff(&person, "/").await;
    let token = opened["idToken"].as_str().unwrap();

    let certs = answer(stage.bare(Method::GET, "/oauth2/v2.1/certs")).await;
    let keys: JwkSet = serde_json::from_slice(&certs.bytes).unwrap();
    let header = decode_header(token).unwrap();
    assert_eq!(header.alg, Algorithm::ES256);
    let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    validation.set_issuer(&["https://access.line.me"]);
    validation.set_audience(&[&stage.running.simulator().config().login.id]);
    let claims = decode::<Value>(token, &key, &validation).unwrap().claims;

    assert_eq!(claims["sub"], person.user_id());
    assert_eq!(claims["name"], "潮風 太郎");
    assert_eq!(claims["amr"], json!(["linesso"]));
    assert_eq!(claims["iat"], moment().timestamp());
    assert_eq!(claims["exp"], moment().timestamp() + 3600);
}

#[tokio::test]
async fn lines_own_verification_knows_good_tokens_from_bad_ones() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let opened = stage.open_liff(&person, "/").await;
    let token = opened["idToken"].as_str().unwrap();
    let login = stage.running.simulator().config().login.id.clone();

    let good = stage.verify(&[("id_token", token), ("client_id", &login)]).await;
    assert_eq!(good.status, 200);
    assert_eq!(good.json()["sub"], person.user_id());

    let description = |answer: Answer| {
        assert_eq!(answer.status, 400);
        answer.json()["error_description"].as_str().unwrap().to_owned()
    };
    let other = stage.verify(&[("id_token", token), ("client_id", "1")]).await;
    assert_eq!(description(other), "Invalid IdToken Audience.");
    let (signed, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", "A".repeat(86));
    let forged = stage.verify(&[("id_token", &forged), ("client_id", &login)]).await;
    assert_eq!(description(forged), "Invalid IdToken.");
    let fields = [("id_token", token), ("client_id", login.as_str()), ("user_id", "U0")];
    let somebody_else = stage.verify(&fields).await;
    assert_eq!(description(somebody_else), "Invalid IdToken Subject Identifier.");

    stage.clock.advance(TimeDelta::hours(1));
    let late = stage.verify(&[("id_token", token), ("client_id", &login)]).await;
    assert_eq!(description(late), "IdToken expired.");
}

#[tokio::test]
async fn an_access_token_tells_the_profile_and_the_friendship() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let opened = stage.open_liff(&person, "/").await;
    let token = value(opened["url"].as_str().unwrap(), "access_token");

    let path = format!("/oauth2/v2.1/verify?access_token={token}");
    let verified = answer(stage.bare(Method::GET, &path)).await;
    let login = &stage.running.simulator().config().login.id;
    assert_eq!(verified.json()["client_id"], login.as_str());
    assert_eq!(verified.json()["expires_in"], 12 * 60 * 60);

    let profile = stage.with_token(Method::GET, "/v2/profile", &token).await.json();
    assert_eq!(profile["userId"], person.user_id());
    let friends = || stage.with_token(Method::GET, "/friendship/v1/status", &token);
    assert_eq!(friends().await.json(), json!({ "friendFlag": true }));
    person.unfollow().await.unwrap();
    assert_eq!(friends().await.json(), json!({ "friendFlag": false }));

    stage.clock.advance(TimeDelta::hours(12));
    assert_eq!(stage.with_token(Method::GET, "/v2/profile", &token).await.status, 401);
}

#[tokio::test]
async fn deauthorizing_with_the_login_channels_token_ends_the_persons_tokens() {
    let stage = Stage::new().await;
    let person = stage.friend().await;
    let opened = stage.open_liff(&person, "/").await;
    let token = value(opened["url"].as_str().unwrap(), "access_token");
    let body = json!({ "userAccessToken": token });

    let as_the_bot = stage.post("/user/v1/deauthorize", body.clone()).await;
    assert_eq!(as_the_bot.status, 401);

    let login = stage.running.simulator().config().login.clone();
    let channel = stage.stateless(&login.id, &login.secret).await.json()["access_token"].clone();
    let deauthorize = || {
        let request = stage.bare(Method::POST, "/user/v1/deauthorize").json(&body);
        answer(request.bearer_auth(channel.as_str().unwrap()))
    };
    assert_eq!(deauthorize().await.status, 204);
    assert_eq!(stage.with_token(Method::GET, "/v2/profile", &token).await.status, 401);
    assert_eq!(deauthorize().await.status, 400);
}

#[tokio::test]
async fn a_stateless_token_serves_for_fifteen_minutes() {
    let stage = Stage::new().await;
    let channel = stage.running.simulator().config().channel.clone();
    let issued = stage.stateless(&channel.id, &channel.secret).await.json();
    assert_eq!(issued["token_type"], "Bearer");
    assert_eq!(issued["expires_in"], 900);
    let token = issued["access_token"].as_str().unwrap();

    stage.clock.advance(TimeDelta::seconds(899));
    assert_eq!(stage.with_token(Method::GET, "/v2/bot/info", token).await.status, 200);
    stage.clock.advance(TimeDelta::seconds(1));
    assert_eq!(stage.with_token(Method::GET, "/v2/bot/info", token).await.status, 401);
}

#[tokio::test]
async fn a_wrong_secret_gets_no_token_and_a_login_token_no_bot() {
    let stage = Stage::new().await;
    let config = stage.running.simulator().config();
    let refused = stage.stateless(&config.channel.id, "wrong").await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["error"], "invalid_client");

    let login = stage.stateless(&config.login.id, &config.login.secret).await.json();
    let token = login["access_token"].as_str().unwrap();
    assert_eq!(stage.with_token(Method::GET, "/v2/bot/info", token).await.status, 403);
}
