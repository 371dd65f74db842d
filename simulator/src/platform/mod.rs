//! LINE's own API. One port plays `api.line.me`, `api-data.line.me` and `access.line.me`.

mod account_link;
mod alias;
mod auth;
mod authorization;
mod body;
mod channel;
mod error;
mod gateway;
mod liff_apps;
mod login;
mod people;
mod request_log;
mod rich_menu;
mod rich_menu_bulk;
mod send;
mod statistics;
mod token;
mod user_rich_menu;
mod webhook_endpoint;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};

pub(crate) use error::{ApiError, Detail};
pub(crate) use rich_menu::image_response as rich_menu_image;

use crate::simulator::Simulator;

pub(crate) fn router(simulator: &Simulator) -> Router<Simulator> {
    Router::new()
        .merge(messaging())
        .merge(rich_menus())
        .merge(tokens_and_login())
        .route("/v2/{*rest}", any(not_found))
        .route("/oauth2/{*rest}", any(not_found))
        .layer(from_fn_with_state(simulator.clone(), gateway::handle))
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
        .route("/v2/bot/message/quota", get(statistics::quota))
        .route("/v2/bot/message/quota/consumption", get(statistics::consumption))
        .route("/v2/bot/message/delivery/{way}", get(statistics::delivery))
        .route("/v2/bot/message/{message_id}/content", get(people::content))
        .route("/v2/bot/message/{message_id}/content/preview", get(people::content))
        .route("/v2/bot/followers/ids", get(people::followers))
        .route("/v2/bot/chat/markAsRead", post(people::mark_as_read))
        .route("/v2/bot/user/{user_id}/linkToken", post(account_link::issue_token))
        .route("/dialog/bot/accountLink", get(account_link::link))
        .route("/v2/bot/info", get(channel::info))
        .route("/v2/bot/profile/{user_id}", get(people::profile))
        .route("/v2/bot/chat/loading/start", post(channel::show_loading))
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
        .route("/v2/bot/richmenu/bulk/link", post(rich_menu_bulk::link))
        .route("/v2/bot/richmenu/bulk/unlink", post(rich_menu_bulk::unlink))
        .route("/v2/bot/richmenu/batch", post(rich_menu_bulk::batch))
        .route("/v2/bot/richmenu/validate/batch", post(rich_menu_bulk::validate_batch))
        .route("/v2/bot/richmenu/progress/batch", get(rich_menu_bulk::progress))
        .route("/v2/bot/richmenu/alias", post(alias::create))
        .route("/v2/bot/richmenu/alias/list", get(alias::list))
        .route(
            "/v2/bot/richmenu/alias/{alias}",
            get(alias::get).post(alias::update).delete(alias::delete),
        )
        .route(
            "/v2/bot/user/all/richmenu",
            get(user_rich_menu::get_default).delete(user_rich_menu::clear_default),
        )
        .route("/v2/bot/user/all/richmenu/{menu_id}", post(user_rich_menu::set_default))
        .route(
            "/v2/bot/user/{user_id}/richmenu",
            get(user_rich_menu::get).delete(user_rich_menu::unlink),
        )
        .route("/v2/bot/user/{user_id}/richmenu/{menu_id}", post(user_rich_menu::link))
}

fn tokens_and_login() -> Router<Simulator> {
    Router::new()
        .route("/oauth2/v3/token", post(token::issue_stateless))
        .route("/oauth2/v2.1/token", post(authorization::issue))
        .route("/oauth2/v2.1/tokens/kid", get(token::key_ids))
        .route("/oauth2/v2.1/revoke", post(token::revoke_with_secret))
        .route("/v2/oauth/accessToken", post(token::issue_short_lived))
        .route("/v2/oauth/verify", post(token::verify))
        .route("/v2/oauth/revoke", post(token::revoke))
        .route("/liff/v1/apps", get(liff_apps::list))
        .route("/liff/v2/apps/{liff_id}/contextToken", get(authorization::issue_context_token))
        .route("/oauth2/v2.1/certs", get(login::certs))
        .route("/oauth2/v2.1/verify", get(login::verify_access_token).post(login::verify_id_token))
        .route("/v2/profile", get(login::profile))
        .route("/oauth2/v2.1/userinfo", get(login::userinfo).post(login::userinfo))
        .route("/friendship/v1/status", get(login::friendship))
        .route("/user/v1/deauthorize", post(login::deauthorize))
}

async fn not_found() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "Not found")
}
