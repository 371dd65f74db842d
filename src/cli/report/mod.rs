//! `sesshu report`: the programme in figures, on the terminal, as JSON, or as a page with charts.

mod chart;
mod figures;
mod heat;
mod page;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;

use super::{
    Failure,
    admission::admit,
    clock::SystemClock,
    output_file,
    print::{self, Format, Tongue},
    settings::SettingsFile,
};
use crate::{
    office::report::Report,
    storage::Period,
    vaccination::{staff_act::StaffAct, time::Clock},
};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sesshu report
  sesshu report --from 2026-12-01 --until 2026-12-31 --html december.html

The report contains figures only and no data of individual people.")]
pub(super) struct Options {
    #[command(flatten)]
    settings: SettingsFile,
    /// Only slots from this day on, YYYY-MM-DD
    #[arg(long)]
    from: Option<NaiveDate>,
    /// Only slots until this day (inclusive)
    #[arg(long)]
    until: Option<NaiveDate>,
    /// Write the report as a self-contained page with charts to a new file; `-` is standard output
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    let settings = options.settings.read()?;
    let staff = admit(&settings.database, StaffAct::Report).await?;
    if let Some(path) = &options.html {
        output_file::check_free(path)?;
    }
    let period = Period { from: options.from, until: options.until };
    let report = Report::count(&staff.store, period, SystemClock.now()).await?;
    if let Some(path) = &options.html {
        let page = page::page(&report, &settings.municipality, tongue);
        if output_file::is_standard_output(path) {
            return print::say(page);
        }
        output_file::write(path, page)?;
        say(path, tongue);
    }
    figures::print(&report, options.format, tongue)
}

#[expect(clippy::print_stderr, reason = "a message about the figures, not part of them")]
fn say(path: &Path, tongue: Tongue) {
    let name = path.display();
    eprintln!("{}", tongue.pick(format!("{name} に書き出しました。"), format!("wrote {name}")));
}
