//! Filling a batch, some thousands of coupons in each transaction.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};

use super::{BatchError, BatchId, CORRECTED, FILLING, GIVEN_UP, REVOKED, visible};
use crate::{
    storage::{
        StorageError, Store, Tx,
        coupons::{HashedCoupon, NewCoupon, SealedCoupon, hashed, sealed},
        entity::{coupon, coupon_batch, coupon_change},
        instant::micros,
        view::Result,
    },
    vaccination::ids::CouponId,
};

/// Changes per statement, far below the number of values that either database accepts in one.
const CHANGES: usize = 2_000;

impl Store {
    /// Begins a batch. Abandons a batch that is being filled, even by another process.
    pub async fn begin_batch(&self, now: DateTime<Utc>) -> Result<BatchId> {
        let tx = self.begin().await?;
        coupon_batch::Entity::update_many()
            .col_expr(coupon_batch::Column::State, Expr::val(GIVEN_UP))
            .filter(coupon_batch::Column::State.eq(FILLING))
            .exec(&tx.connection)
            .await?;
        let newest: Option<Option<i64>> = coupon::Entity::find()
            .select_only()
            .column_as(coupon::Column::Id.max(), "newest")
            .into_tuple()
            .one(&tx.connection)
            .await?;
        let row = coupon_batch::ActiveModel {
            id: NotSet,
            state: Set(FILLING.to_owned()),
            after_coupon: Set(newest.flatten().unwrap_or(0)),
            begun_at: Set(micros(now)),
            touched_at: Set(micros(now)),
            published_at: Set(None),
        };
        let row = coupon_batch::Entity::insert(row).exec_with_returning(&tx.connection).await?;
        tx.commit().await?;
        Ok(BatchId(row.id))
    }

    /// Inserts new coupons, which are not visible yet, and stages changes of birth dates and check
    /// codes.
    pub async fn stage_coupons(
        &self,
        batch: BatchId,
        new: &[HashedCoupon],
        changed: &[(CouponId, HashedCoupon)],
        now: DateTime<Utc>,
    ) -> Result<(), BatchError> {
        let changed = changed
            .iter()
            .map(|(id, it)| Ok((*id, sealed(it, *id, &self.sealer)?)))
            .collect::<Result<Vec<_>>>()?;
        let tx = self.begin().await?;
        tx.touch(batch, now).await?;
        // Sealed within the transaction, because on SQLite the ids are ours only while it lasts.
        let ids = tx.reserve_coupon_ids(new.len()).await?;
        let new = new
            .iter()
            .zip(ids)
            .map(|(it, id)| sealed(it, id, &self.sealer))
            .collect::<Result<Vec<_>>>()?;
        tx.insert_coupons(batch, new, now).await?;
        tx.note_changes(batch, changed).await?;
        Ok(tx.commit().await?)
    }

    /// Stages revocations of coupons, which take effect when the batch is published.
    pub async fn stage_revocations(
        &self,
        batch: BatchId,
        gone: &[CouponId],
        now: DateTime<Utc>,
    ) -> Result<(), BatchError> {
        let tx = self.begin().await?;
        tx.touch(batch, now).await?;
        for gone in gone.chunks(CHANGES) {
            let rows = gone.iter().map(|id| coupon_change::ActiveModel {
                batch_id: Set(batch.0),
                coupon_id: Set(id.0),
                kind: Set(REVOKED.to_owned()),
                proof_hash: Set(None),
                birth_date_sealed: Set(None),
                check_code_sealed: Set(None),
            });
            coupon_change::Entity::insert_many(rows).exec_without_returning(&tx.connection).await?;
        }
        Ok(tx.commit().await?)
    }
}

impl Tx {
    /// Deletes what an import has staged under the number of a coupon and not published. It is not
    /// visible, and would only block the coupon that is registered individually.
    pub async fn remove_staged_coupon(&self, coupon: &NewCoupon) -> Result<()> {
        let hashed = hashed(coupon.clone(), &self.sealer);
        coupon::Entity::delete_many()
            .filter(coupon::Column::NumberHash.is_in(hashed.number_hashes().cloned()))
            .filter(coupon::Column::Issuer.eq(coupon.issuer.as_str()))
            .filter(visible().not())
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Checks that the batch is still ours, and records that its import is alive.
    pub(super) async fn touch(&self, batch: BatchId, now: DateTime<Utc>) -> Result<(), BatchError> {
        let touched = coupon_batch::Entity::update_many()
            .col_expr(coupon_batch::Column::TouchedAt, Expr::val(micros(now)))
            .filter(coupon_batch::Column::Id.eq(batch.0))
            .filter(coupon_batch::Column::State.eq(FILLING))
            .exec(&self.connection)
            .await?;
        if touched.rows_affected == 1 { Ok(()) } else { Err(BatchError::GivenUp) }
    }

    async fn insert_coupons(
        &self,
        batch: BatchId,
        coupons: Vec<SealedCoupon>,
        now: DateTime<Utc>,
    ) -> Result<(), BatchError> {
        if coupons.is_empty() {
            return Ok(());
        }
        let many = coupons.len() as u64;
        let mut insert = Query::insert();
        insert
            .into_table(coupon::Entity)
            .columns([
                coupon::Column::Id,
                coupon::Column::Issuer,
                coupon::Column::NumberHash,
                coupon::Column::ProofHash,
                coupon::Column::NumberSealed,
                coupon::Column::BirthDateSealed,
                coupon::Column::CheckCodeSealed,
                coupon::Column::RegisteredAt,
                coupon::Column::BatchId,
            ])
            .on_conflict(OnConflict::new().do_nothing().to_owned());
        for it in coupons {
            insert.values_panic([
                it.id.0.into(),
                it.issuer.into(),
                it.number_hash.into(),
                it.proof_hash.into(),
                it.number_sealed.into(),
                it.birth_date_sealed.into(),
                it.check_code_sealed.into(),
                micros(now).into(),
                batch.0.into(),
            ]);
        }
        let inserted = self.connection.execute(&insert).await?.rows_affected();
        if inserted == many { Ok(()) } else { Err(BatchError::Overtaken) }
    }

    async fn note_changes(
        &self,
        batch: BatchId,
        changed: Vec<(CouponId, SealedCoupon)>,
    ) -> Result<(), StorageError> {
        if changed.is_empty() {
            return Ok(());
        }
        let rows = changed.into_iter().map(|(id, it)| coupon_change::ActiveModel {
            batch_id: Set(batch.0),
            coupon_id: Set(id.0),
            kind: Set(CORRECTED.to_owned()),
            proof_hash: Set(Some(it.proof_hash)),
            birth_date_sealed: Set(Some(it.birth_date_sealed)),
            check_code_sealed: Set(it.check_code_sealed),
        });
        coupon_change::Entity::insert_many(rows).exec_without_returning(&self.connection).await?;
        Ok(())
    }
}
