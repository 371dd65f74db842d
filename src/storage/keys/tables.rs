//! The tables that have sealed values, and the rows of each under the newest key.

use sea_orm::{
    ColumnTrait, EntityTrait, ModelTrait, Value,
    sea_query::{Expr, Func},
};
use secrecy::ExposeSecret;

use crate::{
    storage::{
        StorageError,
        accounts::Account,
        coupons::proof_hash,
        entity::{
            account, contact, coupon, event, former_contact, history, link, notice, staff,
            staff_act, talk,
        },
        history::signature_bounds,
        links::link_bound,
        names::name_hash,
        outbox::notice_bound,
        seal::{Lookup, Sealer, Secret, row_key},
        staff_acts::name_bound,
        view::Result,
    },
    vaccination::{contact::Contact, coupon::Coupon},
};

/// A table with sealed values, whose rows can be read in the order of a key.
pub(super) trait Table:
    EntityTrait<Model: ModelTrait<Entity = Self> + Clone + Send + Sync> + Default
{
    /// The sealed columns, and as what each is sealed.
    const SEALED: &'static [(Self::Column, Secret)];
    /// The column by which the rows are ordered.
    const KEY: Self::Column;

    /// Returns the hashes by which a row is found, made with the newest key. Those that expire
    /// within a day are left unchanged.
    fn hashes(_row: &Self::Model, _sealer: &Sealer) -> Result<Vec<(Self::Column, Vec<u8>)>> {
        Ok(Vec::new())
    }

    /// Returns what the sealed values of a row may be bound to.
    fn bounds(row: &Self::Model) -> Vec<Vec<u8>>;
}

impl Table for coupon::Entity {
    const SEALED: &'static [(coupon::Column, Secret)] = &[
        (coupon::Column::NumberSealed, Secret::CouponNumber),
        (coupon::Column::BirthDateSealed, Secret::BirthDate),
        (coupon::Column::CheckCodeSealed, Secret::CheckCode),
    ];
    const KEY: coupon::Column = coupon::Column::Id;

    fn hashes(row: &coupon::Model, sealer: &Sealer) -> Result<Vec<(coupon::Column, Vec<u8>)>> {
        if row.erased_at.is_some() {
            return Ok(Vec::new());
        }
        let proof = Coupon::try_from((row.clone(), sealer))?.proof;
        let number = sealer.hash(Lookup::CouponNumber, proof.number.as_str().as_bytes());
        let both = proof_hash(sealer, &proof.number, proof.birth_date);
        Ok(vec![(coupon::Column::NumberHash, number), (coupon::Column::ProofHash, both)])
    }

    fn bounds(row: &coupon::Model) -> Vec<Vec<u8>> {
        vec![row_key(row.id).into()]
    }
}

impl Table for contact::Entity {
    const SEALED: &'static [(contact::Column, Secret)] =
        &[(contact::Column::ContactSealed, Secret::Contact)];
    const KEY: contact::Column = contact::Column::CouponId;

    fn hashes(row: &contact::Model, sealer: &Sealer) -> Result<Vec<(contact::Column, Vec<u8>)>> {
        let name = Contact::try_from((row.clone(), sealer))?.name;
        Ok(vec![(contact::Column::NameHash, name_hash(sealer, &name))])
    }

    fn bounds(row: &contact::Model) -> Vec<Vec<u8>> {
        vec![row_key(row.coupon_id).into()]
    }
}

impl Table for account::Entity {
    const SEALED: &'static [(account::Column, Secret)] =
        &[(account::Column::UserSealed, Secret::UserId)];
    const KEY: account::Column = account::Column::Id;

    fn hashes(row: &account::Model, sealer: &Sealer) -> Result<Vec<(account::Column, Vec<u8>)>> {
        let user = Account::try_from((row.clone(), sealer))?.user_id;
        let hash = sealer.hash(Lookup::Account, user.expose_secret().as_bytes());
        Ok(vec![(account::Column::UserHash, hash)])
    }

    fn bounds(row: &account::Model) -> Vec<Vec<u8>> {
        vec![row_key(row.id).into()]
    }
}

impl Table for talk::Entity {
    const SEALED: &'static [(talk::Column, Secret)] = &[(talk::Column::StateSealed, Secret::Talk)];
    const KEY: talk::Column = talk::Column::UserHash;

    fn bounds(row: &talk::Model) -> Vec<Vec<u8>> {
        vec![row.user_hash.clone()]
    }
}

impl Table for event::Entity {
    const SEALED: &'static [(event::Column, Secret)] = &[
        (event::Column::PayloadSealed, Secret::Payload),
        (event::Column::AnswerSealed, Secret::Answer),
    ];
    const KEY: event::Column = event::Column::Id;

    fn bounds(row: &event::Model) -> Vec<Vec<u8>> {
        vec![row.event_id.clone().into()]
    }
}

impl Table for history::Entity {
    const SEALED: &'static [(history::Column, Secret)] =
        &[(history::Column::SignatureSealed, Secret::Signature)];
    const KEY: history::Column = history::Column::Id;

    fn bounds(row: &history::Model) -> Vec<Vec<u8>> {
        signature_bounds(row).into()
    }
}

impl Table for staff::Entity {
    const SEALED: &'static [(staff::Column, Secret)] =
        &[(staff::Column::MemberSealed, Secret::StaffMember)];
    const KEY: staff::Column = staff::Column::Id;

    /// Returns nothing to bind to: all that identifies a member is in the one value.
    fn bounds(_row: &staff::Model) -> Vec<Vec<u8>> {
        vec![Vec::new()]
    }
}

impl Table for staff_act::Entity {
    const SEALED: &'static [(staff_act::Column, Secret)] =
        &[(staff_act::Column::NameSealed, Secret::StaffAct)];
    const KEY: staff_act::Column = staff_act::Column::Id;

    fn bounds(row: &staff_act::Model) -> Vec<Vec<u8>> {
        vec![name_bound(row)]
    }
}

impl Table for link::Entity {
    const SEALED: &'static [(link::Column, Secret)] = &[(link::Column::Seal, Secret::Link)];
    const KEY: link::Column = link::Column::CouponId;

    fn bounds(row: &link::Model) -> Vec<Vec<u8>> {
        vec![link_bound(row.coupon_id, row.account_id, row.linked_at)]
    }
}

impl Table for notice::Entity {
    const SEALED: &'static [(notice::Column, Secret)] =
        &[(notice::Column::AddressSealed, Secret::NoticeAddress)];
    const KEY: notice::Column = notice::Column::Id;

    fn bounds(row: &notice::Model) -> Vec<Vec<u8>> {
        let bound = |coupon| notice_bound(coupon, row.booking_id, &row.kind);
        row.coupon_id.map(bound).into_iter().collect()
    }
}

impl Table for former_contact::Entity {
    const SEALED: &'static [(former_contact::Column, Secret)] =
        &[(former_contact::Column::AddressSealed, Secret::FormerAddress)];
    const KEY: former_contact::Column = former_contact::Column::Id;

    fn bounds(row: &former_contact::Model) -> Vec<Vec<u8>> {
        vec![row_key(row.coupon_id).into()]
    }
}

/// Returns the byte of a sealed value that is the number of its key.
pub(super) fn key_of(column: impl ColumnTrait) -> Expr {
    Func::cust("substr").arg(Expr::col(column)).arg(2).arg(1).into()
}

/// Returns the sealed values of a row as they are.
pub(super) fn sealed<T: Table>(row: &T::Model) -> impl Iterator<Item = (T::Column, Value)> {
    let all = T::SEALED.iter().map(|(column, _)| (*column, row.get(*column)));
    all.filter(|(_, value)| !matches!(value, Value::Bytes(None)))
}

/// Returns the values and hashes of a row made again with the newest key.
pub(super) fn renewed<T: Table>(
    row: &T::Model,
    sealer: &Sealer,
) -> Result<Vec<(T::Column, Vec<u8>)>> {
    let mut values = T::hashes(row, sealer)?;
    for (column, secret) in T::SEALED {
        let Value::Bytes(Some(sealed)) = row.get(*column) else { continue };
        values.push((*column, resealed::<T>(row, *secret, &sealed, sealer)?));
    }
    Ok(values)
}

/// Seals a value again with the newest key, bound to what it was bound to. A value that is bound to
/// something else, or to nothing, is not one of this row.
fn resealed<T: Table>(
    row: &T::Model,
    secret: Secret,
    sealed: &[u8],
    sealer: &Sealer,
) -> Result<Vec<u8>> {
    let bounds = T::bounds(row);
    let opened = bounds
        .iter()
        .find_map(|bound| Some((sealer.open_bound(secret, None, sealed, bound).ok()?, bound)));
    let Some((plain, bound)) = opened else {
        let (table, column) = secret.place();
        return Err(StorageError::corrupt(table, column, None));
    };
    sealer.seal_bound(secret, &plain, bound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::seal::{Key, KeyRing};

    fn row(state_sealed: Vec<u8>) -> talk::Model {
        talk::Model { user_hash: vec![7], state_sealed, changed_at: 0 }
    }

    #[test]
    fn value_that_is_bound_to_no_row_is_not_resealed() {
        let key = |id| Key::new(id, [id; 32]);
        let before = Sealer::new(KeyRing::new(key(1), Vec::new()).unwrap());
        let after = Sealer::new(KeyRing::new(key(2), vec![key(1)]).unwrap());
        let seal = |bound: &[u8]| row(before.seal_bound(Secret::Talk, b"state", bound).unwrap());
        assert!(renewed::<talk::Entity>(&seal(&[7]), &after).is_ok());
        for bound in [b"".as_slice(), &[8]] {
            let refused = renewed::<talk::Entity>(&seal(bound), &after).unwrap_err();
            assert_eq!(refused.to_string(), "talk.state_sealed is corrupt");
        }
    }
}
