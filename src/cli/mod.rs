//! The command line: reads settings, wires the rooms, prints. No room imports it; tests wire the
//! rooms by [`Settings`] and [`Service`] as the commands do.
//!
//! The only home of clap, of the environment and of the system's clock. Data goes to standard
//! output, logs and errors to standard error.

mod bad_file;
mod broom;
mod clock;
mod coupons;
#[cfg(feature = "demo")]
mod demo;
mod healthcheck;
mod logs;
mod metrics;
mod migrate;
mod print;
mod rich_menu;
mod serve;
mod service;
mod settings;
mod shutdown;
mod signature;
mod slots;
mod usher;
mod venues;

use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};

pub use self::{
    metrics::Metrics,
    service::Service,
    settings::{Imports, Settings},
};

/// Vaccination booking inside LINE for the residents of a Japanese municipality
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Everything on one machine with made-up data and a LINE simulator; needs no account
    #[cfg(feature = "demo")]
    Demo(demo::Options),
    /// Run the service: webhook, pages, API, reminders
    Serve(serve::Options),
    /// Bring the database's tables up to date, or see what is pending
    #[command(subcommand)]
    Migrate(migrate::Action),
    /// Who may book: load coupons, register, correct, revoke, unlock and look at single ones
    #[command(subcommand)]
    Coupons(coupons::Action),
    /// Where people are vaccinated
    #[command(subcommand)]
    Venues(venues::Action),
    /// When and for how many people there is room
    #[command(subcommand)]
    Slots(slots::Action),
    /// The rich menu of the official account
    #[command(subcommand)]
    RichMenu(rich_menu::Action),
    /// Ask a running service whether it is ready (for container health checks)
    Healthcheck(healthcheck::Options),
    /// Print the description of the resident API (OpenAPI, JSON)
    Openapi,
}

/// What went wrong, told once, at the end of the program.
type Failure = Box<dyn Error + Send + Sync>;

/// Runs the command line.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    logs::start();
    // The one TLS provider of the whole tree; a second default would make rustls panic.
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        tracing::debug!("a TLS provider was there already");
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(error.as_ref()),
    }
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        #[cfg(feature = "demo")]
        Command::Demo(options) => demo::run(options).await,
        Command::Serve(options) => serve::run(options).await,
        Command::Migrate(action) => migrate::run(action).await,
        Command::Coupons(action) => coupons::run(action).await,
        Command::Venues(action) => venues::run(action).await,
        Command::Slots(action) => slots::run(action).await,
        Command::RichMenu(action) => rich_menu::run(action).await,
        Command::Healthcheck(options) => healthcheck::run(options).await,
        Command::Openapi => print_openapi(),
    }
}

#[expect(clippy::print_stdout, reason = "data goes to standard output")]
fn print_openapi() -> Result<(), Failure> {
    println!("{}", crate::http::openapi().to_pretty_json()?);
    Ok(())
}

#[expect(clippy::print_stderr, reason = "the last word of a failed command")]
fn fail(error: &(dyn Error + 'static)) -> ExitCode {
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
