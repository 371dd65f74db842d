//! The LINE platform on one port, with a phone to look at: for demos and tests without an account.
//!
//! [`start`] binds a port and plays `api.line.me`, `api-data.line.me` and `access.line.me` there,
//! together with simulated people. Through the control API below `/_sim/` (or [`Simulator`] in the
//! same process) they follow, write, tap and block. Each of these acts reaches the webhook as a
//! signed request before the act returns.
//!
//! Modules, from the lowest layer up:
//!
//! - `ids`, `clock`, `config`, `state`: plain data
//! - `openapi`: LINE's OpenAPI files as validators; `check`: what LINE refuses in a request body
//! - `simulator`: the handle to state, clock and change notifications
//! - `webhook`: events and their delivery; `mailbox`: an SMTP server for mail of the demo
//! - `acts`: acts of people; `liff`: ID tokens and the consent page
//! - `platform`: LINE's API; `control`: the API below `/_sim/`; `phone`: the page
//! - `server`: binds the port and serves the three
//!
//! In comments `R/…` and `D/…` are pages of LINE's documentation:
//! `https://developers.line.biz/en/reference/…` and `https://developers.line.biz/en/docs/…`.

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

pub use acts::{ActError, Person, Postback, TapResult};
pub use check::refusals;
pub use clock::Clock;
pub use config::{Channel, Config, LiffApp, LoginChannel, Note};
pub use mailbox::Mail;
pub use server::{Running, StartError, start};
pub use simulator::Simulator;
pub use state::{KeyError, Received, Via};
pub use webhook::{Delivery, signature};
