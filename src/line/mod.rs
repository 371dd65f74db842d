//! Speaks LINE. What the service says to LINE's platform, and what it believes of what the
//! platform says, goes through this room; nothing else calls LINE.
//!
//! - [`signature`]: whether a webhook is LINE's word
//! - [`event`]: what the webhook tells, read tolerantly
//! - [`message`]: what can be said, built without traps and measured as LINE measures
//! - [`client`]: saying it, and asking LINE this and that
//! - [`id_token`]: who holds the phone, on LINE's word
//! - [`rich_menu`]: the picture with areas to tap, below the chat
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
