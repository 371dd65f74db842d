//! Authentication: the session cookie, and the extractors by which handlers get the session.

use std::net::IpAddr;

use axum::{extract::FromRequestParts, http::request::Parts};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};

use super::{App, Site, address, problem::Problem, waiting_room::Place};
use crate::{
    gate::Caller,
    reception::{AskingHolder, SessionToken, Visitor},
    vaccination::{history::Way, ids::CouponId},
    wording::Refusal,
};

/// Extractor of a caller with or without a session, and of what the session has proven so far.
#[derive(Debug, Clone)]
pub(super) struct Guest {
    pub(super) visitor: Visitor,
    pub(super) token: Option<SessionToken>,
    address: Option<IpAddr>,
}

impl Guest {
    /// Returns the requester that login throttling counts for.
    pub(super) fn caller(&self) -> Caller {
        Caller {
            session: self.token.as_ref().map(|token| token.as_str().to_owned()),
            account: self.visitor.account,
            address: self.address,
        }
    }

    /// Gives a browser without a session token one, so that consecutive failures are counted for
    /// that browser. Nothing is stored: a session is stored once something was proven in it, and a
    /// refused attempt costs the database no write.
    pub(super) fn with_token(mut self, app: &App, jar: CookieJar) -> (Self, CookieJar) {
        if self.token.is_some() {
            return (self, jar);
        }
        let token = SessionToken::draw();
        let jar = jar.add(cookie(&token, &app.site));
        self.token = Some(token);
        (self, jar)
    }
}

/// Extractor of a caller who has proven to hold a coupon. The session may end while the request
/// waits: a handler that changes something passes it on as [`asking`](Self::asking).
#[derive(Debug, Clone)]
pub(super) struct Holder {
    pub(super) coupon: CouponId,
    pub(super) visitor: Visitor,
    pub(super) session: SessionToken,
}

impl Holder {
    pub(super) fn asking(&self) -> AskingHolder<'_> {
        let Self { coupon, visitor, session } = self;
        AskingHolder { coupon: *coupon, account: visitor.account, session, way: visitor.way() }
    }
}

/// Extractor of the channel of an availability request. If no seats are reserved for any channel,
/// all channels see the same seats and no session is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looking(pub(super) Way);

impl FromRequestParts<App> for Looking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if !app.desk.programme().shares.are_kept() {
            return Ok(Self(Way::Web));
        }
        let Guest { visitor, .. } = Guest::from_request_parts(parts, app).await?;
        Ok(Self(visitor.way()))
    }
}

impl FromRequestParts<App> for Guest {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        // A process that lacks a sealing key in use cannot find the rows sealed with it, and would
        // create them a second time.
        if app.store.lacks_key() {
            return Err(Refusal::Unavailable.into());
        }
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = jar.get(cookie_name(&app.site));
        let token = cookie.and_then(|cookie| SessionToken::from_cookie(cookie.value()));
        let visitor = match &token {
            Some(token) => app.desk.visitor(token, app.clock.now()).await?,
            None => Visitor::default(),
        };
        let address = address::of(&parts.extensions, &parts.headers, &app.site.trusted_proxies);
        Ok(Self { visitor, token, address })
    }
}

impl FromRequestParts<App> for Holder {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Guest { visitor, token, .. } = Guest::from_request_parts(parts, app).await?;
        Place::of(parts).must_belong_to(app, visitor.account).await?;
        let coupon = visitor.coupon.ok_or(Refusal::NotIdentified)?;
        let session = token.ok_or(Refusal::NotIdentified)?;
        Ok(Self { coupon, visitor, session })
    }
}

/// Builds the session cookie, which scripts cannot read and no other site gets.
pub(super) fn cookie(token: &SessionToken, site: &Site) -> Cookie<'static> {
    Cookie::build((cookie_name(site), token.as_str().to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(site.https)
        .build()
}

/// Builds the cookie that removes the session cookie at log-out.
pub(super) fn no_cookie(site: &Site) -> Cookie<'static> {
    Cookie::build((cookie_name(site), "")).path("/").secure(site.https).build()
}

fn cookie_name(site: &Site) -> &'static str {
    if site.https { "__Host-sesshu" } else { "sesshu" }
}
