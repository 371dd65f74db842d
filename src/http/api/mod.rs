//! The resident API, described by OpenAPI at `/api/openapi.json`.

mod bookings;
#[expect(
    unused_qualifications,
    reason = "utoipa writes the parameters' types with their whole path"
)]
mod calendar;
mod contact;
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

use axum::{Json, Router, routing::get};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, problem::Problem};
use crate::wording::Refusal;

/// The residents' pages speak this API; the pages' client is generated from it.
#[derive(OpenApi)]
#[openapi(info(
    title = "Sesshu resident API",
    description = "Identity, contact, free seats and bookings of one resident. Refusals are \
                   problem details (RFC 9457) with a stable `code`.",
    license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
))]
struct Description;

pub(super) fn router() -> Router<App> {
    let (routes, _) = described().split_for_parts();
    let description = openapi();
    routes
        .route("/openapi.json", get(|| async { Json(description) }))
        .fallback(|| async { Problem::from(Refusal::NotFound) })
}

/// The description of the API.
pub fn openapi() -> utoipa::openapi::OpenApi {
    OpenApiRouter::<App>::with_openapi(Description::openapi())
        .nest("/api", described())
        .into_openapi()
}

fn described() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(municipality::municipality))
        .routes(routes!(session::session, session::log_out))
        .routes(routes!(session::with_line))
        .routes(routes!(session::with_coupon))
        .routes(routes!(session::choose))
        .routes(routes!(robot_check::challenge, robot_check::pass))
        .routes(routes!(link::link))
        .routes(routes!(link::unlink))
        .routes(routes!(contact::contact, contact::change_contact))
        .routes(routes!(seats::venues))
        .routes(routes!(seats::calendar))
        .routes(routes!(seats::times))
        .routes(routes!(seats::slot))
        .routes(routes!(calendar::file))
        .routes(routes!(bookings::bookings, bookings::book))
        .routes(routes!(bookings::cancel))
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
