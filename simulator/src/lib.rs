//! The LINE platform on one port, and a phone to look at: for demos and tests without an account.
//!
//! [`start`] binds a port and plays `api.line.me`, `api-data.line.me` and `access.line.me` there,
//! together with the people on the other side: through the control API below `/_sim/` (or
//! [`Simulator`] in the same process) they follow, write, tap and block, and every one of these
//! acts reaches the webhook as a signed request before the act is answered.
//!
//! Rooms, from the ground up: `ids`, `clock`, `config` and `state` (plain data); `openapi`
//! (LINE's own description of its interface) and `check` (what LINE refuses in a request body); `simulator` (state, clock and news behind one handle); `webhook`
//! (what LINE sends); `mailbox` (mail that would have left); `acts` (what people do); `liff` (ID tokens and consent); then the three doors
//! `platform` (LINE's addresses), `control` (`/_sim/`) and `phone` (the page), opened by `server`.

mod acts;
mod check;
mod clock;
mod config;
mod control;
mod ids;
mod liff;
mod mailbox;
mod openapi;
mod phone;
mod platform;
mod server;
mod simulator;
mod state;
mod webhook;

pub use acts::{ActRefused, Person, Postback, Tapped};
pub use check::refusals;
pub use clock::Clock;
pub use config::{Channel, Config, LiffApp, LoginChannel, Note};
pub use mailbox::Mail;
pub use server::{Running, StartError, start};
pub use simulator::Simulator;
pub use state::{KeyRefused, Received, Via};
pub use webhook::{Delivery, signature};
