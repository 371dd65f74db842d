//! `sesshu rich-menu`: the menus under the chat, defined by the files in `rich-menu/`.

mod show;

use std::{path::PathBuf, sync::Arc};

use clap::{Args, Subcommand};

use super::{
    Failure,
    admission::admit,
    clock::SystemClock,
    output_file,
    print::{Consent, Format, Tongue, progress, say},
    settings::{Settings, SettingsFile},
};
use crate::{
    line::Line,
    notices::show_menus,
    office::rich_menu::{
        self, Addresses, AtLine, Change, ChangeError, Changed, Drawn, Folder, Menus, areas_over,
    },
    storage::Store,
    vaccination::{staff_act::StaffAct, time::Clock},
};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Show, line by line, what `apply` would change at LINE; changes nothing
    ///
    /// Example: sesshu rich-menu plan --folder rich-menu
    Plan(Show),
    /// Put the menus of the folder into force, for everyone and for linked people
    ///
    /// Can be interrupted and run again: no one is without a menu in between, and nothing is left
    /// over at LINE. Keeps the previous menus for `rollback`.
    ///
    /// Example: sesshu rich-menu apply --folder rich-menu
    Apply(Show),
    /// List the menus at LINE and whether they are in force
    ///
    /// Example: sesshu rich-menu status
    Status(Status),
    /// Put the previous menus into force again; run it again to undo this
    ///
    /// Example: sesshu rich-menu rollback --yes
    Rollback(Rollback),
    /// Draw each menu to a PNG file, for review
    ///
    /// Example: sesshu rich-menu render pictures --areas
    Render(Render),
}

#[derive(Debug, Args)]
pub(super) struct Source {
    #[command(flatten)]
    settings: SettingsFile,
    /// The folder with menu.toml and its pictures; by default the menus built into the program
    #[arg(long)]
    folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Status {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Rollback {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Debug, Args)]
pub(super) struct Render {
    #[command(flatten)]
    source: Source,
    /// Also draw the areas that can be tapped and the texts that are read aloud there
    #[arg(long)]
    areas: bool,
    /// The folder for the files, one per menu
    to: PathBuf,
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    match action {
        Action::Plan(Show { source, format }) => {
            let settings = source.settings.read()?;
            admit(&settings.database, StaffAct::RichMenuPlan).await?;
            let drawn = drawn(&settings, source.folder)?;
            let there = AtLine::read(&line(&settings)?).await?;
            show::plan(&rich_menu::plan(&drawn, &there)?, format, tongue)
        }
        Action::Apply(Show { source, format }) => {
            let settings = source.settings.read()?;
            let staff = admit(&settings.database, StaffAct::RichMenuApply).await?;
            let store = &staff.store;
            let line = line(&settings)?;
            let drawn = drawn(&settings, source.folder)?;
            let changed = apply(&drawn, &line, store, &SystemClock).await?;
            show::changed(&changed, format, tongue)
        }
        Action::Status(Status { settings, format }) => {
            let settings = settings.read()?;
            admit(&settings.database, StaffAct::RichMenuStatus).await?;
            let there = AtLine::read(&line(&settings)?).await?;
            show::status(&there, format, tongue)
        }
        Action::Rollback(Rollback { settings, format, consent }) => {
            let settings = settings.read()?;
            let staff = admit(&settings.database, StaffAct::RichMenuRollback).await?;
            let store = &staff.store;
            let line = line(&settings)?;
            let there = AtLine::read(&line).await?;
            let before = there.before().ok_or(ChangeError::NothingBefore)?;
            consent.ask(&show::back_to(before, tongue), tongue)?;
            let changed = change(&line, store, &SystemClock).roll_back().await?;
            owed(&changed, &line, store, &SystemClock).await?;
            show::changed(&changed, format, tongue)
        }
        Action::Render(Render { source, areas, to }) => {
            let settings = source.settings.read()?;
            admit(&settings.database, StaffAct::RichMenuRender).await?;
            let drawn = drawn(&settings, source.folder)?;
            render(&drawn, areas, &to)
        }
    }
}

/// Brings menus into force, and assigns linked people theirs.
pub(super) async fn apply(
    drawn: &Drawn,
    line: &Line,
    store: &Store,
    clock: &dyn Clock,
) -> Result<Changed, Failure> {
    let changed = change(line, store, clock).apply(drawn).await?;
    owed(&changed, line, store, clock).await?;
    Ok(changed)
}

/// Assigns personal menus. The service would do it, too, but the administrator who runs the command
/// wants to see it finished.
async fn owed(
    changed: &Changed,
    line: &Line,
    store: &Store,
    clock: &dyn Clock,
) -> Result<(), Failure> {
    let words = ("連携済みの方のメニュー", "menus of linked people");
    let bar = progress(changed.owed, words, Tongue::of_environment());
    show_menus(store, line, clock, &|told| bar.inc(told as u64)).await?;
    bar.finish_and_clear();
    Ok(())
}

fn change<'a>(line: &'a Line, store: &'a Store, clock: &dyn Clock) -> Change<'a> {
    Change { line, store, now: clock.now(), pause: &|time| Box::pin(tokio::time::sleep(time)) }
}

fn render(drawn: &Drawn, areas: bool, to: &std::path::Path) -> Result<(), Failure> {
    output_file::create_folder(to)?;
    for one in &drawn.menus {
        let end = if one.image.media_type() == "image/jpeg" && !areas { "jpg" } else { "png" };
        let file = to.join(format!("{}.{end}", one.menu.name));
        let picture = if areas { areas_over(one)? } else { one.image.bytes().to_vec() };
        output_file::write(&file, picture)?;
        say(file.display())?;
    }
    Ok(())
}

/// Draws the menus of the folder with the municipality's addresses.
pub(super) fn drawn(settings: &Settings, folder: Option<PathBuf>) -> Result<Drawn, Failure> {
    let folder = folder.map_or(Folder::BuiltIn, Folder::Own);
    let menus = Menus::read(&folder, &addresses(settings))?;
    Ok(Drawn::draw(&menus, &folder)?)
}

fn addresses(settings: &Settings) -> Addresses {
    let links = &settings.municipality.links;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect();
    Addresses(vec![
        ("faq", links.faq.clone()),
        ("information", links.information.clone()),
        ("manual", links.manual.clone()),
        ("my_page", settings.pages().my_page(None)),
        ("phone", digits(&settings.municipality.call_centre.phone)),
    ])
}

fn line(settings: &Settings) -> Result<Line, Failure> {
    Ok(Line::new(settings.line.access()?, Arc::new(SystemClock))?)
}
