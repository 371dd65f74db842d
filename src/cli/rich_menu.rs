//! `sesshu rich-menu`: the menu under the chat, as code in `rich-menu/`.

use std::{path::PathBuf, sync::Arc};

use clap::{Args, Subcommand};

use super::{
    Failure,
    clock::SystemClock,
    settings::{Settings, SettingsFile},
};
use crate::{
    line::{Line, rich_menu::MenuImage},
    office::rich_menu::{self, Applied, Folder, Menu},
    vaccination::time::Clock,
};

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
            let applied = apply(&settings, &line, folder, &SystemClock).await?;
            let id = applied.shown.as_str();
            if applied.made {
                println!("everybody sees the rich menu {id} now");
            } else {
                println!("nothing has changed: everybody sees the rich menu {id} already");
            }
        }
        Action::Render(Render { settings, folder, file }) => {
            let (_, image) = drawn(&settings.read()?, folder)?;
            std::fs::write(&file, image.bytes())?;
            println!("wrote {}", file.display());
        }
    }
    Ok(())
}

/// Draws the menu and shows it to everybody.
pub(super) async fn apply(
    settings: &Settings,
    line: &Line,
    folder: Option<PathBuf>,
    clock: &dyn Clock,
) -> Result<Applied, Failure> {
    let (menu, image) = drawn(settings, folder)?;
    Ok(rich_menu::apply(line, &menu, &image, clock.now()).await?)
}

fn drawn(settings: &Settings, folder: Option<PathBuf>) -> Result<(Menu, MenuImage), Failure> {
    let folder = folder.map_or(Folder::BuiltIn, Folder::Own);
    let menu = Menu::read(&folder, &settings.municipality.links)?;
    let image = rich_menu::draw(&menu, &folder)?;
    Ok((menu, image))
}
