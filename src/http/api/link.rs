//! LINE連携 on the pages.

use axum::{Json, extract::State};

use super::session::{Session, describe};
use crate::{
    http::{
        App,
        problem::{Problem, ProblemBody},
        visitor::{Guest, Holder},
    },
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
    Ok(Json(describe(&app, guest.visitor).await?))
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
