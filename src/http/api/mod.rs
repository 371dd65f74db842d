//! The resident API, described by OpenAPI at `/api/openapi.json`.

mod body;
mod bookings;
#[expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' types with their whole path"
)]
mod calendar;
mod contact;
mod described;
mod input;
mod link;
mod municipality;
mod robot_check;
#[expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' types with their whole path"
)]
mod seats;
mod session;
mod sessions;
mod waiting_room;

use axum::{
    Json, Router,
    middleware::from_fn_with_state,
    routing::{any, get},
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::body::Bodies;
use self::described::{Asks, with_refusals};
use super::{App, around::Around, origin, problem::Problem, retry, waiting_room::only_admitted};
use crate::wording::Refusal;

/// The residents' pages speak this API; the pages' client is generated from it.
#[derive(OpenApi)]
#[openapi(info(
    title = "Sesshu resident API",
    description = "Identity, contact, availability and bookings of one resident. Errors are \
                   problem details (RFC 9457) with a stable `code`.",
    license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
))]
struct Description;

pub(super) fn router(app: &App) -> Router<App> {
    let (everybody, _) = for_everybody().split_for_parts();
    let (admitted, _) = for_those_admitted().split_for_parts();
    let admitted = if app.waiting_room.is_some() {
        admitted.route_layer(from_fn_with_state(app.clone(), only_admitted))
    } else {
        admitted
    };
    let description = openapi();
    everybody
        .merge(admitted)
        .route("/api/openapi.json", get(|| async { Json(description) }))
        .route("/api", any(nothing))
        .route("/api/", any(nothing))
        .route("/api/{*path}", any(nothing))
        .layer(Around(retry::after_contention))
        .layer(Around(origin::only_ours))
}

async fn nothing() -> Problem {
    Refusal::NotFound.into()
}

/// Returns the OpenAPI document of the API.
pub fn openapi() -> utoipa::openapi::OpenApi {
    OpenApiRouter::<App>::with_openapi(Description::openapi())
        .merge(for_everybody())
        .merge(for_those_admitted())
        .into_openapi()
}

/// Returns the routes that need no admission: cheap ones, the waiting room, and logging out.
fn for_everybody() -> OpenApiRouter<App> {
    let router = OpenApiRouter::new()
        .routes(routes!(municipality::municipality))
        .routes(routes!(waiting_room::look, waiting_room::knock))
        .routes(routes!(session::log_out))
        .routes(routes!(calendar::file));
    with_refusals(router, Asks::Everybody)
}

/// Returns the routes behind the waiting room.
fn for_those_admitted() -> OpenApiRouter<App> {
    let router = OpenApiRouter::new()
        .routes(routes!(session::session))
        .routes(routes!(session::with_line))
        .routes(routes!(session::with_coupon))
        .routes(routes!(session::choose))
        .routes(routes!(robot_check::challenge, robot_check::pass))
        .routes(routes!(sessions::sessions, sessions::end_others))
        .routes(routes!(sessions::end_one))
        .routes(routes!(link::link))
        .routes(routes!(link::unlink))
        .routes(routes!(contact::contact, contact::change_contact))
        .routes(routes!(seats::venues))
        .routes(routes!(seats::calendar))
        .routes(routes!(seats::times))
        .routes(routes!(seats::slot))
        .routes(routes!(bookings::bookings, bookings::book))
        .routes(routes!(bookings::cancel));
    with_refusals(router, Asks::Admitted)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    #[test]
    fn the_pages_client_is_generated_from_this_description() {
        let theirs: Value =
            serde_json::from_str(include_str!("../../../liff/openapi.json")).unwrap();
        let ours = serde_json::to_value(super::openapi()).unwrap();
        assert!(theirs == ours, "liff/openapi.json is out of date: run `make api`");
    }
}
