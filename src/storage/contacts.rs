//! Contacts of coupon holders. A contact is sealed as one value, again after every change.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
use serde::{Deserialize, Serialize};

use super::{
    StorageError, Tx,
    entity::contact::{ActiveModel, Column, Entity, Model},
    instant::micros,
    names::name_hash,
    seal::{Sealer, Secret, row_key},
    view::{Result, View},
};
use crate::vaccination::{contact::Contact, ids::CouponId, language::Language};

/// The fields before they are sealed and after they are opened.
#[derive(Serialize, Deserialize)]
struct Fields<'a> {
    name: Cow<'a, str>,
    phone: Cow<'a, str>,
    email: Option<Cow<'a, str>>,
    /// Missing in values that were sealed before languages were stored.
    language: Option<Cow<'a, str>>,
}

impl Tx {
    /// Stores the contact of a coupon in place of the previous one.
    pub async fn set_contact(
        &self,
        coupon: CouponId,
        contact: &Contact,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let row = ActiveModel {
            coupon_id: Set(coupon.0),
            contact_sealed: Set(seal(&self.sealer, coupon, contact)?),
            name_hash: Set(Some(name_hash(&self.sealer, &contact.name))),
            changed_at: Set(micros(now)),
        };
        Entity::insert(row)
            .on_conflict(
                OnConflict::column(Column::CouponId)
                    .update_columns([Column::ContactSealed, Column::NameHash, Column::ChangedAt])
                    .to_owned(),
            )
            .exec_without_returning(&self.connection)
            .await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    pub async fn contact(&self, coupon: CouponId) -> Result<Option<Contact>> {
        let row = Entity::find_by_id(coupon.0).one(&self.connection).await?;
        row.map(|row| Contact::try_from((row, &self.sealer))).transpose()
    }
}

impl TryFrom<(Model, &Sealer)> for Contact {
    type Error = StorageError;

    fn try_from((row, sealer): (Model, &Sealer)) -> Result<Self> {
        let corrupt = || StorageError::corrupt("contact", "contact_sealed", Some(row.coupon_id));
        let id = row.coupon_id;
        let plain =
            sealer.open_bound(Secret::Contact, Some(id), &row.contact_sealed, &row_key(id))?;
        let fields: Fields<'_> = serde_json::from_slice(&plain).map_err(|_| corrupt())?;
        let contact = Self::parse(&fields.name, &fields.phone, fields.email.as_deref());
        let language = fields.language.as_deref().and_then(Language::from_record);
        Ok(contact.map_err(|_| corrupt())?.in_language(language.unwrap_or_default()))
    }
}

fn seal(sealer: &Sealer, coupon: CouponId, contact: &Contact) -> Result<Vec<u8>> {
    let fields = Fields {
        name: contact.name.as_str().into(),
        phone: contact.phone.as_str().into(),
        email: contact.email.as_ref().map(|email| email.as_str().into()),
        language: Some(contact.language.as_str().into()),
    };
    let plain = serde_json::to_vec(&fields).expect("texts can be serialized as JSON");
    sealer.seal_bound(Secret::Contact, &plain, &row_key(coupon.0))
}
