//! Calls that only the LINE Login channel may make.

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::{Line, LineError, transport::Call};

impl Line {
    /// Revokes what a person allowed our LINE Login channel; required when they unregister (LINE,
    /// "LIFF app development guidelines"). `access_token` is the person's own live token, which
    /// identifies them. Returns `false` if no secret of that channel is configured.
    pub async fn deauthorize(&self, access_token: &SecretString) -> Result<bool, LineError> {
        let Some(tokens) = &self.0.login_tokens else { return Ok(false) };
        let bearer = tokens.bearer(&self.0.transport).await?;
        let body = json!({ "userAccessToken": access_token.expose_secret() });
        let call = Call::json("/user/v1/deauthorize", &body)?;
        self.0.transport.request(&call, Some(&bearer)).await?.good()?;
        Ok(true)
    }
}
