//! The history. It is only ever added to.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::{
    StorageError, Tx,
    entity::history::{ActiveModel, Column, Entity, Model},
    instant::{micros, moment},
    rows,
    view::{Result, View},
};
use crate::vaccination::{
    history::{Act, Way},
    ids::{BookingId, CouponId},
};

/// What is to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub at: DateTime<Utc>,
    pub coupon: CouponId,
    pub booking: Option<BookingId>,
    pub act: &'a Act,
    pub way: Way,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub at: DateTime<Utc>,
    pub booking: Option<BookingId>,
    pub act: Act,
    pub way: Way,
}

impl Tx {
    pub async fn record(&self, entry: &Entry<'_>) -> Result<()> {
        let terms_version = match entry.act {
            Act::Identified { terms_version } => Some(terms_version.clone()),
            _ => None,
        };
        let row = ActiveModel {
            id: NotSet,
            at: Set(micros(entry.at)),
            coupon_id: Set(entry.coupon.0),
            booking_id: Set(entry.booking.map(|id| id.0)),
            act: Set(entry.act.as_str().to_owned()),
            terms_version: Set(terms_version),
            way: Set(entry.way.as_str().to_owned()),
        };
        Entity::insert(row).exec_without_returning(&self.connection).await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// What happened to a coupon, in the order in which it was recorded.
    pub async fn history_of(&self, coupon: CouponId) -> Result<Vec<Recorded>> {
        let rows = Entity::find()
            .filter(Column::CouponId.eq(coupon.0))
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(Recorded::try_from).collect()
    }
}

impl TryFrom<Model> for Recorded {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self> {
        let corrupt = |column| StorageError::corrupt("history", column, Some(row.id));
        Ok(Self {
            at: moment(row.at, "history", "at", Some(row.id))?,
            booking: row.booking_id.map(BookingId),
            act: act(&row.act, row.terms_version).ok_or_else(|| corrupt("act"))?,
            way: rows::way(&row.way).ok_or_else(|| corrupt("way"))?,
        })
    }
}

fn act(word: &str, terms_version: Option<String>) -> Option<Act> {
    let act = match (word, terms_version) {
        ("identified", Some(terms_version)) => Act::Identified { terms_version },
        ("linked", None) => Act::Linked,
        ("unlinked", None) => Act::Unlinked,
        ("contact_changed", None) => Act::ContactChanged,
        ("booked", None) => Act::Booked,
        ("cancelled", None) => Act::Cancelled,
        _ => return None,
    };
    Some(act)
}
