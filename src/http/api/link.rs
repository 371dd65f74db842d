//! LINE連携 on the pages.

use axum::{Json, extract::State};
use secrecy::ExposeSecret;

use super::session::{Session, describe};
use crate::{
    http::{
        App,
        problem::{Problem, ProblemBody},
        visitor::{Guest, Holder},
    },
    line::UserId,
    vaccination::ids::AccountId,
    wording::Refusal,
};

/// Links the identified coupon to the LINE account whose ID token was verified.
#[utoipa::path(put, path = "/link", operation_id = "link",
    responses((status = 200, body = Session), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub(super) async fn link(
    State(app): State<App>,
    holder: Holder,
    guest: Guest,
) -> Result<Json<Session>, Problem> {
    let account = guest.visitor.account.ok_or(Refusal::LineUnknown)?;
    app.desk.link(holder.coupon, account, holder.way, app.clock.now()).await?;
    learn_friendship(&app, account).await?;
    Ok(Json(describe(&app, guest.visitor).await?))
}

/// LINE tells the profile of friends only. Where it does not answer, what was known stays.
async fn learn_friendship(app: &App, account: AccountId) -> Result<(), Problem> {
    let Some(user) = app.desk.user_id(account).await? else { return Ok(()) };
    let Ok(user) = user.expose_secret().parse::<UserId>() else { return Ok(()) };
    match app.line.profile(&user).await {
        Ok(profile) => app.desk.set_friend(account, profile.is_some()).await?,
        Err(error) => tracing::warn!(%error, "the friendship could not be asked for"),
    }
    Ok(())
}

/// Unlinks the identified coupon.
#[utoipa::path(delete, path = "/link", operation_id = "unlink",
    responses((status = 200, body = Session), (status = 401, body = ProblemBody)))]
pub(super) async fn unlink(
    State(app): State<App>,
    holder: Holder,
    guest: Guest,
) -> Result<Json<Session>, Problem> {
    app.desk.unlink(holder.coupon, holder.way, app.clock.now()).await?;
    Ok(Json(describe(&app, guest.visitor).await?))
}
