//! The command line: reads settings, wires the modules, prints. No other module imports it. Tests
//! wire the service through [`Settings`] and [`Service`] as the commands do.
//!
//! Only this module uses clap, the environment and the system clock. Data goes to standard output,
//! logs and errors go to standard error.

mod admission;
mod backup;
mod bad_file;
mod bookings;
mod check;
mod cleanup;
mod clock;
mod completions;
mod coupons;
#[cfg(feature = "rehearsal")]
mod demo;
mod doctor;
mod failure;
mod healthcheck;
mod help;
mod history;
mod input;
mod instance;
mod keys;
mod logs;
mod metrics;
mod migrate;
mod monitor;
mod notices;
mod output_file;
mod personal_data;
mod print;
mod redact;
#[cfg(feature = "rehearsal")]
mod rehearse;
mod report;
mod rich_menu;
mod schedule;
mod serve;
mod service;
mod settings;
mod shutdown;
mod slots;
mod sqlite_file;
mod staff;
mod supervisor;
mod tasks;
mod venues;
mod waiting_room;
mod words;

use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};

use self::print::{Tongue, say};
pub use self::{
    logs::may_be_logged,
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
    /// Run everything on one machine with made-up data and a LINE simulator; needs no account
    ///
    /// Example: sesshu demo --listen 127.0.0.1:8080 --simulator 127.0.0.1:8090
    #[cfg(feature = "rehearsal")]
    Demo(demo::Options),
    /// Run the service: webhook, pages, API, notices
    ///
    /// Example: sesshu serve --settings sesshu.toml --migrate
    Serve(serve::Options),
    /// Run the service for a rehearsal, with a simulator instead of LINE
    ///
    /// Example: sesshu rehearse --settings rehearsal.toml --migrate
    #[cfg(feature = "rehearsal")]
    Rehearse(serve::Options),
    /// Update the database tables, or list pending migrations
    #[command(subcommand)]
    Migrate(migrate::Action),
    /// Create, verify and restore sealed backups of the database
    #[command(subcommand)]
    Backup(backup::Action),
    /// List, create and rotate the keys that seal personal data
    #[command(subcommand)]
    Keys(keys::Action),
    /// Import coupons; register, correct, revoke, unlock and show single ones
    #[command(subcommand)]
    Coupons(coupons::Action),
    /// Verify that the history of residents and staff was not altered
    #[command(subcommand)]
    History(history::Action),
    /// Export or erase the data of one resident
    #[command(subcommand)]
    PersonalData(personal_data::Action),
    /// Import and list venues
    #[command(subcommand)]
    Venues(venues::Action),
    /// Import, generate, list, close, reopen and resize slots
    #[command(subcommand)]
    Slots(slots::Action),
    /// List notices, send failed ones again, and find out whom to call
    #[command(subcommand)]
    Notices(notices::Action),
    /// Book and cancel by telephone, record attendance, export a venue's list of the day
    #[command(subcommand)]
    Bookings(bookings::Action),
    /// Manage members of staff and their rights, and list what they did
    #[command(subcommand)]
    Staff(staff::Action),
    /// Print the programme's figures as tables, as JSON, or as a page with charts
    Report(report::Options),
    /// Plan, apply, roll back and draw the rich menus of the official account
    #[command(subcommand)]
    RichMenu(rich_menu::Action),
    /// Check settings and data for mistakes before opening
    ///
    /// Exits with 1 if there are errors (E), with `--strict` also if there are warnings (W).
    ///
    /// Example: sesshu check --settings sesshu.toml
    Check(check::Options),
    /// Print an example or a schema of the settings file; show and check the settings
    #[command(subcommand)]
    Settings(settings::Action),
    /// Check LINE, the mail server and the database, and suggest remedies
    ///
    /// Changes nothing. Exits with 1 if there are errors.
    ///
    /// Example: sesshu doctor --settings sesshu.toml
    Doctor(doctor::Options),
    /// Check whether a running service is ready (for container health checks)
    ///
    /// Example: sesshu healthcheck --url http://127.0.0.1:8080/readyz
    Healthcheck(healthcheck::Options),
    /// Print the OpenAPI description of the resident API as JSON
    ///
    /// Example: sesshu openapi > openapi.json
    Openapi,
    /// Print a script that lets a shell complete commands and options
    ///
    /// Example: sesshu completions bash > /etc/bash_completion.d/sesshu
    Completions(completions::Options),
}

/// An error, reported once at the end of the program.
type Failure = Box<dyn Error + Send + Sync>;

/// Runs the command line.
pub fn main() -> ExitCode {
    let tongue = Tongue::of_environment();
    let cli: Cli = help::parse(tongue);
    logs::start(if cli.command.serves() { logs::OF_A_SERVICE } else { logs::OF_A_COMMAND });
    // The only TLS provider of the whole program; a second default would make rustls panic.
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        tracing::debug!("a TLS provider was already installed");
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failure::told(&error.into()),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::told(&error),
    }
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        #[cfg(feature = "rehearsal")]
        Command::Demo(options) => demo::run(options).await,
        Command::Serve(options) => serve::run(options).await,
        #[cfg(feature = "rehearsal")]
        Command::Rehearse(options) => rehearse::run(options).await,
        Command::Migrate(action) => migrate::run(action).await,
        Command::Backup(action) => backup::run(action).await,
        Command::Keys(action) => keys::run(action).await,
        Command::Coupons(action) => coupons::run(action).await,
        Command::History(action) => history::run(action).await,
        Command::PersonalData(action) => personal_data::run(action).await,
        Command::Venues(action) => venues::run(action).await,
        Command::Slots(action) => slots::run(action).await,
        Command::Notices(action) => notices::run(action).await,
        Command::Bookings(action) => bookings::run(action).await,
        Command::Staff(action) => staff::run(action).await,
        Command::Report(options) => report::run(options).await,
        Command::RichMenu(action) => rich_menu::run(action).await,
        Command::Doctor(options) => doctor::run(options).await,
        Command::Healthcheck(options) => healthcheck::run(options).await,
        Command::Check(options) => check::run(options).await,
        Command::Settings(action) => settings::run(&action),
        Command::Openapi => print_openapi(),
        Command::Completions(options) => {
            completions::print(&options, help::command::<Cli>(Tongue::of_environment()))
        }
    }
}

fn print_openapi() -> Result<(), Failure> {
    say(crate::http::openapi().to_pretty_json()?)
}

impl Command {
    /// Returns whether the command keeps running and is observed through its log.
    fn serves(&self) -> bool {
        match self {
            #[cfg(feature = "rehearsal")]
            Self::Demo(_) | Self::Rehearse(_) => true,
            Self::Serve(_) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
