//! The service is killed at every point, its database becomes unreachable, its disk is full. It
//! reports that, loses nothing, does nothing twice, and recovers without manual repair.
//!
//! The service is a process of its own, as in the soak, whose checker examines the result.
//! `make test` does a short run; `make recovery` dies at every point. `SESSHU_SEED` sets where the
//! short run begins, and is printed.

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
mod silent;
#[path = "../soak/town.rs"]
#[expect(dead_code, reason = "here is no storm")]
mod town;
#[path = "../it/harness/wire.rs"]
mod wire;

use std::{num::ParseIntError, str::FromStr};

use chrono::TimeDelta;

/// Whether residents have to go through the waiting room.
const WAITING_ROOM: bool = true;
/// No clock is stepped in these tests.
const MAX_CLOCK_STEP: TimeDelta = TimeDelta::zero();

fn number<N: FromStr<Err = ParseIntError>>(variable: &str, otherwise: N) -> N {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}
