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
    /// Print a settings file to start from, every key with a comment
    ///
    /// Example: sesshu settings example > sesshu.toml
    Example,
    /// Print the JSON schema of the settings file, for completion and hints in editors
    ///
    /// The example's first line, `#:schema ./sesshu.schema.json`, tells the editor to use it.
    ///
    /// Example: sesshu settings schema > sesshu.schema.json
    Schema,
    /// Show every setting, and where its value comes from; secrets stay hidden
    ///
    /// Example: sesshu settings show --settings sesshu.toml
    Show(Show),
    /// Read the settings file and say what is wrong with it
    ///
    /// Only the form is looked at; `sesshu check` looks at what it means.
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
                format!("{path}: nothing is wrong with its form."),
            ))?;
        }
    }
    Ok(())
}
