//! Coupons: registered by the municipality, found by number and birth date together.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

use super::{
    StorageError, Tx,
    entity::coupon,
    instant::micros,
    seal::{Lookup, Sealer, Secret},
    view::{Result, View},
};
use crate::vaccination::{
    birth_date::BirthDate,
    coupon::{Coupon, CouponNumber, Issuer, Proof},
    ids::CouponId,
};

/// Rows per statement, well below the number of values either database takes in one.
const BATCH: usize = 1_000;

/// A coupon that is not in the database yet.
#[derive(Clone)]
pub struct NewCoupon {
    pub issuer: Issuer,
    pub number: CouponNumber,
    pub birth_date: BirthDate,
}

impl fmt::Debug for NewCoupon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewCoupon(…)")
    }
}

impl Tx {
    /// Registers coupons and tells how many of them were new. One that its issuer has already
    /// given out under this number stays as it is.
    pub async fn add_coupons(&self, coupons: &[NewCoupon], now: DateTime<Utc>) -> Result<u64> {
        let mut added = 0;
        for batch in coupons.chunks(BATCH) {
            let rows = batch
                .iter()
                .map(|coupon| row(coupon, &self.sealer, now))
                .collect::<Result<Vec<_>>>()?;
            added += coupon::Entity::insert_many(rows)
                .on_conflict(
                    OnConflict::columns([coupon::Column::Issuer, coupon::Column::NumberHash])
                        .do_nothing()
                        .to_owned(),
                )
                .exec_without_returning(&self.connection)
                .await?;
        }
        Ok(added)
    }
}

impl<C: ConnectionTrait> View<C> {
    /// The coupons that this proof fits and that were not revoked, oldest first. More than one
    /// when several issuers gave out the number to people born on the same day.
    pub async fn coupons_by_proof(&self, proof: &Proof) -> Result<Vec<(CouponId, Issuer)>> {
        let hash = proof_hash(&self.sealer, &proof.number, proof.birth_date);
        let found: Vec<(i64, String)> = coupon::Entity::find()
            .select_only()
            .column(coupon::Column::Id)
            .column(coupon::Column::Issuer)
            .filter(coupon::Column::ProofHash.eq(hash))
            .filter(coupon::Column::RevokedAt.is_null())
            .order_by_asc(coupon::Column::Id)
            .into_tuple()
            .all(&self.connection)
            .await?;
        let fact = |(id, issuer): (i64, String)| match Issuer::parse(&issuer) {
            Ok(issuer) => Ok((CouponId(id), issuer)),
            Err(_) => Err(StorageError::corrupt("coupon", "issuer", Some(id))),
        };
        found.into_iter().map(fact).collect()
    }

    pub async fn coupon(&self, id: CouponId) -> Result<Option<Coupon>> {
        let row = coupon::Entity::find_by_id(id.0).one(&self.connection).await?;
        row.map(|row| Coupon::try_from((row, &self.sealer))).transpose()
    }
}

impl TryFrom<(coupon::Model, &Sealer)> for Coupon {
    type Error = StorageError;

    fn try_from((row, sealer): (coupon::Model, &Sealer)) -> Result<Self> {
        let corrupt = |column| StorageError::corrupt("coupon", column, Some(row.id));
        let open = |secret, sealed: &[u8], column| {
            let plain = sealer.open(secret, Some(row.id), sealed)?;
            String::from_utf8(plain).map_err(|_| corrupt(column))
        };
        let number = open(Secret::CouponNumber, &row.number_sealed, "number_sealed")?;
        let born = open(Secret::BirthDate, &row.birth_date_sealed, "birth_date_sealed")?;
        let born = born.parse::<NaiveDate>().ok();
        Ok(Self {
            id: CouponId(row.id),
            issuer: Issuer::parse(&row.issuer).map_err(|_| corrupt("issuer"))?,
            proof: Proof {
                number: CouponNumber::parse(&number).map_err(|_| corrupt("number_sealed"))?,
                birth_date: born
                    .and_then(BirthDate::on_record)
                    .ok_or_else(|| corrupt("birth_date_sealed"))?,
            },
        })
    }
}

fn row(coupon: &NewCoupon, sealer: &Sealer, now: DateTime<Utc>) -> Result<coupon::ActiveModel> {
    let number = coupon.number.as_str().as_bytes();
    let born = coupon.birth_date.date().to_string();
    Ok(coupon::ActiveModel {
        id: NotSet,
        issuer: Set(coupon.issuer.as_str().to_owned()),
        number_hash: Set(sealer.hash(Lookup::CouponNumber, number)),
        proof_hash: Set(proof_hash(sealer, &coupon.number, coupon.birth_date)),
        number_sealed: Set(sealer.seal(Secret::CouponNumber, number)?),
        birth_date_sealed: Set(sealer.seal(Secret::BirthDate, born.as_bytes())?),
        registered_at: Set(micros(now)),
        revoked_at: Set(None),
    })
}

/// Both halves have a fixed length, so that no two proofs read the same.
fn proof_hash(sealer: &Sealer, number: &CouponNumber, birth_date: BirthDate) -> Vec<u8> {
    let proof = format!("{} {}", number.as_str(), birth_date.date());
    sealer.hash(Lookup::Proof, proof.as_bytes())
}
