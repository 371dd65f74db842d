//! The simulator seen from outside: people on one side, a bot on the other, LINE's rules between.
//! Everything happens in one process, with a clock that stands still unless it is set.
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
