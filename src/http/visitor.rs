//! Who is asking: the session cookie, and the two extractors that handlers name.

use axum::{extract::FromRequestParts, http::request::Parts};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};

use super::{App, Site, problem::Problem};
use crate::{
    reception::{SessionToken, Visitor},
    vaccination::{history::Way, ids::CouponId},
    wording::Refusal,
};

/// Anybody, with whatever their session has proven so far.
#[derive(Debug, Clone)]
pub(super) struct Guest {
    pub(super) visitor: Visitor,
    pub(super) token: Option<SessionToken>,
}

/// Somebody who has proven to hold a coupon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holder {
    pub(super) coupon: CouponId,
    pub(super) way: Way,
}

impl FromRequestParts<App> for Guest {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = jar.get(cookie_name(&app.site));
        let token = cookie.and_then(|cookie| SessionToken::from_cookie(cookie.value()));
        let visitor = match &token {
            Some(token) => app.desk.visitor(token, app.clock.now()).await?,
            None => Visitor::default(),
        };
        Ok(Self { visitor, token })
    }
}

impl FromRequestParts<App> for Holder {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Guest { visitor, .. } = Guest::from_request_parts(parts, app).await?;
        let coupon = visitor.coupon.ok_or(Refusal::NotIdentified)?;
        Ok(Self { coupon, way: visitor.way() })
    }
}

/// The cookie that carries a session: out of reach of scripts, sent to nobody else.
pub(super) fn cookie(token: &SessionToken, site: &Site) -> Cookie<'static> {
    Cookie::build((cookie_name(site), token.as_str().to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(site.https)
        .build()
}

/// The cookie to take away when someone logs out.
pub(super) fn no_cookie(site: &Site) -> Cookie<'static> {
    Cookie::build((cookie_name(site), "")).path("/").secure(site.https).build()
}

fn cookie_name(site: &Site) -> &'static str {
    if site.https { "__Host-sesshu" } else { "sesshu" }
}
