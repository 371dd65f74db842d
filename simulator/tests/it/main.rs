//! Tests of the simulator from outside, with simulated people, a bot and LINE's rules. Everything
//! runs in one process, with a frozen clock.
#![expect(clippy::unwrap_used, reason = "test helpers panic when a test cannot continue")]
#![expect(clippy::needless_pass_by_value, reason = "helpers take the value that `json!` creates")]

mod channel_tokens;
mod control;
mod delivery_modes;
mod events;
mod faults;
mod fixture;
mod flex_limits;
mod liff;
mod limits;
mod login;
mod login_code;
mod mailbox;
mod multicast;
mod other_events;
mod records;
mod rich_menu_bulk;
mod rich_menus;
mod sending;
mod taps;
