//! The audit log: what staff did at the command line, look-ups included, and what they were
//! refused. It is append-only and covered by the history seals.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::{
    StorageError, Store, Tx,
    entity::staff_act::{ActiveModel, Column, Entity, Model},
    error::{if_readable, readable},
    instant::{micros, moment},
    seal::{Lookup, Sealer, Secret},
    view::{Result, View},
};
use crate::vaccination::{
    coupon::CouponNumber, ids::CouponId, kana::KanaName, staff::StaffName, staff_act::StaffAct,
};

/// Rows per statement, well below the number of values either database takes in one.
const MAX_RECORDED_AT_ONCE: usize = 1_000;

/// A term that a member of staff searches for.
#[derive(Debug, Clone, Copy)]
pub enum SearchTerm<'a> {
    Number(&'a CouponNumber),
    Name(&'a KanaName),
}

/// A search term as it is stored. Equal terms have equal hashes under one key, and the term cannot
/// be recovered. The hash stays under the key with which it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHash(Vec<u8>);

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffActed {
    pub at: DateTime<Utc>,
    /// `None` without an authenticated member: direct access to the machine, or a refusal.
    pub name: Option<StaffName>,
    pub act: StaffAct,
    /// The coupon it was about, if it was about one resident.
    pub coupon: Option<CouponId>,
    /// Whether the act was allowed. Otherwise it was refused.
    pub allowed: bool,
    /// What was searched for, whether or not anything was found.
    pub search: Option<SearchHash>,
}

impl StaffActed {
    /// Returns an act that was allowed, without a name and about no resident.
    pub fn new(act: StaffAct, at: DateTime<Utc>) -> Self {
        Self { at, name: None, act, coupon: None, allowed: true, search: None }
    }
}

impl SearchTerm<'_> {
    fn value(&self) -> String {
        match self {
            Self::Number(number) => format!("number {}", number.as_str()),
            Self::Name(name) => format!("name {}", name.compared()),
        }
    }
}

impl Store {
    /// Records an act on its own: a look-up is on record before anything is shown.
    pub async fn record_staff_act(&self, acted: &StaffActed) -> Result<()> {
        self.record_staff_acts(std::slice::from_ref(acted)).await
    }

    /// Records acts, all or none of them.
    pub async fn record_staff_acts(&self, acts: &[StaffActed]) -> Result<()> {
        if let [one] = acts {
            let row = row(one, &self.sealer)?;
            let _turn = self.turn().await;
            Entity::insert(row).exec_without_returning(&self.connection).await?;
            return Ok(());
        }
        let tx = self.begin().await?;
        tx.record_staff_acts(acts).await?;
        tx.commit().await
    }
}

impl Tx {
    /// Records acts with what else the transaction does.
    pub async fn record_staff_acts(&self, acts: &[StaffActed]) -> Result<()> {
        for acts in acts.chunks(MAX_RECORDED_AT_ONCE) {
            let rows = acts.iter().map(|acted| row(acted, &self.sealer));
            let rows = rows.collect::<Result<Vec<_>>>()?;
            Entity::insert_many(rows).exec_without_returning(&self.connection).await?;
        }
        Ok(())
    }

    /// Counts how often a member was refused something about a resident since a moment. A refusal
    /// whose name cannot be read counts for every member, so that it gives no member more attempts.
    pub async fn count_refusals_about_residents(
        &self,
        member: &StaffName,
        since: DateTime<Utc>,
    ) -> Result<usize> {
        let refused = Entity::find()
            .filter(Column::Allowed.eq(false))
            .filter(Column::CouponId.is_not_null())
            .filter(Column::At.gte(micros(since)))
            .all(&self.connection)
            .await?;
        let mut count = 0;
        for row in refused {
            let name = if_readable(name_of(&row, &self.sealer))?;
            if name.is_none_or(|name| name.as_ref() == Some(member)) {
                count += 1;
            }
        }
        Ok(count)
    }
}

fn row(acted: &StaffActed, sealer: &Sealer) -> Result<ActiveModel> {
    let coupon = acted.coupon.map(|id| id.0);
    let search_hash = acted.search.as_ref().map(|search| search.0.clone());
    let at = micros(acted.at);
    let act = acted.act.as_str();
    let bound = bound(at, act, coupon, acted.allowed, search_hash.as_deref());
    let name = acted.name.as_ref().map(|name| name.as_str().as_bytes());
    let name = name.map(|name| sealer.seal_bound(Secret::StaffAct, name, &bound));
    Ok(ActiveModel {
        id: NotSet,
        at: Set(at),
        act: Set(act.to_owned()),
        coupon_id: Set(coupon),
        allowed: Set(acted.allowed),
        name_sealed: Set(name.transpose()?),
        search_hash: Set(search_hash),
        seal_id: Set(None),
    })
}

impl<C: ConnectionTrait> View<C> {
    /// Returns the hash under which a search is recorded.
    pub fn search_hash(&self, term: SearchTerm<'_>) -> SearchHash {
        SearchHash(self.sealer.hash(Lookup::StaffSearch, term.value().as_bytes()))
    }

    /// Reads up to `limit` acts, newest first, about one resident or about anything. An act that
    /// cannot be read is left out; verifying the history names it.
    pub async fn staff_acts(
        &self,
        about: Option<CouponId>,
        since: Option<DateTime<Utc>>,
        limit: u64,
    ) -> Result<Vec<StaffActed>> {
        let mut query = Entity::find();
        if let Some(coupon) = about {
            query = query.filter(Column::CouponId.eq(coupon.0));
        }
        self.newest_acts(query, since, limit).await
    }

    /// Reads up to `limit` acts about a resident or with a search for `term`, newest first,
    /// including searches that found no person. Searches are found while the ring has their key.
    pub async fn staff_acts_and_searches(
        &self,
        about: Option<CouponId>,
        term: SearchTerm<'_>,
        since: Option<DateTime<Utc>>,
        limit: u64,
    ) -> Result<Vec<StaffActed>> {
        let hashes = self.sealer.hashes(Lookup::StaffSearch, term.value().as_bytes());
        let mut either = Condition::any().add(Column::SearchHash.is_in(hashes));
        if let Some(coupon) = about {
            either = either.add(Column::CouponId.eq(coupon.0));
        }
        self.newest_acts(Entity::find().filter(either), since, limit).await
    }

    /// Counts how often an act was done since a moment.
    pub async fn count_staff_acts(&self, act: StaffAct, since: DateTime<Utc>) -> Result<u64> {
        let query = Entity::find()
            .filter(Column::Act.eq(act.as_str()))
            .filter(Column::Allowed.eq(true))
            .filter(Column::At.gte(micros(since)));
        Ok(query.count(&self.connection).await?)
    }

    async fn newest_acts(
        &self,
        query: Select<Entity>,
        since: Option<DateTime<Utc>>,
        limit: u64,
    ) -> Result<Vec<StaffActed>> {
        let mut query = query.order_by_desc(Column::Id).limit(limit);
        if let Some(since) = since {
            query = query.filter(Column::At.gte(micros(since)));
        }
        let rows = query.all(&self.connection).await?;
        readable(rows.into_iter().map(|row| StaffActed::try_from((row, &self.sealer))))
    }
}

impl TryFrom<(Model, &Sealer)> for StaffActed {
    type Error = StorageError;

    fn try_from((row, sealer): (Model, &Sealer)) -> Result<Self> {
        let corrupt = |column| StorageError::corrupt("staff_act", column, Some(row.id));
        Ok(Self {
            at: moment(row.at, "staff_act", "at", Some(row.id))?,
            name: name_of(&row, sealer)?,
            act: StaffAct::from_record(&row.act).ok_or_else(|| corrupt("act"))?,
            coupon: row.coupon_id.map(CouponId),
            allowed: row.allowed,
            search: row.search_hash.map(SearchHash),
        })
    }
}

/// Returns what the name in an entry is bound to, so that it cannot be moved: the other fields.
pub(super) fn name_bound(row: &Model) -> Vec<u8> {
    bound(row.at, &row.act, row.coupon_id, row.allowed, row.search_hash.as_deref())
}

fn bound(
    at: i64,
    act: &str,
    coupon: Option<i64>,
    allowed: bool,
    search_hash: Option<&[u8]>,
) -> Vec<u8> {
    let mut bound = format!("{at} {act} {coupon:?} {allowed} ").into_bytes();
    bound.extend_from_slice(search_hash.unwrap_or_default());
    bound
}

/// Opens the name of the member who acted.
pub(super) fn name_of(row: &Model, sealer: &Sealer) -> Result<Option<StaffName>> {
    let corrupt = || StorageError::corrupt("staff_act", "name_sealed", Some(row.id));
    let Some(sealed) = &row.name_sealed else { return Ok(None) };
    let plain = sealer.open_bound(Secret::StaffAct, Some(row.id), sealed, &name_bound(row))?;
    let name = String::from_utf8(plain).map_err(|_| corrupt())?;
    StaffName::parse(&name).map(Some).map_err(|_| corrupt())
}
