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
    /// Everything on one machine with made-up data and a LINE simulator; needs no account
    ///
    /// Example: sesshu demo --listen 127.0.0.1:8080 --simulator 127.0.0.1:8090
    #[cfg(feature = "rehearsal")]
    Demo(demo::Options),
    /// Run the service: webhook, pages, API, reminders
    ///
    /// Example: sesshu serve --settings sesshu.toml --migrate
    Serve(serve::Options),
    /// Run the service for a rehearsal, with a simulator in the place of LINE
    ///
    /// Example: sesshu rehearse --settings rehearsal.toml --migrate
    #[cfg(feature = "rehearsal")]
    Rehearse(serve::Options),
    /// Bring the database's tables up to date, or see what is pending
    #[command(subcommand)]
    Migrate(migrate::Action),
    /// Sealed copies of the database, taken while the service runs
    #[command(subcommand)]
    Backup(backup::Action),
    /// The keys that seal personal data: which are needed, and changing them
    #[command(subcommand)]
    Keys(keys::Action),
    /// Who may book: load coupons, register, correct, revoke, unlock and look at single ones
    #[command(subcommand)]
    Coupons(coupons::Action),
    /// What was recorded of residents and staff: whether somebody changed it
    #[command(subcommand)]
    History(history::Action),
    /// What is known of one resident: to be given to them, or erased
    #[command(subcommand)]
    PersonalData(personal_data::Action),
    /// Where people are vaccinated
    #[command(subcommand)]
    Venues(venues::Action),
    /// When and for how many people there is room
    #[command(subcommand)]
    Slots(slots::Action),
    /// What is owed to people, what could not be sent, whom to call
    #[command(subcommand)]
    Notices(notices::Action),
    /// Bookings by telephone, who came, the venue's list of the day
    #[command(subcommand)]
    Bookings(bookings::Action),
    /// Who may use the command line for what, and what they did there
    #[command(subcommand)]
    Staff(staff::Action),
    /// The programme in figures: on the terminal, as JSON, or as a page with charts
    Report(report::Options),
    /// The rich menu of the official account
    #[command(subcommand)]
    RichMenu(rich_menu::Action),
    /// Look for what is wrong in settings and data before opening
    ///
    /// Exits with 1 when something has to be mended (E), with `--strict` also when somebody has to
    /// look (W).
    ///
    /// Example: sesshu check --settings sesshu.toml
    Check(check::Options),
    /// The settings file: an example, a schema for editors, what is in force
    #[command(subcommand)]
    Settings(settings::Action),
    /// Ask LINE, the mail server and the database how they are, and say what to do
    ///
    /// Changes nothing. Exits with 1 when something has to be put right.
    ///
    /// Example: sesshu doctor --settings sesshu.toml
    Doctor(doctor::Options),
    /// Ask a running service whether it is ready (for container health checks)
    ///
    /// Example: sesshu healthcheck --url http://127.0.0.1:8080/readyz
    Healthcheck(healthcheck::Options),
    /// Print the description of the resident API (OpenAPI, JSON)
    ///
    /// Example: sesshu openapi > openapi.json
    Openapi,
    /// Print what a shell needs to complete commands at the press of Tab
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
        tracing::debug!("a TLS provider was there already");
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
