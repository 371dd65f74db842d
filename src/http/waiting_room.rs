//! The door of the waiting room: whoever is not admitted yet goes no further, and keeps their
//! place in two cookies, one that names the browser and one that holds the ticket bound to it.

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
use time::Duration;

use super::{App, Site, problem::Problem};
use crate::{
    gate::waiting_room::{Inside, Stand, Ticket, VisitorId, Waiting},
    line::UserId,
    wording::Refusal,
};

/// As long as a ticket is good for anything.
const KEPT_FOR: Duration = Duration::days(1);

/// What somebody at the door holds.
pub(super) struct Held {
    pub(super) visitor: VisitorId,
    pub(super) place: Option<String>,
    jar: CookieJar,
}

/// The place in line of somebody inside; none where nobody has to wait.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(Option<Ticket>);

/// The answer takes this ticket along instead of the one that was shown.
#[derive(Debug, Clone)]
pub(super) struct Keep(String);

/// Lets in whoever may come in, and tells the others that they have a place in the line.
pub(super) async fn only_admitted(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(room) = &app.waiting_room else { return next.run(request).await };
    let held = Held::read(&CookieJar::from_headers(request.headers()), &app.site);
    match room.knock(held.visitor, held.place.as_deref(), app.clock.now()).await {
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
            tracing::debug!(%closed, "somebody was not let in");
            Problem::from(Refusal::Crowded).into_response()
        }
    }
}

impl Held {
    pub(super) fn read(jar: &CookieJar, site: &Site) -> Self {
        let value = |name| jar.get(name).map(|cookie| cookie.value().to_owned());
        let visitor = value(visitor_name(site)).and_then(|text| read_visitor(&text));
        // Without the browser's name nothing that was given to it is good.
        let place = visitor.and_then(|_| value(place_name(site)));
        let jar = CookieJar::new();
        if let Some(visitor) = visitor {
            return Self { visitor, place, jar };
        }
        let visitor = VisitorId::draw();
        let name = URL_SAFE_NO_PAD.encode(visitor.0);
        Self { visitor, place, jar: jar.add(cookie(visitor_name(site), name, site)) }
    }

    /// The cookies to be set, with another ticket where there is one.
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

impl Place {
    /// They have what they came for.
    pub(super) fn farewell(self, app: &App) -> Option<Keep> {
        let (room, ticket) = (app.waiting_room.as_ref()?, self.0?);
        Some(Keep(room.farewell(&ticket, app.clock.now())))
    }

    /// They have proven to be this account: a place of another account's is none of theirs.
    pub(super) fn bind(self, app: &App, user: &UserId) -> Result<Option<Keep>, Problem> {
        let (Some(room), Some(ticket)) = (&app.waiting_room, self.0) else { return Ok(None) };
        match room.bind(&ticket, room.account(user.as_str())) {
            Ok(bound) => Ok(Some(Keep(bound))),
            Err(foreign) => {
                tracing::info!(%foreign, "a place in the line was refused");
                Err(Refusal::Crowded.into())
            }
        }
    }
}

impl FromRequestParts<App> for Place {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.extensions.get::<Ticket>().copied()))
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
