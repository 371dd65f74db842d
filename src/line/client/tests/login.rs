//! Calls on behalf of the LINE Login channel.

use serde_json::{Value, json};

use super::{super::LineError, at_line};
use crate::line::fake::LOGIN_CHANNEL;

#[tokio::test]
async fn what_a_person_allowed_is_given_back_with_the_login_channels_own_token() {
    let (fake, line) = at_line().await;
    fake.on("POST /user/v1/deauthorize", 204, json!(null));
    assert_eq!(line.deauthorize(&"their-token".into()).await, Ok(true));

    let issued = fake.once("POST /oauth2/v3/token");
    let form = String::from_utf8(issued.body.to_vec()).unwrap();
    assert!(form.contains(&format!("client_id={LOGIN_CHANNEL}")), "{form}");
    let asked = fake.once("POST /user/v1/deauthorize");
    assert_eq!(asked.headers["authorization"], "Bearer token-1");
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(body, json!({ "userAccessToken": "their-token" }));
}

#[tokio::test]
async fn a_token_that_line_does_not_know_is_refused() {
    let (fake, line) = at_line().await;
    let message = json!({ "message": "The user access token is invalid" });
    fake.on("POST /user/v1/deauthorize", 400, message);
    let refused = line.deauthorize(&"stale".into()).await;
    assert!(matches!(refused, Err(LineError::Refused { status: 400, .. })), "{refused:?}");
}
