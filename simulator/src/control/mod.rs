//! The control API below `/_sim/`: acts of people, their chats, and records of the traffic. For
//! tests, the phone page and curious developers; LINE has nothing like it.

mod acts;
mod events;
mod faults;
mod rare_acts;
mod refusal;
mod setting;
mod traffic;
mod views;
mod webhooks;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use tokio::sync::watch;

use crate::simulator::Simulator;

pub(crate) fn router(closing: watch::Receiver<bool>) -> Router<Simulator> {
    Router::new()
        .route("/_sim/about", get(views::about))
        .route("/_sim/users", get(views::users).post(acts::add))
        .route("/_sim/users/{id}/follow", post(acts::follow))
        .route("/_sim/users/{id}/unfollow", post(acts::unfollow))
        .route("/_sim/users/{id}/messages", post(acts::message))
        .route("/_sim/users/{id}/postbacks", post(acts::postback))
        .route("/_sim/users/{id}/taps", post(acts::tap))
        .route("/_sim/users/{id}/unsend", post(rare_acts::unsend))
        .route("/_sim/users/{id}/edits", post(rare_acts::edit))
        .route("/_sim/users/{id}/accountLink", post(rare_acts::link_account))
        .route("/_sim/users/{id}/events", post(rare_acts::cause))
        .route("/_sim/users/{id}/leave", post(rare_acts::leave))
        .route("/_sim/users/{id}/liff", post(acts::open_liff))
        .route("/_sim/users/{id}/chat", get(views::chat))
        .route("/_sim/richmenus/{id}/image", get(views::rich_menu_image))
        .route("/_sim/mailbox", get(views::mailbox))
        .route("/_sim/calls", get(traffic::calls))
        .route("/_sim/received", get(traffic::received))
        .route("/_sim/webhooks", get(traffic::webhooks).post(webhooks::set))
        .route("/_sim/webhooks/setting", get(webhooks::setting))
        .route("/_sim/webhooks/waiting", get(webhooks::waiting))
        .route("/_sim/webhooks/release", post(webhooks::release))
        .route("/_sim/memory", post(setting::remember))
        .route(
            "/_sim/events",
            get(async move |simulator| events::stream(simulator, closing.clone())),
        )
        .route("/_sim/redeliver", post(acts::redeliver))
        .route("/_sim/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/_sim/keys", post(setting::register_key))
        .route("/_sim/clock", get(setting::clock).post(setting::set_clock))
        .layer(from_fn(refusal::own_pages_only))
}
