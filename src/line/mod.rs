//! Communication with LINE. Everything the service sends to LINE's platform, and everything it
//! accepts from it, goes through this module; no other calls LINE.
//!
//! - [`signature`]: verifies that a webhook comes from LINE
//! - [`event`]: parses webhooks tolerantly
//! - [`message`]: builds messages and checks them against LINE's limits
//! - [`client`]: the HTTP client of LINE's API
//! - [`id_token`]: verifies who uses LIFF
//! - [`rich_menu`]: the image with tappable areas, below the chat
//!
//! Facts about LINE are quoted from its documentation at developers.line.biz, by page title.

pub mod client;
pub mod event;
pub(crate) mod fake;
mod id;
pub mod id_token;
pub mod message;
pub mod rich_menu;
mod sdk_holes;
pub mod signature;

pub use self::client::{
    ChannelAccess, LiffApp, LiffView, Line, LineError, LineSettings, Pushed, WebhookEndpoint,
    WebhookTest,
};
pub use self::id::{NotAnId, ReplyToken, RetryKey, RichMenuId, UserId, WebhookEventId};
