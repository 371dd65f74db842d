//! `sesshu rich-menu`: the menu under the chat, as code in `rich-menu/`.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, Subcommand};

use super::{
    Failure,
    clock::SystemClock,
    settings::{Settings, SettingsFile},
};
use crate::{line::Line, office::rich_menu};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Draw the menu, upload it and make it everybody's
    ///
    /// Example: sesshu rich-menu apply --folder rich-menu
    Apply(Apply),
    /// Draw the menu into a PNG file, to look at
    ///
    /// Example: sesshu rich-menu render menu.png
    Render(Render),
}

#[derive(Debug, Args)]
pub(super) struct Apply {
    #[command(flatten)]
    settings: SettingsFile,
    /// The folder with menu.toml and its picture; without it, the one inside the binary
    #[arg(long)]
    folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Render {
    #[command(flatten)]
    settings: SettingsFile,
    /// The folder with menu.toml and its picture; without it, the one inside the binary
    #[arg(long)]
    folder: Option<PathBuf>,
    /// The PNG file to write
    file: PathBuf,
}

#[expect(clippy::print_stdout, reason = "data goes to standard output")]
pub(super) async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Apply(Apply { settings, folder }) => {
            let settings = settings.read()?;
            let line = Line::new(settings.line.access()?, Arc::new(SystemClock))?;
            let applied = apply(&settings, &line, folder.as_deref()).await?;
            println!("the rich menu {applied} is everybody's now");
        }
        Action::Render(Render { settings, folder, file }) => {
            let design = design(&settings.read()?, folder.as_deref())?;
            let png = design.render()?;
            std::fs::write(&file, png.bytes())?;
            println!("wrote {}", file.display());
        }
    }
    Ok(())
}

/// Draws and uploads the menu; returns the new menu's id.
pub(super) async fn apply(
    settings: &Settings,
    line: &Line,
    folder: Option<&Path>,
) -> Result<String, Failure> {
    let design = design(settings, folder)?;
    let applied = rich_menu::apply(line, &design).await?;
    Ok(applied.to_string())
}

fn design(settings: &Settings, folder: Option<&Path>) -> Result<rich_menu::Design, Failure> {
    Ok(rich_menu::Design::open(folder, &settings.municipality.links)?)
}
