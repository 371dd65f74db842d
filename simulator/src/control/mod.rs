//! The control API below `/_sim/`: acts of people, their chats, and records of the traffic. For
//! tests, the phone page and curious developers; LINE has nothing like it.

mod acts;
mod error;
mod events;
mod faults;
mod other_acts;
mod settings;
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
        .route("/_sim/users", get(views::users).post(acts::add_person))
        .route("/_sim/users/{id}/follow", post(acts::follow))
        .route("/_sim/users/{id}/unfollow", post(acts::unfollow))
        .route("/_sim/users/{id}/messages", post(acts::send_message))
        .route("/_sim/users/{id}/postbacks", post(acts::send_postback))
        .route("/_sim/users/{id}/taps", post(acts::tap))
        .route("/_sim/users/{id}/unsend", post(other_acts::unsend))
        .route("/_sim/users/{id}/edits", post(other_acts::edit))
        .route("/_sim/users/{id}/accountLink", post(other_acts::link_account))
        .route("/_sim/users/{id}/events", post(other_acts::send_event))
        .route("/_sim/users/{id}/leave", post(other_acts::delete_account))
        .route("/_sim/users/{id}/liff", post(acts::open_liff))
        .route("/_sim/users/{id}/chat", get(views::chat))
        .route("/_sim/richmenus/{id}/image", get(views::rich_menu_image))
        .route("/_sim/mailbox", get(views::mailbox))
        .route("/_sim/calls", get(traffic::calls))
        .route("/_sim/received", get(traffic::received))
        .route("/_sim/webhooks", get(traffic::webhooks).post(webhooks::set))
        .route("/_sim/webhooks/setting", get(webhooks::get))
        .route("/_sim/webhooks/waiting", get(webhooks::waiting))
        .route("/_sim/webhooks/release", post(webhooks::release))
        .route("/_sim/memory", post(settings::set_memory))
        .route(
            "/_sim/events",
            get(async move |simulator| events::stream(simulator, closing.clone())),
        )
        .route("/_sim/redeliver", post(acts::redeliver))
        .route("/_sim/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/_sim/keys", post(settings::register_key))
        .route("/_sim/clock", get(settings::clock).post(settings::set_clock))
        .layer(from_fn(error::refuse_other_origins))
}
