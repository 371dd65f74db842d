//! Comparing the coupons of a file with the registered ones.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::visible;
use crate::{
    storage::{
        StorageError, Store,
        coupons::{HashedCoupon, NewCoupon, hashed, open_check_code},
        entity::coupon,
        view::{Result, View},
    },
    vaccination::{coupon::Issuer, ids::CouponId},
};

/// Coupons of a file, sorted by what has to be done with them. Nothing has been written.
#[derive(Debug, Default)]
pub struct Compared {
    pub new: Vec<HashedCoupon>,
    /// Registered under the same number with another birth date or check code.
    pub changed: Vec<(CouponId, HashedCoupon)>,
    pub unchanged: u64,
    /// Registered and revoked. They stay revoked.
    pub revoked: Vec<(CouponId, HashedCoupon)>,
    /// All that are registered.
    pub known: Vec<CouponId>,
}

/// Id, issuer, hashes of number and credentials, sealed check code, and when it was revoked.
type FoundRow = (i64, String, Vec<u8>, Vec<u8>, Option<Vec<u8>>, Option<i64>);

/// The coupon that is registered under a number.
struct There {
    id: CouponId,
    proof_hash: Vec<u8>,
    check_code_sealed: Option<Vec<u8>>,
    revoked: bool,
}

impl There {
    /// Keys a row by issuer and hash of the number.
    fn keyed(row: FoundRow) -> ((String, Vec<u8>), Self) {
        let (id, issuer, number_hash, proof_hash, check_code_sealed, revoked_at) = row;
        let revoked = revoked_at.is_some();
        ((issuer, number_hash), Self { id: CouponId(id), proof_hash, check_code_sealed, revoked })
    }
}

impl Store {
    /// Compares coupons of a file, some thousands at a time.
    pub async fn compare_coupons(&self, coupons: Vec<NewCoupon>) -> Result<Compared> {
        let coupons: Vec<_> = coupons.into_iter().map(|it| hashed(it, &self.sealer)).collect();
        let there = self.there(&coupons).await?;
        let mut compared = Compared::default();
        for it in coupons {
            // A number is unique per issuer only, and so is its hash.
            let issuer = it.coupon.issuer.as_str();
            let key = |hash: &Vec<u8>| (issuer.to_owned(), hash.clone());
            let Some(there) = it.number_hashes().find_map(|hash| there.get(&key(hash))) else {
                compared.new.push(it);
                continue;
            };
            compared.known.push(there.id);
            if there.revoked {
                compared.revoked.push((there.id, it));
            } else if it.is_proved_by(&there.proof_hash) && self.keeps_check_code(&it, there)? {
                compared.unchanged += 1;
            } else {
                compared.changed.push((there.id, it));
            }
        }
        Ok(compared)
    }

    async fn there(&self, coupons: &[HashedCoupon]) -> Result<HashMap<(String, Vec<u8>), There>> {
        let hashes = coupons.iter().flat_map(HashedCoupon::number_hashes).cloned();
        let rows: Vec<FoundRow> = coupon::Entity::find()
            .select_only()
            .columns([
                coupon::Column::Id,
                coupon::Column::Issuer,
                coupon::Column::NumberHash,
                coupon::Column::ProofHash,
                coupon::Column::CheckCodeSealed,
                coupon::Column::RevokedAt,
            ])
            .filter(coupon::Column::NumberHash.is_in(hashes))
            .filter(visible())
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().map(There::keyed).collect())
    }

    /// Returns whether a coupon of the file has no check code, or the registered one. False if the
    /// registered code cannot be read, so that the file replaces it.
    fn keeps_check_code(&self, coupon: &HashedCoupon, there: &There) -> Result<bool> {
        let Some(code) = coupon.coupon.check_code else { return Ok(true) };
        match open_check_code(&self.sealer, there.id.0, there.check_code_sealed.as_deref()) {
            Ok(registered) => Ok(registered == Some(code)),
            Err(StorageError::Corrupt(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Finds up to `limit` visible coupons of an issuer that are not revoked, in the order of their
    /// ids, after `after`.
    pub async fn coupons_of_issuer(
        &self,
        issuer: &Issuer,
        after: Option<CouponId>,
        limit: u64,
    ) -> Result<Vec<CouponId>> {
        let ids: Vec<i64> = coupon::Entity::find()
            .select_only()
            .column(coupon::Column::Id)
            .filter(coupon::Column::Id.gt(after.map_or(i64::MIN, |id| id.0)))
            .filter(coupon::Column::Issuer.eq(issuer.as_str()))
            .filter(coupon::Column::RevokedAt.is_null())
            .filter(visible())
            .order_by_asc(coupon::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(ids.into_iter().map(CouponId).collect())
    }
}
