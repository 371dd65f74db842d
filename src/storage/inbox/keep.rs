//! Inserting events, with group commit: deliveries that arrive while one transaction writes share
//! the next one.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, EntityTrait, QueryTrait,
    sea_query::{OnConflict, Query},
};

use super::{NewEvent, WAITING};
use crate::{
    gather::{Asked, BATCH_TIMEOUT, Gatherer, Limits, Serves, TooMany},
    storage::{
        StorageError, Store, Tx,
        entity::event::{ActiveModel, Column, Entity},
        instant::micros,
        seal::{Lookup, Sealer, Secret},
        view::Result,
        with_retries,
    },
};

/// Rows per statement at most. Statements are built for powers of two only, so that the databases
/// can reuse them.
const MOST_ROWS: usize = 256;
/// LINE waits two seconds for an answer and delivers again what was not accepted, so that a longer
/// queue has no use.
pub(in crate::storage) const LIMITS: Limits =
    Limits { of: "deliveries", hands: 1, together: 512, most: 4_096, timeout: BATCH_TIMEOUT };

/// The rows of a delivery. [`Kept`] is how many of its events were new.
type Delivery = Vec<ActiveModel>;
type Kept = Result<u64>;
pub(in crate::storage) type Deliveries = Gatherer<Delivery, Kept>;

impl Store {
    /// Inserts the new events of a delivery, all or none, and returns how many they were. They are
    /// durable when this returns.
    pub async fn keep_events(&self, events: &[NewEvent<'_>], now: DateTime<Utc>) -> Result<u64> {
        if events.is_empty() {
            return Ok(0);
        }
        let rows = events.iter().map(|event| row(event, &self.sealer, now));
        let kept = self.deliveries.ask(rows.collect::<Result<_>>()?, self).await;
        let kept = kept.map_err(|TooMany| StorageError::OutOfReach)?;
        kept.unwrap_or(Err(StorageError::OutOfReach))
    }

    /// Inserts all rows or none, and returns the ids of the new events.
    async fn keep_rows(&self, rows: Delivery) -> Result<HashSet<String>> {
        let tx = self.begin().await?;
        let mut new = HashSet::with_capacity(rows.len());
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let some = (1 << rows.len().ilog2()).min(MOST_ROWS);
            new.extend(tx.keep(rows.by_ref().take(some)).await?);
        }
        tx.commit().await?;
        Ok(new)
    }
}

impl Serves<Delivery, Kept> for Store {
    async fn serve(self, deliveries: Vec<Asked<Delivery, Kept>>) {
        let rows: Vec<_> = deliveries.iter().flat_map(|it| it.wish.iter().cloned()).collect();
        match with_retries(|| self.keep_rows(rows.clone())).await {
            Ok(mut new) => {
                for it in deliveries {
                    let kept = it.wish.iter().filter(|row| new.remove(row.event_id.as_ref()));
                    let kept = kept.count() as u64;
                    it.answer(Ok(kept));
                }
            }
            Err(error) if deliveries.len() > 1 && error.lies_in_what_was_asked() => {
                tracing::error!(
                    %error,
                    "storing webhook deliveries together failed; they are stored one by one"
                );
                for it in deliveries {
                    let kept = self.keep_rows(it.wish.clone()).await;
                    it.answer(kept.map(|new| new.len() as u64));
                }
            }
            Err(error) => {
                tracing::error!(
                    %error, deliveries = deliveries.len(),
                    "could not store webhook deliveries"
                );
                for it in deliveries {
                    it.answer(Err(StorageError::OutOfReach));
                }
            }
        }
    }
}

impl Tx {
    async fn keep(&self, rows: impl Iterator<Item = ActiveModel>) -> Result<Vec<String>> {
        let once = OnConflict::column(Column::EventId).do_nothing().to_owned();
        let mut insert = Entity::insert_many(rows).on_conflict(once).into_query();
        let insert = insert.returning(Query::returning().column(Column::EventId));
        let kept = self.connection.query_all(insert).await?;
        let id = |row: &sea_orm::QueryResult| row.try_get("", "event_id");
        Ok(kept.iter().map(id).collect::<Result<_, _>>()?)
    }
}

fn row(event: &NewEvent<'_>, sealer: &Sealer, now: DateTime<Utc>) -> Result<ActiveModel> {
    let message_hash = event.message_id.map(|id| sealer.hash(Lookup::Message, id.as_bytes()));
    let user_hash = event.user_id.map(|user| sealer.hash(Lookup::EventUser, user.as_bytes()));
    Ok(ActiveModel {
        event_id: Set(event.event_id.to_owned()),
        user_hash: Set(user_hash),
        message_hash: Set(message_hash),
        occurred_at: Set(micros(event.occurred_at)),
        received_at: Set(micros(now)),
        payload_sealed: Set(Some(sealer.seal_bound(
            Secret::Payload,
            event.payload,
            event.event_id.as_bytes(),
        )?)),
        state: Set(WAITING.to_owned()),
        due_at: Set(micros(now)),
        ..ActiveModel::default()
    })
}
