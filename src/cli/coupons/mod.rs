//! `sesshu coupons`: the coupons that entitle to bookings.

mod import;
mod single;
mod words;

pub(super) use self::words::refusal;

use clap::{Args, Subcommand};

use super::{Failure, input, print::Tongue};
use crate::{
    storage::SearchTerm,
    vaccination::coupon::{CouponNumber, Issuer},
};

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Import a file of coupons, all or nothing
    ///
    /// Reads CSV or TSV in UTF-8 or Shift_JIS. The column names are set under [import.coupons] in
    /// the settings. People can book during the import. A file with invalid rows is refused as a
    /// whole.
    ///
    /// Example: sesshu coupons import coupons.csv --dry-run
    Import(import::Import),
    /// Register one coupon
    ///
    /// Example: sesshu coupons add 1234567890 --birth-date S32.5.5
    Add(single::Add),
    /// Correct the number, birth date or check code of a coupon; its bookings are kept
    ///
    /// Example: sesshu coupons correct 1234567890 --birth-date 1957-05-06
    Correct(single::Correct),
    /// Revoke a coupon: it can no longer be used for identification
    ///
    /// Example: sesshu coupons revoke 1234567890 --reason 転出
    Revoke(single::Revoke),
    /// Unlock a number that was locked after too many failed identifications
    ///
    /// Example: sesshu coupons unlock 1234567890
    Unlock(single::Unlock),
    /// Show the state of a coupon: link, lock, number of bookings, history
    ///
    /// Example: sesshu coupons show - --json
    Show(single::Show),
}

/// Which coupon is meant.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// The coupon number, ten digits; `-` reads it from standard input
    #[arg(value_parser = input::coupon_number())]
    pub(super) number: CouponNumber,
    /// The issuer of the coupon, by its code, if several municipalities issued the number
    #[arg(long, value_parser = Issuer::parse)]
    pub(super) issuer: Option<Issuer>,
}

impl Which {
    pub(super) fn term(&self) -> SearchTerm<'_> {
        SearchTerm::Number(&self.number)
    }
}

pub(super) async fn run(action: Action) -> Result<(), Failure> {
    let tongue = Tongue::of_environment();
    match action {
        Action::Import(options) => import::run(options, tongue).await,
        Action::Add(options) => single::add(options, tongue).await,
        Action::Correct(options) => single::correct(options, tongue).await,
        Action::Revoke(options) => single::revoke(options, tongue).await,
        Action::Unlock(options) => single::unlock(options, tongue).await,
        Action::Show(options) => single::show(options, tongue).await,
    }
}
