//! LINE Login: ID tokens, access tokens, and the channel's own tokens.

use chrono::TimeDelta;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::Method;
use serde_json::{Value, json};

use crate::fixture::{Fixture, Response, send, start_time};
use crate::liff::value;

impl Fixture {
    async fn verify(&self, fields: &[(&str, &str)]) -> Response {
        send(self.anonymous_request(Method::POST, "/oauth2/v2.1/verify").form(fields)).await
    }

    async fn stateless(&self, id: &str, secret: &str) -> Response {
        let fields =
            [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
        send(self.anonymous_request(Method::POST, "/oauth2/v3/token").form(&fields)).await
    }

    async fn with_token(&self, method: Method, path: &str, token: &str) -> Response {
        send(self.anonymous_request(method, path).bearer_auth(token)).await
    }
}

#[tokio::test]
async fn id_token_verifies_with_the_published_keys() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let opened = fixture.open_liff(&person, "/").await;
    let token = opened["idToken"].as_str().unwrap();

    let certs = send(fixture.anonymous_request(Method::GET, "/oauth2/v2.1/certs")).await;
    let keys: JwkSet = serde_json::from_slice(&certs.bytes).unwrap();
    let header = decode_header(token).unwrap();
    assert_eq!(header.alg, Algorithm::ES256);
    let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    validation.set_issuer(&["https://access.line.me"]);
    validation.set_audience(&[&fixture.running.simulator().config().login.id]);
    let claims = decode::<Value>(token, &key, &validation).unwrap().claims;

    assert_eq!(claims["sub"], person.user_id());
    assert_eq!(claims["name"], "潮風 太郎");
    assert_eq!(claims["amr"], json!(["linesso"]));
    assert_eq!(claims["iat"], start_time().timestamp());
    assert_eq!(claims["exp"], start_time().timestamp() + 3600);
}

#[tokio::test]
async fn verification_endpoint_refuses_invalid_id_tokens() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let opened = fixture.open_liff(&person, "/").await;
    let token = opened["idToken"].as_str().unwrap();
    let login = fixture.running.simulator().config().login.id.clone();

    let good = fixture.verify(&[("id_token", token), ("client_id", &login)]).await;
    assert_eq!(good.status, 200);
    assert_eq!(good.json()["sub"], person.user_id());

    let description = |answer: Response| {
        assert_eq!(answer.status, 400);
        answer.json()["error_description"].as_str().unwrap().to_owned()
    };
    let other = fixture.verify(&[("id_token", token), ("client_id", "1")]).await;
    assert_eq!(description(other), "Invalid IdToken Audience.");
    let (signed, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", "A".repeat(86));
    let forged = fixture.verify(&[("id_token", &forged), ("client_id", &login)]).await;
    assert_eq!(description(forged), "Invalid IdToken.");
    let fields = [("id_token", token), ("client_id", login.as_str()), ("user_id", "U0")];
    let somebody_else = fixture.verify(&fields).await;
    assert_eq!(description(somebody_else), "Invalid IdToken Subject Identifier.");

    fixture.clock.advance(TimeDelta::hours(1));
    let late = fixture.verify(&[("id_token", token), ("client_id", &login)]).await;
    assert_eq!(description(late), "IdToken expired.");
}

#[tokio::test]
async fn access_token_reads_profile_and_friendship() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let opened = fixture.open_liff(&person, "/").await;
    let token = value(opened["url"].as_str().unwrap(), "access_token");

    let path = format!("/oauth2/v2.1/verify?access_token={token}");
    let verified = send(fixture.anonymous_request(Method::GET, &path)).await;
    let login = &fixture.running.simulator().config().login.id;
    assert_eq!(verified.json()["client_id"], login.as_str());
    assert_eq!(verified.json()["expires_in"], 12 * 60 * 60);

    let profile = fixture.with_token(Method::GET, "/v2/profile", &token).await.json();
    assert_eq!(profile["userId"], person.user_id());
    let friends = || fixture.with_token(Method::GET, "/friendship/v1/status", &token);
    assert_eq!(friends().await.json(), json!({ "friendFlag": true }));
    person.unfollow().await.unwrap();
    assert_eq!(friends().await.json(), json!({ "friendFlag": false }));

    fixture.clock.advance(TimeDelta::hours(12));
    assert_eq!(fixture.with_token(Method::GET, "/v2/profile", &token).await.status, 401);
}

#[tokio::test]
async fn deauthorizing_revokes_the_persons_tokens() {
    let fixture = Fixture::new().await;
    let person = fixture.add_friend().await;
    let opened = fixture.open_liff(&person, "/").await;
    let token = value(opened["url"].as_str().unwrap(), "access_token");
    let body = json!({ "userAccessToken": token });

    let as_the_bot = fixture.post("/user/v1/deauthorize", body.clone()).await;
    assert_eq!(as_the_bot.status, 401);

    let login = fixture.running.simulator().config().login.clone();
    let channel = fixture.stateless(&login.id, &login.secret).await.json()["access_token"].clone();
    let deauthorize = || {
        let request = fixture.anonymous_request(Method::POST, "/user/v1/deauthorize").json(&body);
        send(request.bearer_auth(channel.as_str().unwrap()))
    };
    assert_eq!(deauthorize().await.status, 204);
    assert_eq!(fixture.with_token(Method::GET, "/v2/profile", &token).await.status, 401);
    assert_eq!(deauthorize().await.status, 400);
}

#[tokio::test]
async fn stateless_token_is_valid_for_fifteen_minutes() {
    let fixture = Fixture::new().await;
    let channel = fixture.running.simulator().config().channel.clone();
    let issued = fixture.stateless(&channel.id, &channel.secret).await.json();
    assert_eq!(issued["token_type"], "Bearer");
    assert_eq!(issued["expires_in"], 900);
    let token = issued["access_token"].as_str().unwrap();

    fixture.clock.advance(TimeDelta::seconds(899));
    assert_eq!(fixture.with_token(Method::GET, "/v2/bot/info", token).await.status, 200);
    fixture.clock.advance(TimeDelta::seconds(1));
    assert_eq!(fixture.with_token(Method::GET, "/v2/bot/info", token).await.status, 401);
}

#[tokio::test]
async fn wrong_secret_is_refused_and_login_token_cannot_message() {
    let fixture = Fixture::new().await;
    let config = fixture.running.simulator().config();
    let refused = fixture.stateless(&config.channel.id, "wrong").await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["error"], "invalid_client");

    let login = fixture.stateless(&config.login.id, &config.login.secret).await.json();
    let token = login["access_token"].as_str().unwrap();
    assert_eq!(fixture.with_token(Method::GET, "/v2/bot/info", token).await.status, 403);
}
