//! Shared helpers of all tests.

pub(crate) mod blocker;
pub(crate) mod button;
pub(crate) mod client;
pub(crate) mod coupon;
pub(crate) mod cut;
#[macro_use]
pub(crate) mod database;
pub(crate) mod elsewhere;
pub(crate) mod fresh;
pub(crate) mod hall;
pub(crate) mod held;
pub(crate) mod key;
pub(crate) mod knock;
pub(crate) mod log;
pub(crate) mod menus;
pub(crate) mod metrics;
pub(crate) mod rehearsal;
pub(crate) mod serving;
pub(crate) mod staff;
pub(crate) mod town;
pub(crate) mod wire;
