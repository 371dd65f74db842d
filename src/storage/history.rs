//! The append-only history. Who of the staff acted and why is sealed as one value.

use std::{borrow::Cow, slice};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};

use super::{
    StorageError, Tx,
    entity::history::{ActiveModel, Column, Entity, Model},
    instant::{micros, moment},
    seal::{Sealer, Secret},
    view::{Result, View},
};
use crate::vaccination::{
    history::{Act, Way},
    ids::{BookingId, CouponId},
    staff::{Reason, Signature, StaffName},
};

/// An entry to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub at: DateTime<Utc>,
    pub coupon: CouponId,
    pub booking: Option<BookingId>,
    pub act: &'a Act,
    pub way: Way,
}

/// An entry that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub at: DateTime<Utc>,
    pub booking: Option<BookingId>,
    pub act: Act,
    pub way: Way,
    /// The member of staff who acted. `None` if residents acted themselves.
    pub signed: Option<Signature>,
}

/// A signature before it is sealed and after it is opened.
#[derive(Serialize, Deserialize)]
struct Words<'a> {
    name: Cow<'a, str>,
    reason: Option<Cow<'a, str>>,
}

impl Tx {
    /// Records what a resident did.
    pub async fn record(&self, entry: &Entry<'_>) -> Result<()> {
        self.record_all(slice::from_ref(entry), None).await
    }

    /// Records what a member of the staff did.
    pub async fn record_signed(&self, entry: &Entry<'_>, signature: &Signature) -> Result<()> {
        self.record_all(slice::from_ref(entry), Some(signature)).await
    }

    /// Records acts of several residents, or acts of one member of staff about them.
    pub async fn record_all(
        &self,
        entries: &[Entry<'_>],
        signature: Option<&Signature>,
    ) -> Result<()> {
        let signed = |entry: &Entry<'_>| {
            let bound = bound_to_entry(entry);
            signature.map(|signature| sealed_signature(&self.sealer, signature, &bound)).transpose()
        };
        let rows = entries.iter().map(|entry| Ok(row(entry, signed(entry)?)));
        let rows = rows.collect::<Result<Vec<_>>>()?;
        if !rows.is_empty() {
            Entity::insert_many(rows).exec_without_returning(&self.connection).await?;
        }
        Ok(())
    }
}

fn row(entry: &Entry<'_>, signature_sealed: Option<Vec<u8>>) -> ActiveModel {
    let terms_version = match entry.act {
        Act::Identified { terms_version } => Some(terms_version.clone()),
        _ => None,
    };
    ActiveModel {
        id: NotSet,
        at: Set(micros(entry.at)),
        coupon_id: Set(entry.coupon.0),
        booking_id: Set(entry.booking.map(|id| id.0)),
        act: Set(entry.act.as_str().to_owned()),
        terms_version: Set(terms_version),
        way: Set(entry.way.as_str().to_owned()),
        signature_sealed: Set(signature_sealed),
        seal_id: Set(None),
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Reads the history of a coupon in the order in which it was recorded.
    pub async fn history_of(&self, coupon: CouponId) -> Result<Vec<Recorded>> {
        let rows = Entity::find()
            .filter(Column::CouponId.eq(coupon.0))
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(|row| Recorded::try_from((row, &self.sealer))).collect()
    }
}

impl TryFrom<(Model, &Sealer)> for Recorded {
    type Error = StorageError;

    fn try_from((row, sealer): (Model, &Sealer)) -> Result<Self> {
        let corrupt = |column| StorageError::corrupt("history", column, Some(row.id));
        let signed = open_signature(sealer, &row)?;
        Ok(Self {
            at: moment(row.at, "history", "at", Some(row.id))?,
            booking: row.booking_id.map(BookingId),
            act: act(&row.act, row.terms_version).ok_or_else(|| corrupt("act"))?,
            way: Way::from_record(&row.way).ok_or_else(|| corrupt("way"))?,
            signed,
        })
    }
}

/// Returns what the signature of one entry is bound to, so that it cannot be moved to another
/// entry: everything else in the entry.
fn bound_to_entry(entry: &Entry<'_>) -> Vec<u8> {
    let booking = entry.booking.map(|id| id.0);
    let about = Some((entry.coupon.0, booking));
    bound(micros(entry.at), entry.act.as_str(), entry.way.as_str(), about)
}

/// Returns what a signature shared by many entries of one statement is bound to: what these entries
/// have in common.
pub(super) fn bound_to_batch(at: DateTime<Utc>, act: &Act, way: Way) -> Vec<u8> {
    bound(micros(at), act.as_str(), way.as_str(), None)
}

/// Returns what the signature of a row may be bound to: the row, or the batch it was recorded in.
pub(super) fn signature_bounds(row: &Model) -> [Vec<u8>; 2] {
    let about = Some((row.coupon_id, row.booking_id));
    [bound(row.at, &row.act, &row.way, about), bound(row.at, &row.act, &row.way, None)]
}

fn bound(at: i64, act: &str, way: &str, about: Option<(i64, Option<i64>)>) -> Vec<u8> {
    let about = about.map_or_else(String::new, |(coupon, booking)| format!("{coupon} {booking:?}"));
    format!("{at} {act} {way} {about}").into_bytes()
}

/// Seals a signature and binds it to `bound`.
pub(super) fn sealed_signature(
    sealer: &Sealer,
    signature: &Signature,
    bound: &[u8],
) -> Result<Vec<u8>> {
    let words = Words {
        name: signature.name.as_str().into(),
        reason: signature.reason.as_ref().map(|reason| reason.as_str().into()),
    };
    let plain = serde_json::to_vec(&words).expect("texts can be serialized as JSON");
    sealer.seal_bound(Secret::Signature, &plain, bound)
}

/// Opens the signature of an entry. Returns `None` if residents acted themselves.
pub(super) fn open_signature(sealer: &Sealer, row: &Model) -> Result<Option<Signature>> {
    let corrupt = || StorageError::corrupt("history", "signature_sealed", Some(row.id));
    let Some(sealed) = &row.signature_sealed else { return Ok(None) };
    let [entry, batch] = signature_bounds(row);
    let open = |bound: &[u8]| sealer.open_bound(Secret::Signature, Some(row.id), sealed, bound);
    let plain = open(&entry).or_else(|_| open(&batch))?;
    let words: Words<'_> = serde_json::from_slice(&plain).map_err(|_| corrupt())?;
    let reason = words.reason.map(|reason| Reason::parse(&reason)).transpose();
    Ok(Some(Signature {
        name: StaffName::parse(&words.name).map_err(|_| corrupt())?,
        reason: reason.map_err(|_| corrupt())?,
    }))
}

fn act(word: &str, terms_version: Option<String>) -> Option<Act> {
    let act = match (word, terms_version) {
        ("identified", Some(terms_version)) => Act::Identified { terms_version },
        ("linked", None) => Act::Linked,
        ("unlinked", None) => Act::Unlinked,
        ("contact_changed", None) => Act::ContactChanged,
        ("sessions_ended", None) => Act::SessionsEnded,
        ("booked", None) => Act::Booked,
        ("cancelled", None) => Act::Cancelled,
        ("attended", None) => Act::Attended,
        ("missed", None) => Act::Missed,
        ("registered", None) => Act::Registered,
        ("corrected", None) => Act::Corrected,
        ("revoked", None) => Act::Revoked,
        ("unlocked", None) => Act::Unlocked,
        ("erased", None) => Act::Erased,
        _ => return None,
    };
    Some(act)
}
