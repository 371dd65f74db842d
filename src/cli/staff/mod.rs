//! `sesshu staff`: the members of staff, their rights, and what they did.

mod history;
mod members;

use clap::Subcommand;

use super::{Failure, print::Tongue};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Register a member of staff and print their token, once
    ///
    /// The first member can be registered without a token and must have the right to administer.
    /// With --by-key, the sealing key is read from standard input instead of a token: for the case
    /// that no administrator is left. Refuses a name that is already registered.
    ///
    /// Example: sesshu staff add 鈴木 --may view,book
    Add(members::Add),
    /// List the members of staff and their rights
    ///
    /// Example: sesshu staff list
    List(members::List),
    /// Replace the rights of a member
    ///
    /// Example: sesshu staff allow 鈴木 --may view
    Allow(members::Allow),
    /// Give a member a new token; the former one is no longer valid
    ///
    /// Example: sesshu staff renew 鈴木
    Renew(members::Renew),
    /// Remove a member; the record of their acts is kept
    ///
    /// Example: sesshu staff remove 鈴木
    Remove(members::Remove),
    /// List what members did, including searches and refused commands
    ///
    /// Example: sesshu staff history --coupon 1234567890
    History(history::Options),
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    match action {
        Action::Add(options) => members::add(options, tongue).await,
        Action::List(options) => members::list_all(options, tongue).await,
        Action::Allow(options) => members::allow(options, tongue).await,
        Action::Renew(options) => members::renew(options, tongue).await,
        Action::Remove(options) => members::remove(options, tongue).await,
        Action::History(options) => history::run(options, tongue).await,
    }
}
