//! The service is killed at every point, its database goes away, its disk is full. It says so, loses
//! nothing, does nothing twice, and goes on by itself; nobody is asked to put anything right.
//!
//! The service is a process of its own, as in the soak, whose checker looks at what became of it all.
//! What the tests run is short; `make recovery` dies at every point there is. `SESSHU_SEED` says where
//! the short run begins, and is printed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod away;
#[path = "../it/harness/button.rs"]
mod button;
#[path = "../soak/check.rs"]
#[expect(dead_code, reason = "a soak has figures of its own")]
mod check;
#[path = "../soak/child.rs"]
#[expect(dead_code, reason = "no clock is stepped here")]
mod child;
#[path = "../it/harness/client.rs"]
mod client;
#[path = "../soak/connection.rs"]
mod connection;
#[path = "../it/harness/coupon.rs"]
mod coupon;
mod failover;
#[path = "../it/harness/fresh.rs"]
mod fresh;
#[path = "../it/harness/hall.rs"]
mod hall;
mod killed;
#[path = "../it/harness/menus.rs"]
mod menus;
mod people;
#[path = "../soak/record.rs"]
mod record;
#[path = "../soak/role.rs"]
mod role;
#[path = "../soak/town.rs"]
#[expect(dead_code, reason = "here is no storm")]
mod town;
#[path = "../it/harness/wire.rs"]
mod wire;

use std::{num::ParseIntError, str::FromStr};

use chrono::TimeDelta;

/// Whether people come by way of the waiting room.
const WAITING_ROOM: bool = true;
/// No clock is stepped here.
const MAX_CLOCK_STEP: TimeDelta = TimeDelta::zero();

fn number<N: FromStr<Err = ParseIntError>>(variable: &str, otherwise: N) -> N {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}
