mod access;
mod login;
mod look;
mod talk;

use std::sync::Arc;

use super::super::{
    fake::{FakeLine, StoppedClock},
    message::{Message, Outgoing},
};

fn clock() -> Arc<StoppedClock> {
    StoppedClock::at("2026-12-01T00:00:00Z")
}

fn hello() -> Outgoing {
    Outgoing::new([Message::text("こんにちは")]).unwrap()
}

/// Creates a fake LINE and a client for it.
async fn at_line() -> (FakeLine, super::Line) {
    let fake = FakeLine::start().await;
    let line = fake.line(&clock());
    (fake, line)
}
