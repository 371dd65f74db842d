//! `sesshu settings`: prints an example to start from, a schema for editors, or the effective
//! settings.

use clap::{Args, Subcommand};

use super::{SettingsFile, example::EXAMPLE, schema, show};
use crate::cli::{
    Failure,
    print::{Format, Tongue, json, list, say},
};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Action {
    /// Print an example of the settings file, with a comment for every key
    ///
    /// Example: sesshu settings example > sesshu.toml
    Example,
    /// Print the JSON schema of the settings file, which gives completion and hints in editors
    ///
    /// The first line of the example, `#:schema ./sesshu.schema.json`, makes editors use it.
    ///
    /// Example: sesshu settings schema > sesshu.schema.json
    Schema,
    /// Show every setting and where its value comes from; secrets are hidden
    ///
    /// Example: sesshu settings show --settings sesshu.toml
    Show(Show),
    /// Read the settings file and report its errors
    ///
    /// Checks the form only; `sesshu check` checks the meaning.
    ///
    /// Example: sesshu settings check --settings sesshu.toml
    Check(SettingsFile),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Show {
    #[command(flatten)]
    settings: SettingsFile,
    #[command(flatten)]
    format: Format,
}

pub(in crate::cli) fn run(action: &Action) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    match action {
        Action::Example => say(EXAMPLE.trim_end())?,
        Action::Schema => json(&schema::schema(tongue))?,
        Action::Show(Show { settings, format }) => {
            let none = ("設定はありません。", "There are no settings.");
            list(&show::rows(settings, tongue)?, *format, tongue, none)?;
        }
        Action::Check(file) => {
            file.read()?;
            let path = file.path.display();
            say(tongue.pick(
                format!("{path}: 書き方に問題はありません。"),
                format!("{path}: no errors in its form."),
            ))?;
        }
    }
    Ok(())
}
