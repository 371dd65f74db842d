//! Mail addresses that are sealed separately from the contact they came from.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    StorageError,
    seal::{Sealer, Secret, row_key},
    view::Result,
};
use crate::vaccination::{contact::MailAddress, email::Email, ids::CouponId, language::Language};

/// The fields before they are sealed and after they are opened.
#[derive(Serialize, Deserialize)]
struct Fields<'a> {
    email: Cow<'a, str>,
    language: Cow<'a, str>,
}

/// Seals an address for a row about this coupon.
pub(super) fn seal_address(
    sealer: &Sealer,
    secret: Secret,
    coupon: CouponId,
    address: &MailAddress,
) -> Result<Vec<u8>> {
    let fields =
        Fields { email: address.email.as_str().into(), language: address.language.as_str().into() };
    let plain = serde_json::to_vec(&fields).expect("texts can be serialized as JSON");
    sealer.seal_bound(secret, &plain, &row_key(coupon.0))
}

/// Opens an address in a row about this coupon; `row` names the row in the error.
pub(super) fn open_address(
    sealer: &Sealer,
    secret: Secret,
    coupon: CouponId,
    row: i64,
    sealed: &[u8],
) -> Result<MailAddress> {
    let plain = sealer.open_bound(secret, Some(row), sealed, &row_key(coupon.0))?;
    let (table, column) = secret.place();
    let corrupt = || StorageError::corrupt(table, column, Some(row));
    let fields: Fields<'_> = serde_json::from_slice(&plain).map_err(|_| corrupt())?;
    let email = Email::parse(&fields.email).map_err(|_| corrupt())?;
    let language = Language::from_record(&fields.language).unwrap_or_default();
    Ok(MailAddress { email, language })
}
