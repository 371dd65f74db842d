//! Middleware of the waiting room: refuses requests of people who are not admitted yet. Their place
//! is kept in two cookies, one with the browser's ID and one with the ticket bound to it.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::request::Parts,
    middleware::Next,
    response::{IntoResponse, IntoResponseParts, Response, ResponseParts},
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::ExposeSecret;
use time::Duration;

use super::{App, Site, address, problem::Problem};
use crate::{
    gate::waiting_room::{AccountMark, Inside, Stand, Ticket, VisitorId, Waiting, WaitingRoom},
    line::UserId,
    storage::StorageError,
    vaccination::ids::AccountId,
    wording::Refusal,
};

/// The lifetime of the cookies: as long as a ticket can be of use.
const KEPT_FOR: Duration = Duration::days(1);

/// The waiting-room cookies of a request, and those to set in the answer.
pub(super) struct Held {
    pub(super) visitor: VisitorId,
    pub(super) place: Option<String>,
    jar: CookieJar,
}

/// The ticket of an admitted request; `None` if the waiting room is switched off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(Option<Ticket>);

/// Response extension with the ticket that replaces the one of the request.
#[derive(Debug, Clone)]
pub(super) struct Keep(String);

/// Passes on admitted requests, and refuses the others with a place in the queue.
pub(super) async fn only_admitted(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(room) = &app.waiting_room else { return next.run(request).await };
    let held = Held::read(&CookieJar::from_headers(request.headers()), &app.site);
    let trusted = &app.site.trusted_proxies;
    let address = address::of(request.extensions(), request.headers(), trusted);
    match room.knock(held.visitor, address, held.place.as_deref(), app.clock.now()).await {
        Ok(Stand::Inside(Inside { ticket, renewed })) => {
            request.extensions_mut().insert(ticket);
            let response = next.run(request).await;
            let foreign = response.extensions().get::<Problem>().is_some_and(Problem::is_crowded);
            if foreign {
                return (held.given_up(&app.site), response).into_response();
            }
            let changed = response.extensions().get::<Keep>().map(|kept| kept.0.clone());
            (held.keeping(changed.or(renewed), &app.site), response).into_response()
        }
        Ok(Stand::Waiting(Waiting { renewed, .. })) => {
            (held.keeping(renewed, &app.site), Problem::from(Refusal::Crowded)).into_response()
        }
        Err(closed) => {
            tracing::debug!(%closed, "the waiting room could not admit or queue a request");
            Problem::from(Refusal::Crowded).into_response()
        }
    }
}

impl Held {
    pub(super) fn read(jar: &CookieJar, site: &Site) -> Self {
        let value = |name| jar.get(name).map(|cookie| cookie.value().to_owned());
        let visitor = value(visitor_name(site)).and_then(|text| read_visitor(&text));
        // A ticket is bound to the browser's ID and worth nothing without it.
        let place = visitor.and_then(|_| value(place_name(site)));
        let jar = CookieJar::new();
        if let Some(visitor) = visitor {
            return Self { visitor, place, jar };
        }
        let visitor = VisitorId::draw();
        let name = URL_SAFE_NO_PAD.encode(visitor.0);
        Self { visitor, place, jar: jar.add(cookie(visitor_name(site), name, site)) }
    }

    /// Returns the cookies to set, with the given new ticket, if any.
    pub(super) fn keeping(self, ticket: Option<String>, site: &Site) -> CookieJar {
        match ticket {
            Some(ticket) => self.jar.add(cookie(place_name(site), ticket, site)),
            None => self.jar,
        }
    }

    fn given_up(self, site: &Site) -> CookieJar {
        let mut gone = cookie(place_name(site), String::new(), site);
        gone.set_max_age(Duration::ZERO);
        self.jar.add(gone)
    }
}

/// Replaces the pass of an admitted browser by an exit pass at log-out. Assigns no number and never
/// makes the person wait.
pub(super) fn leave(app: &App, jar: CookieJar) -> CookieJar {
    let Some(room) = &app.waiting_room else { return jar };
    let now = app.clock.now();
    let held = Held::read(&jar, &app.site);
    let inside = held.place.and_then(|place| room.inside(held.visitor, &place, now));
    match inside {
        Some(ticket) => {
            jar.add(cookie(place_name(&app.site), room.farewell(&ticket, now), &app.site))
        }
        None => jar,
    }
}

impl Place {
    /// Returns the exit pass that replaces the ticket after a booking.
    pub(super) fn farewell(self, app: &App) -> Option<Keep> {
        let (room, ticket) = (app.waiting_room.as_ref()?, self.0?);
        Some(Keep(room.farewell(&ticket, app.clock.now())))
    }

    /// Returns the ticket with which the request was admitted.
    pub(super) fn of(parts: &Parts) -> Self {
        Self(parts.extensions.get::<Ticket>().copied())
    }

    /// Refuses a ticket that is bound to another account than the session's, or to any account if
    /// the session has none: such a ticket was passed on.
    pub(super) async fn must_belong_to(
        self,
        app: &App,
        account: Option<AccountId>,
    ) -> Result<(), Problem> {
        let Some(room) = &app.waiting_room else { return Ok(()) };
        let Some(bound_to) = self.0.and_then(|ticket| ticket.account()) else { return Ok(()) };
        let mark = match account {
            Some(account) => mark_of(app, room, account).await?,
            None => None,
        };
        if mark == Some(bound_to) {
            return Ok(());
        }
        tracing::info!("a waiting-room ticket was refused: it is bound to another account");
        Err(Refusal::Crowded.into())
    }

    /// Binds the ticket to the LINE account that was just verified. Refuses a ticket that is bound
    /// to another account.
    pub(super) fn bind(self, app: &App, user: &UserId) -> Result<Option<Keep>, Problem> {
        let (Some(room), Some(ticket)) = (&app.waiting_room, self.0) else { return Ok(None) };
        match room.bind(&ticket, room.account(user.as_str())) {
            Ok(bound) => Ok(Some(Keep(bound))),
            Err(foreign) => {
                tracing::info!(%foreign, "a waiting-room ticket was refused");
                Err(Refusal::Crowded.into())
            }
        }
    }
}

async fn mark_of(
    app: &App,
    room: &WaitingRoom,
    account: AccountId,
) -> Result<Option<AccountMark>, StorageError> {
    if let Some(mark) = room.remembered_mark(account) {
        return Ok(Some(mark));
    }
    let user_id = app.desk.user_id(account).await?;
    Ok(user_id.map(|user_id| room.remember_mark(account, user_id.expose_secret())))
}

impl FromRequestParts<App> for Place {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

impl IntoResponseParts for Keep {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        parts.extensions_mut().insert(self);
        Ok(parts)
    }
}

fn cookie(name: &'static str, value: String, site: &Site) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(site.https)
        .max_age(KEPT_FOR)
        .build()
}

fn read_visitor(text: &str) -> Option<VisitorId> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(VisitorId)
}

fn visitor_name(site: &Site) -> &'static str {
    if site.https { "__Host-sesshu-visitor" } else { "sesshu-visitor" }
}

fn place_name(site: &Site) -> &'static str {
    if site.https { "__Host-sesshu-place" } else { "sesshu-place" }
}
