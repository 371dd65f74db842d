//! `sesshu healthcheck`: for containers without curl.

use std::{error::Error, time::Duration};

use clap::Args;
use reqwest::redirect::Policy;

use super::{Failure, failure, print::Tongue};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The address to request
    #[arg(long, default_value = "http://127.0.0.1:8080/readyz")]
    url: String,
}

pub(super) async fn run(Options { url }: Options) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    let client = reqwest::Client::builder().timeout(Duration::from_secs(5));
    // Another address says nothing about the one that was meant.
    let client = client.redirect(Policy::none()).build()?;
    let answer = client.get(&url).send().await.map_err(|error| {
        let why = failure::said(last_cause(&error), tongue);
        tongue.pick(
            format!("{url} から応答がありません（{why}）"),
            format!("{url} does not answer: {why}"),
        )
    })?;
    let status = answer.status();
    if status.is_success() {
        return Ok(());
    }
    Err(tongue
        .pick(format!("{url} の応答が {status} です"), format!("{url} answered {status}"))
        .into())
}

/// Returns the root cause of the client's error, e.g. a refused connection.
fn last_cause<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last
}
