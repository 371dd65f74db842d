//! The platform side: LINE's own addresses. One port plays `api.line.me`, `api-data.line.me`
//! and `access.line.me`.

mod alias;
mod authorization;
mod bearer;
mod body;
mod channel;
mod gateway;
mod login;
mod record;
mod refusal;
mod rich_menu;
mod rich_menu_of;
mod send;
mod token;
mod webhook_endpoint;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};

pub(crate) use refusal::{Detail, Refusal};
pub(crate) use rich_menu::image_of as rich_menu_image;

use crate::simulator::Simulator;

pub(crate) fn router(simulator: &Simulator) -> Router<Simulator> {
    Router::new()
        .merge(messaging())
        .merge(rich_menus())
        .merge(tokens_and_login())
        .route("/v2/{*rest}", any(unknown))
        .route("/oauth2/{*rest}", any(unknown))
        .layer(from_fn_with_state(simulator.clone(), gateway::pass))
}

fn messaging() -> Router<Simulator> {
    Router::new()
        .route("/v2/bot/message/reply", post(send::reply))
        .route("/v2/bot/message/push", post(send::push))
        .route("/v2/bot/message/multicast", post(send::multicast))
        .route("/v2/bot/message/broadcast", post(send::broadcast))
        .route("/v2/bot/message/narrowcast", post(send::narrowcast))
        .route("/v2/bot/message/progress/narrowcast", get(send::progress))
        .route("/v2/bot/message/validate/reply", post(send::validate))
        .route("/v2/bot/message/validate/push", post(send::validate))
        .route("/v2/bot/message/validate/multicast", post(send::validate))
        .route("/v2/bot/message/validate/narrowcast", post(send::validate))
        .route("/v2/bot/message/validate/broadcast", post(send::validate))
        .route("/v2/bot/message/quota", get(channel::quota))
        .route("/v2/bot/message/quota/consumption", get(channel::consumption))
        .route("/v2/bot/info", get(channel::info))
        .route("/v2/bot/profile/{user_id}", get(channel::profile))
        .route("/v2/bot/chat/loading/start", post(channel::loading))
        .route(
            "/v2/bot/channel/webhook/endpoint",
            get(webhook_endpoint::get).put(webhook_endpoint::set),
        )
        .route("/v2/bot/channel/webhook/test", post(webhook_endpoint::test))
}

fn rich_menus() -> Router<Simulator> {
    Router::new()
        .route("/v2/bot/richmenu", post(rich_menu::create))
        .route("/v2/bot/richmenu/validate", post(rich_menu::validate))
        .route("/v2/bot/richmenu/list", get(rich_menu::list))
        .route("/v2/bot/richmenu/{menu_id}", get(rich_menu::get).delete(rich_menu::delete))
        .route(
            "/v2/bot/richmenu/{menu_id}/content",
            get(rich_menu::download).post(rich_menu::upload),
        )
        .route("/v2/bot/richmenu/alias", post(alias::create))
        .route("/v2/bot/richmenu/alias/list", get(alias::list))
        .route(
            "/v2/bot/richmenu/alias/{alias}",
            get(alias::get).post(alias::update).delete(alias::delete),
        )
        .route(
            "/v2/bot/user/all/richmenu",
            get(rich_menu_of::default).delete(rich_menu_of::clear_default),
        )
        .route("/v2/bot/user/all/richmenu/{menu_id}", post(rich_menu_of::set_default))
        .route(
            "/v2/bot/user/{user_id}/richmenu",
            get(rich_menu_of::linked).delete(rich_menu_of::unlink),
        )
        .route("/v2/bot/user/{user_id}/richmenu/{menu_id}", post(rich_menu_of::link))
}

fn tokens_and_login() -> Router<Simulator> {
    Router::new()
        .route("/oauth2/v3/token", post(token::issue_stateless))
        .route("/oauth2/v2.1/token", post(authorization::issue_for_code))
        .route("/liff/v2/apps/{liff_id}/contextToken", get(authorization::context))
        .route("/oauth2/v2.1/certs", get(login::certs))
        .route("/oauth2/v2.1/verify", get(login::verify_access_token).post(login::verify_id_token))
        .route("/v2/profile", get(login::profile))
        .route("/friendship/v1/status", get(login::friendship))
        .route("/user/v1/deauthorize", post(login::deauthorize))
}

async fn unknown() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "Not found")
}
