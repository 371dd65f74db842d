//! `sesshu report`: the programme in figures, on the terminal, as JSON, or as a page with charts.

mod chart;
mod figures;
mod heat;
mod page;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use clap::Args;

use super::{
    Failure,
    clock::SystemClock,
    failure,
    print::{Format, Tongue},
    service,
    settings::SettingsFile,
};
use crate::{office::report::Report, storage::Period, vaccination::time::Clock};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sesshu report
  sesshu report --from 2026-12-01 --until 2026-12-31 --html december.html

The report holds figures only, and nothing of any one person.")]
pub(super) struct Options {
    #[command(flatten)]
    settings: SettingsFile,
    /// Only slots from this day on, YYYY-MM-DD
    #[arg(long)]
    from: Option<NaiveDate>,
    /// Only slots until this day, itself included
    #[arg(long)]
    until: Option<NaiveDate>,
    /// Write it as a page with charts, which needs nothing from the network
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    let settings = options.settings.read()?;
    let store = service::ready_store(&settings.database).await?;
    let period = Period { from: options.from, until: options.until };
    let report = Report::count(&store, period, SystemClock.now()).await?;
    if let Some(path) = &options.html {
        let page = page::page(&report, &settings.municipality, tongue);
        write_whole(path, &page)
            .map_err(|error| failure::unwritten(path.display(), &error, tongue))?;
        say(path, tongue);
    }
    figures::print(&report, options.format, tongue)
}

/// Writes a file wholly or not at all: what stood there before stays when the writing fails.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() && !path.is_file() {
        // A terminal or a pipe cannot be replaced.
        return fs::write(path, text);
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let written = fs::write(&unfinished, text).and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

#[expect(clippy::print_stderr, reason = "a word beside the figures, not one of them")]
fn say(path: &Path, tongue: Tongue) {
    let name = path.display();
    eprintln!("{}", tongue.pick(format!("{name} に書き出しました。"), format!("wrote {name}")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_write_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing").join("report.html");
        assert!(write_whole(&missing, "text").is_err());
        let path = folder.path().join("report.html");
        write_whole(&path, "text").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "text");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
