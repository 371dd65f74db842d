//! `sesshu healthcheck`: for containers without curl.

use std::time::Duration;

use clap::Args;

use super::Failure;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The address to ask
    #[arg(long, default_value = "http://127.0.0.1:8080/readyz")]
    url: String,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build()?;
    let answer = client.get(&options.url).send().await?;
    if answer.status().is_success() {
        return Ok(());
    }
    Err(format!("{} answered {}", options.url, answer.status()).into())
}
