//! `sesshu staff`: the members of staff, their rights, and what they did.

mod history;
mod members;

use clap::Subcommand;

use super::{Failure, print::Tongue};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Register somebody and print their token, once
    ///
    /// Where nobody is registered yet, whoever holds the machine registers the first, who has to
    /// be allowed to administer. With --by-key the sealing key, read from standard input, takes
    /// the place of a token: for when nobody is left who may administer.
    ///
    /// Example: sesshu staff add 鈴木 --may view,book
    Add(members::Add),
    /// List the staff and what they may
    ///
    /// Example: sesshu staff list
    List(members::List),
    /// Give somebody other rights in the place of those they have
    ///
    /// Example: sesshu staff allow 鈴木 --may view
    Allow(members::Allow),
    /// Give somebody a new token; the one before opens nothing any more
    ///
    /// Example: sesshu staff renew 鈴木
    Renew(members::Renew),
    /// Take somebody off the staff; what they did stays on record
    ///
    /// Example: sesshu staff remove 鈴木
    Remove(members::Remove),
    /// List what the staff did, looking at somebody too, and what they were refused
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
