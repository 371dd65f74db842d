//! Coupons: loaded by file, all or nothing; registered, corrected, revoked, unlocked and looked up
//! one at a time.

mod import;
mod roll;
mod single;

use chrono::{DateTime, Utc};

pub use self::{
    import::{Differences, Import, ImportError, Listing, Rest, compare, stage},
    roll::{COLUMNS, Roll},
    single::{Corrected, Correction, Look, SingleError, add, correct, find, look, revoke, unlock},
};
use super::{
    LoadError,
    sheet::{BadRow, Names, Source},
};
use crate::{
    storage::Store,
    vaccination::{coupon::Issuer, staff::Signature, time::tokyo_date},
};

/// Loads a file of coupons without confirmation; returns how many were new.
pub async fn load(
    store: &Store,
    source: &Source,
    own: &Issuer,
    signature: &Signature,
    now: DateTime<Utc>,
) -> Result<u64, LoadError> {
    let mut bad = Vec::new();
    let roll = read(source, own, now, &mut |row| bad.push(row))?;
    if !bad.is_empty() {
        return Err(LoadError::BadRows(bad));
    }
    let import = stage(store, &roll, Rest::Keep, now, &|_| (), &mut |_| ()).await?;
    let new = import.differences.new;
    import.publish(store, signature, now).await?;
    Ok(new)
}

/// Reads a file of coupons with the default column names.
pub fn read(
    source: &Source,
    own: &Issuer,
    now: DateTime<Utc>,
    bad: &mut dyn FnMut(BadRow),
) -> Result<Roll, LoadError> {
    Ok(Roll::read(source, &Names::default(), own, tokyo_date(now), &|_, _| (), bad)?)
}
