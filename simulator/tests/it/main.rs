//! Tests of the simulator from outside, with simulated people, a bot and LINE's rules. Everything
//! runs in one process, with a frozen clock.
#![expect(clippy::unwrap_used, reason = "the helpers of the tests stop where a test cannot go on")]
#![expect(clippy::needless_pass_by_value, reason = "what `json!` makes is given away")]

mod bad_days;
mod channel_tokens;
mod control;
mod events;
mod faults;
mod flex_limits;
mod liff;
mod limits;
mod login;
mod login_code;
mod mailbox;
mod many;
mod menus_of_many;
mod rare_events;
mod records;
mod rich_menus;
mod sending;
mod stage;
mod taps;
