//! The simulator as a program: `line-simulator --webhook http://127.0.0.1:8080/line/webhook`.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use line_simulator::{Channel, Clock, Config, LiffApp, LoginChannel, StartError, start};

/// Simulates the LINE platform on one port, and shows a phone in the browser.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Address that browsers use, if it differs from the one listened on
    #[arg(long)]
    public_url: Option<String>,
    /// URL that receives the webhooks
    #[arg(long)]
    webhook: Option<String>,
    /// Channel ID of the Messaging API channel
    #[arg(long, default_value_t = Channel::default().id)]
    channel_id: String,
    /// Channel secret, which signs webhooks
    #[arg(long, env = "LINE_CHANNEL_SECRET", hide_env_values = true, default_value_t = Channel::default().secret)]
    channel_secret: String,
    /// Channel access token that never expires
    #[arg(long, env = "LINE_CHANNEL_ACCESS_TOKEN", hide_env_values = true, default_value_t = Channel::default().access_token)]
    channel_access_token: String,
    /// Name of the account in the chat
    #[arg(long, default_value_t = Channel::default().display_name)]
    name: String,
    /// Channel ID of the LINE Login channel, the audience of ID tokens
    #[arg(long, default_value_t = LoginChannel::default().id)]
    login_channel_id: String,
    /// A LIFF app, `ID=ENDPOINT`; may be given several times
    #[arg(long = "liff", value_parser = liff_app)]
    liff: Vec<LiffApp>,
    /// Address on which to receive mail by SMTP, shown next to the phone, e.g. 127.0.0.1:8025
    #[arg(long)]
    mailbox: Option<SocketAddr>,
    /// Monthly limit of push messages; without it, no limit
    #[arg(long)]
    quota: Option<u64>,
    /// Factor for LINE's rate limits: 0.1 is a tenth of them, `inf` is no limits
    #[arg(long, default_value_t = 1.0)]
    rate_factor: f64,
    /// Name of a person to create at the start; may be given several times
    #[arg(long = "person")]
    people: Vec<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), StartError> {
    let people = options.people.clone();
    let running = start(config(options), Clock::running()).await?;
    for name in people {
        running.simulator().add_person(&name, "ja");
    }
    println!("LINE simulator: {}", running.url());
    if tokio::signal::ctrl_c().await.is_err() {
        eprintln!("warning: cannot listen for Ctrl-C, shutting down");
    }
    running.shutdown().await;
    Ok(())
}

fn config(options: Options) -> Config {
    Config {
        listen: options.listen,
        public_url: options.public_url,
        channel: Channel {
            id: options.channel_id,
            secret: options.channel_secret,
            access_token: options.channel_access_token,
            display_name: options.name,
            ..Channel::default()
        },
        login: LoginChannel { id: options.login_channel_id, ..LoginChannel::default() },
        liff: options.liff,
        webhook_url: options.webhook,
        mailbox: options.mailbox,
        quota: options.quota,
        rate_factor: options.rate_factor,
        ..Config::default()
    }
}

fn liff_app(text: &str) -> Result<LiffApp, String> {
    let (id, endpoint) = text.split_once('=').ok_or("expected `ID=ENDPOINT`")?;
    Ok(LiffApp::new(id, endpoint))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn options_are_consistent() {
        Options::command().debug_assert();
    }
}
