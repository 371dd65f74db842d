//! Addressees of notifications, sealed as one value: the account to push to and the mail address.
//! Write access to the database alone, without a key, does not suffice to send a notification to
//! another person.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    Addressee, StorageError,
    seal::{Sealer, Secret},
    view::Result,
};
use crate::vaccination::{contact::MailAddress, email::Email, ids::AccountId, language::Language};

/// The fields before they are sealed and after they are opened.
#[derive(Serialize, Deserialize)]
struct Fields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Cow<'a, str>>,
}

/// Seals an addressee, to be opened only together with `bound`: the coupon that the row is about,
/// and what else identifies it.
pub(super) fn seal_addressee(
    sealer: &Sealer,
    secret: Secret,
    addressee: &Addressee,
    bound: &[u8],
) -> Result<Vec<u8>> {
    let address = addressee.address.as_ref();
    let fields = Fields {
        account: addressee.account.map(|account| account.0),
        email: address.map(|address| address.email.as_str().into()),
        language: address.map(|address| address.language.as_str().into()),
    };
    let plain = serde_json::to_vec(&fields).expect("texts can be serialized as JSON");
    sealer.seal_bound(secret, &plain, bound)
}

/// The columns of a row that say who is addressed.
pub(super) struct AddresseeColumns<'a> {
    /// Names the row in errors.
    pub(super) id: i64,
    /// Refers to the account as long as that exists. It is not trusted: the account is the one that
    /// was sealed.
    pub(super) account_id: Option<i64>,
    /// Removed when the addressee is no longer needed, or the person is erased.
    pub(super) sealed: Option<&'a [u8]>,
}

/// Opens the addressee of a row, without an account that was erased since.
pub(super) fn open_addressee(
    sealer: &Sealer,
    secret: Secret,
    columns: &AddresseeColumns<'_>,
    bound: &[u8],
) -> Result<Addressee> {
    let Some(sealed) = columns.sealed else { return Ok(Addressee::default()) };
    let row = Some(columns.id);
    let (table, column) = secret.place();
    let corrupt = |column| StorageError::corrupt(table, column, row);
    let plain = sealer.open_bound(secret, row, sealed, bound)?;
    let fields: Fields<'_> = serde_json::from_slice(&plain).map_err(|_| corrupt(column))?;
    if columns.account_id.is_some() && columns.account_id != fields.account {
        return Err(corrupt("account_id"));
    }
    let address = match &fields.email {
        Some(email) => {
            let email = Email::parse(email).map_err(|_| corrupt(column))?;
            let language = fields.language.as_deref().and_then(Language::from_record);
            Some(MailAddress { email, language: language.unwrap_or_default() })
        }
        None => None,
    };
    Ok(Addressee { account: columns.account_id.map(AccountId), address })
}
