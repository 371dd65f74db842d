//! Venues.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use super::{
    Tx,
    entity::venue::{ActiveModel, Column, Entity, Model},
    view::{Result, View},
};
use crate::vaccination::{ids::VenueId, venue::Venue};

/// A venue as the administration lists it, identified by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVenue {
    pub code: String,
    pub category: String,
    pub name: String,
    pub kana: String,
    pub address: String,
    pub notice: Option<String>,
    pub map_url: Option<String>,
    /// Venues are shown in this order.
    pub position: i32,
}

/// A stored venue as the administration lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedVenue {
    pub id: VenueId,
    pub listing: NewVenue,
}

impl Tx {
    /// Adds the venue, or updates the one with its code.
    pub async fn put_venue(&self, venue: &NewVenue) -> Result<VenueId> {
        let venue = venue.clone();
        let row = ActiveModel {
            id: NotSet,
            code: Set(venue.code),
            category: Set(venue.category),
            name: Set(venue.name),
            kana: Set(venue.kana),
            address: Set(venue.address),
            notice: Set(venue.notice),
            map_url: Set(venue.map_url),
            position: Set(venue.position),
        };
        let row = Entity::insert(row)
            .on_conflict(
                OnConflict::column(Column::Code)
                    .update_columns([
                        Column::Category,
                        Column::Name,
                        Column::Kana,
                        Column::Address,
                        Column::Notice,
                        Column::MapUrl,
                        Column::Position,
                    ])
                    .to_owned(),
            )
            .exec_with_returning(&self.connection)
            .await?;
        Ok(VenueId(row.id))
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Reads all venues in the order in which they are shown.
    pub async fn venues(&self) -> Result<Vec<Venue>> {
        let rows = Entity::find()
            .order_by_asc(Column::Position)
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().map(Venue::from).collect())
    }

    /// Reads the venues with these ids.
    pub async fn venues_by_id(&self, ids: impl IntoIterator<Item = VenueId>) -> Result<Vec<Venue>> {
        let ids = ids.into_iter().map(|id| id.0);
        let rows = Entity::find().filter(Column::Id.is_in(ids)).all(&self.connection).await?;
        Ok(rows.into_iter().map(Venue::from).collect())
    }

    /// Reads [`venues`](Self::venues) with the fields that residents do not see.
    pub async fn listed_venues(&self) -> Result<Vec<ListedVenue>> {
        let rows = Entity::find()
            .order_by_asc(Column::Position)
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        let listed = |row: Model| ListedVenue {
            id: VenueId(row.id),
            listing: NewVenue {
                code: row.code,
                category: row.category,
                name: row.name,
                kana: row.kana,
                address: row.address,
                notice: row.notice,
                map_url: row.map_url,
                position: row.position,
            },
        };
        Ok(rows.into_iter().map(listed).collect())
    }

    /// Finds the venue with this code of the administration.
    pub async fn venue_by_code(&self, code: &str) -> Result<Option<Venue>> {
        let row = Entity::find().filter(Column::Code.eq(code)).one(&self.connection).await?;
        Ok(row.map(Venue::from))
    }
}
