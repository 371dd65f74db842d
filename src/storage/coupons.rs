//! Coupons: registered by the municipality, found by number and birth date together.

use std::{collections::HashSet, fmt};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Statement,
    sea_query::{Expr, OnConflict},
};

use super::{
    StorageError, Tx, Write,
    batches::visible,
    entity::coupon,
    instant::{micros, moment},
    seal::{Lookup, Sealer, Secret, row_key},
    view::{Result, View},
};
use crate::vaccination::{
    birth_date::BirthDate,
    check_code::CheckCode,
    coupon::{Coupon, CouponNumber, Issuer, Proof},
    ids::CouponId,
};

/// Rows per statement, well below the number of values that either database accepts in one.
const BATCH: usize = 1_000;

/// A coupon that is not in the database yet.
#[derive(Clone)]
pub struct NewCoupon {
    pub issuer: Issuer,
    pub number: CouponNumber,
    pub birth_date: BirthDate,
    /// `None` leaves the code of a registered coupon as it is.
    pub check_code: Option<CheckCode>,
}

impl fmt::Debug for NewCoupon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewCoupon(…)")
    }
}

/// A new coupon with the hashes it is found by.
pub struct HashedCoupon {
    pub coupon: NewCoupon,
    pub(super) number_hash: Vec<u8>,
    pub(super) proof_hash: Vec<u8>,
    /// The hashes of number and credentials made with the older keys of the ring.
    pub(super) older: Vec<(Vec<u8>, Vec<u8>)>,
}

impl HashedCoupon {
    /// Returns every hash under which its number may be stored.
    pub(super) fn number_hashes(&self) -> impl Iterator<Item = &Vec<u8>> {
        std::iter::once(&self.number_hash).chain(self.older.iter().map(|(number, _)| number))
    }

    /// Returns whether `hash` is one of its number and birth date, with any key of the ring.
    pub(super) fn is_proved_by(&self, hash: &[u8]) -> bool {
        self.proof_hash == hash || self.older.iter().any(|(_, proof)| proof == hash)
    }
}

impl fmt::Debug for HashedCoupon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashedCoupon(…)")
    }
}

/// A new coupon, sealed and hashed for its row.
pub(super) struct SealedCoupon {
    pub(super) id: CouponId,
    pub(super) issuer: String,
    pub(super) number_hash: Vec<u8>,
    pub(super) proof_hash: Vec<u8>,
    pub(super) number_sealed: Vec<u8>,
    pub(super) birth_date_sealed: Vec<u8>,
    pub(super) check_code_sealed: Option<Vec<u8>>,
}

/// A coupon found by its number and birth date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvedCoupon {
    pub id: CouponId,
    pub issuer: Issuer,
    /// `None` if its letter has no check code.
    pub check_code: Option<CheckCode>,
}

/// A registered coupon, with fields that only staff see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCoupon {
    pub id: CouponId,
    pub issuer: Issuer,
    pub registered_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Tx {
    /// Registers coupons and returns how many were new. A coupon whose issuer has already issued
    /// this number is left unchanged.
    pub async fn add_coupons(&self, coupons: &[NewCoupon], now: DateTime<Utc>) -> Result<u64> {
        let mut added = 0;
        for batch in coupons.chunks(BATCH) {
            let batch: Vec<_> =
                batch.iter().map(|coupon| hashed(coupon.clone(), &self.sealer)).collect();
            let known = self.known_by_older_keys(&batch).await?;
            let unknown: Vec<&HashedCoupon> = batch
                .iter()
                .filter(|it| {
                    !it.older.iter().any(|(number, _)| {
                        known.contains(&(it.coupon.issuer.as_str().to_owned(), number.clone()))
                    })
                })
                .collect();
            let ids = self.reserve_coupon_ids(unknown.len()).await?;
            let rows = unknown
                .into_iter()
                .zip(ids)
                .map(|(it, id)| Ok(row(sealed(it, id, &self.sealer)?, now)))
                .collect::<Result<Vec<_>>>()?;
            if rows.is_empty() {
                continue;
            }
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

    /// Reserves ids for coupons that are about to be added, because sealed values are bound to the
    /// id of their row. Ids that are not used leave gaps.
    pub(super) async fn reserve_coupon_ids(&self, count: usize) -> Result<Vec<CouponId>> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        if self.connection.get_database_backend() == DbBackend::Postgres {
            let sql = "SELECT nextval(pg_get_serial_sequence('coupon', 'id')) AS id \
                       FROM generate_series(1, $1)";
            let next = Statement::from_sql_and_values(DbBackend::Postgres, sql, [count.into()]);
            let rows = self.connection.query_all_raw(next).await?;
            let id = |row: &QueryResult| row.try_get("", "id").map(CouponId);
            return Ok(rows.iter().map(id).collect::<Result<_, _>>()?);
        }
        // On SQLite, a transaction that writes is the only one.
        let newest: Option<Option<i64>> = coupon::Entity::find()
            .select_only()
            .column_as(coupon::Column::Id.max(), "newest")
            .into_tuple()
            .one(&self.connection)
            .await?;
        let newest = newest.flatten().unwrap_or(0);
        Ok((newest + 1..=newest + count).map(CouponId).collect())
    }

    /// Finds issuer and number hash of the coupons that are stored under an older key of the ring,
    /// which the unique index cannot detect.
    async fn known_by_older_keys(
        &self,
        coupons: &[HashedCoupon],
    ) -> Result<HashSet<(String, Vec<u8>)>> {
        let older: Vec<_> = coupons
            .iter()
            .flat_map(|it| it.older.iter().map(|(number, _)| number.clone()))
            .collect();
        if older.is_empty() {
            return Ok(HashSet::new());
        }
        let known: Vec<(String, Vec<u8>)> = coupon::Entity::find()
            .select_only()
            .column(coupon::Column::Issuer)
            .column(coupon::Column::NumberHash)
            .filter(coupon::Column::NumberHash.is_in(older))
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(known.into_iter().collect())
    }

    /// Corrects a coupon. Returns [`Write::Skipped`] if its issuer has issued the new number to
    /// another coupon.
    pub async fn correct_coupon(&self, id: CouponId, right: &NewCoupon) -> Result<Write> {
        let hashed = hashed(right.clone(), &self.sealer);
        let right = sealed(&hashed, id, &self.sealer)?;
        let taken = coupon::Entity::find()
            .select_only()
            .column(coupon::Column::Id)
            .filter(coupon::Column::NumberHash.is_in(hashed.number_hashes().cloned()))
            .filter(coupon::Column::Issuer.eq(right.issuer.clone()))
            .filter(coupon::Column::Id.ne(id.0))
            .into_tuple::<i64>()
            .one(&self.connection)
            .await?;
        if taken.is_some() {
            return Ok(Write::Skipped);
        }
        let mut update = coupon::Entity::update_many()
            .col_expr(coupon::Column::NumberHash, Expr::val(right.number_hash))
            .col_expr(coupon::Column::ProofHash, Expr::val(right.proof_hash))
            .col_expr(coupon::Column::NumberSealed, Expr::val(right.number_sealed))
            .col_expr(coupon::Column::BirthDateSealed, Expr::val(right.birth_date_sealed))
            .filter(coupon::Column::Id.eq(id.0));
        if let Some(check_code) = right.check_code_sealed {
            update = update.col_expr(coupon::Column::CheckCodeSealed, Expr::val(check_code));
        }
        update.exec(&self.connection).await?;
        Ok(Write::Applied)
    }

    /// Revokes a coupon. Returns [`Write::Skipped`] if it was revoked before. A revoked coupon is
    /// no longer found and cannot be booked for. The update locks the row, so that the next
    /// statement reads every booking made for the coupon before.
    pub async fn revoke_coupon(&self, id: CouponId, now: DateTime<Utc>) -> Result<Write> {
        let revoked = coupon::Entity::update_many()
            .col_expr(coupon::Column::RevokedAt, Expr::val(micros(now)))
            .filter(coupon::Column::Id.eq(id.0))
            .filter(coupon::Column::RevokedAt.is_null())
            .exec(&self.connection)
            .await?;
        Ok(Write::of(revoked.rows_affected, 1))
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Finds the coupons with this number and birth date that are not revoked, oldest first. There
    /// are several if several issuers gave the number to people born on the same day.
    pub async fn coupons_by_proof(&self, proof: &Proof) -> Result<Vec<ProvedCoupon>> {
        let both = proof_text(&proof.number, proof.birth_date);
        let hashes = self.sealer.hashes(Lookup::Proof, both.as_bytes());
        let rows = coupon::Entity::find()
            .filter(coupon::Column::ProofHash.is_in(hashes))
            .filter(coupon::Column::RevokedAt.is_null())
            .filter(visible())
            .order_by_asc(coupon::Column::Id)
            .all(&self.connection)
            .await?;
        let proved = |row: coupon::Model| {
            let check_code =
                open_check_code(&self.sealer, row.id, row.check_code_sealed.as_deref())?;
            let coupon = Coupon::try_from((row, &self.sealer))?;
            if coupon.proof == *proof {
                Ok(ProvedCoupon { id: coupon.id, issuer: coupon.issuer, check_code })
            } else {
                // The hash was moved here from another row.
                Err(StorageError::corrupt("coupon", "proof_hash", Some(coupon.id.0)))
            }
        };
        rows.into_iter().map(proved).collect()
    }

    /// Finds the coupons with this number, including revoked ones, oldest first. There are several
    /// if several issuers gave it out.
    pub async fn coupons_by_number(&self, number: &CouponNumber) -> Result<Vec<ListedCoupon>> {
        let hashes = self.sealer.hashes(Lookup::CouponNumber, number.as_str().as_bytes());
        let rows = coupon::Entity::find()
            .filter(coupon::Column::NumberHash.is_in(hashes))
            .filter(visible())
            .order_by_asc(coupon::Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(ListedCoupon::try_from).collect()
    }

    /// Reads a coupon. Returns `None` if it does not exist or its holder was erased.
    pub async fn coupon(&self, id: CouponId) -> Result<Option<Coupon>> {
        let row = coupon::Entity::find_by_id(id.0)
            .filter(coupon::Column::ErasedAt.is_null())
            .one(&self.connection)
            .await?;
        row.map(|row| Coupon::try_from((row, &self.sealer))).transpose()
    }
}

impl TryFrom<(coupon::Model, &Sealer)> for Coupon {
    type Error = StorageError;

    fn try_from((row, sealer): (coupon::Model, &Sealer)) -> Result<Self> {
        let corrupt = |column| StorageError::corrupt("coupon", column, Some(row.id));
        let open = |secret, sealed: &[u8], column| {
            let plain = sealer.open_bound(secret, Some(row.id), sealed, &row_key(row.id))?;
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

impl TryFrom<coupon::Model> for ListedCoupon {
    type Error = StorageError;

    fn try_from(row: coupon::Model) -> Result<Self> {
        let instant = |at, column| moment(at, "coupon", column, Some(row.id));
        Ok(Self {
            id: CouponId(row.id),
            issuer: Issuer::parse(&row.issuer)
                .map_err(|_| StorageError::corrupt("coupon", "issuer", Some(row.id)))?,
            registered_at: instant(row.registered_at, "registered_at")?,
            revoked_at: row.revoked_at.map(|at| instant(at, "revoked_at")).transpose()?,
        })
    }
}

pub(super) fn hashed(coupon: NewCoupon, sealer: &Sealer) -> HashedCoupon {
    let both = proof_text(&coupon.number, coupon.birth_date);
    let numbers = sealer.hashes(Lookup::CouponNumber, coupon.number.as_str().as_bytes());
    let proofs = sealer.hashes(Lookup::Proof, both.as_bytes());
    let mut pairs = numbers.into_iter().zip(proofs);
    let (number_hash, proof_hash) = pairs.next().unwrap_or_default();
    HashedCoupon { number_hash, proof_hash, older: pairs.collect(), coupon }
}

/// Seals a coupon for the row with this id.
pub(super) fn sealed(it: &HashedCoupon, id: CouponId, sealer: &Sealer) -> Result<SealedCoupon> {
    let number = it.coupon.number.as_str();
    let born = it.coupon.birth_date.date().to_string();
    let bound = row_key(id.0);
    Ok(SealedCoupon {
        id,
        issuer: it.coupon.issuer.as_str().to_owned(),
        number_hash: it.number_hash.clone(),
        proof_hash: it.proof_hash.clone(),
        number_sealed: sealer.seal_bound(Secret::CouponNumber, number.as_bytes(), &bound)?,
        birth_date_sealed: sealer.seal_bound(Secret::BirthDate, born.as_bytes(), &bound)?,
        check_code_sealed: it
            .coupon
            .check_code
            .map(|code| sealer.seal_bound(Secret::CheckCode, code.as_str().as_bytes(), &bound))
            .transpose()?,
    })
}

fn row(coupon: SealedCoupon, now: DateTime<Utc>) -> coupon::ActiveModel {
    coupon::ActiveModel {
        id: Set(coupon.id.0),
        issuer: Set(coupon.issuer),
        number_hash: Set(coupon.number_hash),
        proof_hash: Set(coupon.proof_hash),
        number_sealed: Set(coupon.number_sealed),
        birth_date_sealed: Set(coupon.birth_date_sealed),
        check_code_sealed: Set(coupon.check_code_sealed),
        registered_at: Set(micros(now)),
        revoked_at: Set(None),
        batch_id: Set(None),
        bookings: Set(0),
        erased_at: Set(None),
    }
}

/// Opens the check code of a coupon.
pub(super) fn open_check_code(
    sealer: &Sealer,
    id: i64,
    sealed: Option<&[u8]>,
) -> Result<Option<CheckCode>> {
    let Some(sealed) = sealed else { return Ok(None) };
    let plain = sealer.open_bound(Secret::CheckCode, Some(id), sealed, &row_key(id))?;
    let code = String::from_utf8(plain).ok().and_then(|text| CheckCode::parse(&text).ok());
    let corrupt = || StorageError::corrupt("coupon", "check_code_sealed", Some(id));
    Ok(Some(code.ok_or_else(corrupt)?))
}

pub(super) fn proof_hash(sealer: &Sealer, number: &CouponNumber, born: BirthDate) -> Vec<u8> {
    sealer.hash(Lookup::Proof, proof_text(number, born).as_bytes())
}

/// Joins number and birth date, which have a fixed length, so that the text is unambiguous.
fn proof_text(number: &CouponNumber, birth_date: BirthDate) -> String {
    format!("{} {}", number.as_str(), birth_date.date())
}
