//! The simulator seen from outside: people on one side, a bot on the other, LINE's rules between.
//! Everything happens in one process, with a clock that stands still unless it is set.

mod control;
mod events;
mod liff;
mod limits;
mod login;
mod rich_menus;
mod sending;
mod stage;
mod taps;
