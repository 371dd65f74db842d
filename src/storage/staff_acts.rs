//! What the staff did at the command line, and what they were refused: looking at somebody, too.
//! It is only ever added to, and lies under the seals of the history.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{
    StorageError, Store,
    entity::staff_act::{ActiveModel, Column, Entity, Model},
    instant::{micros, moment},
    seal::{Sealer, Secret},
    view::{Result, View},
};
use crate::vaccination::{ids::CouponId, staff::StaffName, staff_act::StaffAct};

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffActed {
    pub at: DateTime<Utc>,
    /// Nobody where no member showed a token: whoever holds the machine, or somebody refused.
    pub name: Option<StaffName>,
    pub act: StaffAct,
    /// Whom it was about, where it was one resident.
    pub coupon: Option<CouponId>,
    /// It was asked for and refused otherwise.
    pub allowed: bool,
}

impl Store {
    /// Records an act by itself: that somebody looked is on record before they see anything.
    pub async fn record_staff_act(&self, acted: &StaffActed) -> Result<()> {
        let coupon = acted.coupon.map(|id| id.0);
        let bound = bound(micros(acted.at), acted.act.as_str(), coupon, acted.allowed);
        let name = acted.name.as_ref().map(|name| name.as_str().as_bytes());
        let name = name.map(|name| self.sealer.seal_bound(Secret::StaffAct, name, &bound));
        let row = ActiveModel {
            id: NotSet,
            at: Set(micros(acted.at)),
            act: Set(acted.act.as_str().to_owned()),
            coupon_id: Set(coupon),
            allowed: Set(acted.allowed),
            name_sealed: Set(name.transpose()?),
            seal_id: Set(None),
        };
        let _turn = self.turn().await;
        Entity::insert(row).exec_without_returning(&self.connection).await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// The newest acts, the newest first: about one resident, or about anything.
    pub async fn staff_acts(
        &self,
        about: Option<CouponId>,
        since: Option<DateTime<Utc>>,
        limit: u64,
    ) -> Result<Vec<StaffActed>> {
        let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
        if let Some(coupon) = about {
            query = query.filter(Column::CouponId.eq(coupon.0));
        }
        if let Some(since) = since {
            query = query.filter(Column::At.gte(micros(since)));
        }
        let rows = query.all(&self.connection).await?;
        rows.into_iter().map(|row| StaffActed::try_from((row, &self.sealer))).collect()
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
        })
    }
}

/// What the name of an act is bound to, so that it cannot be moved to another: all that the act says.
pub(super) fn name_bound(row: &Model) -> Vec<u8> {
    bound(row.at, &row.act, row.coupon_id, row.allowed)
}

fn bound(at: i64, act: &str, coupon: Option<i64>, allowed: bool) -> Vec<u8> {
    format!("{at} {act} {coupon:?} {allowed}").into_bytes()
}

/// Whose act it was.
pub(super) fn name_of(row: &Model, sealer: &Sealer) -> Result<Option<StaffName>> {
    let corrupt = || StorageError::corrupt("staff_act", "name_sealed", Some(row.id));
    let Some(sealed) = &row.name_sealed else { return Ok(None) };
    let plain = sealer.open_bound(Secret::StaffAct, Some(row.id), sealed, &name_bound(row))?;
    let name = String::from_utf8(plain).map_err(|_| corrupt())?;
    StaffName::parse(&name).map(Some).map_err(|_| corrupt())
}
