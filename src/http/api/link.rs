//! Endpoints for the link to LINE (LINE連携).

use axum::{Json, extract::State};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    input::Body,
    session::{Opened, Session, describe},
};
use crate::{
    http::{
        App,
        problem::{Problem, ProblemBody},
        visitor::{self, Holder},
    },
    line::UserId,
    reception::Unlinked,
    vaccination::ids::AccountId,
};

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Unlinking {
    /// The current access token of the LIFF SDK. Without it, nothing is revoked at LINE.
    line_access_token: Option<String>,
}

/// Links the identified coupon to the LINE account that was verified in this session.
#[utoipa::path(put, path = "/api/link", operation_id = "link",
    responses((status = 200, body = Session), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub(super) async fn link(State(app): State<App>, holder: Holder) -> Result<Json<Session>, Problem> {
    let now = app.clock.now();
    let account = app.desk.link(holder.asking(), now).await?;
    learn_friendship(&app, account, now).await?;
    Ok(Json(describe(&app, holder.visitor).await?))
}

/// Records whether the account is a friend. LINE returns profiles of friends only; if it does not
/// answer, nothing changes.
async fn learn_friendship(
    app: &App,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let Some(account) = app.desk.known_account(account).await? else { return Ok(()) };
    let Ok(user) = account.user_id.expose_secret().parse::<UserId>() else { return Ok(()) };
    match app.line.profile(&user).await {
        Ok(profile) => {
            app.desk.record_profile_query(&account, profile.is_some(), now).await?;
        }
        Err(error) => tracing::warn!(%error, "could not query whether an account is a friend"),
    }
    Ok(())
}

/// Unlinks the identified coupon from its LINE account.
///
/// The person has to identify themselves again afterwards (manual, page 20). If it was the last
/// coupon of the account, the permissions that the person granted us at LINE are revoked.
#[utoipa::path(post, path = "/api/link/end", operation_id = "unlink", request_body = Unlinking,
    responses((status = 200, body = Session), (status = 401, body = ProblemBody)))]
pub(super) async fn unlink(
    State(app): State<App>,
    holder: Holder,
    jar: CookieJar,
    Body(unlinking): Body<Unlinking>,
) -> Result<Opened, Problem> {
    let Unlinked { token, visitor } = app.desk.unlink(holder.asking(), app.clock.now()).await?;
    if let (Some(_), None, Some(line_token)) =
        (holder.visitor.account, visitor.account, unlinking.line_access_token)
    {
        deauthorize(&app, line_token.into()).await;
    }
    let session = describe(&app, visitor).await?;
    Ok((jar.add(visitor::cookie(&token, &app.site)), Json(session)))
}

/// Revokes at LINE what the person has allowed us. A failure is only logged: the link is removed in
/// any case, and the person can also revoke the permissions in LINE's settings.
async fn deauthorize(app: &App, token: SecretString) {
    match app.line.deauthorize(&token).await {
        Ok(true) => tracing::info!("revoked the permissions at LINE of an account without coupons"),
        Ok(false) => tracing::warn!(
            "could not revoke permissions at LINE: the LINE Login channel has no secret"
        ),
        Err(error) => tracing::warn!(%error, "could not revoke permissions at LINE"),
    }
}
