//! Loading venues from a CSV file with the columns
//! `code,category,name,kana,address,notice,map_url`; the order of the file is the order shown.

use std::collections::HashMap;

use super::LoadError;
use crate::{
    storage::{NewVenue, Store},
    vaccination::ids::VenueId,
};

#[derive(serde::Deserialize)]
struct Row {
    code: String,
    category: String,
    name: String,
    kana: String,
    address: String,
    notice: Option<String>,
    map_url: Option<String>,
}

/// Loads a file of venues, all or nothing; returns their ids by the file's codes.
pub async fn load(store: &Store, csv: &[u8]) -> Result<HashMap<String, VenueId>, LoadError> {
    let rows: Result<Vec<Row>, _> = csv::Reader::from_reader(csv).deserialize().collect();
    let rows = rows.map_err(|error| LoadError::Unreadable(error.to_string()))?;
    let tx = store.begin().await?;
    let mut ids = HashMap::new();
    for (row, position) in rows.into_iter().zip(1..) {
        let Row { code, category, name, kana, address, notice, map_url } = row;
        let venue = NewVenue {
            code: code.clone(),
            category,
            name,
            kana,
            address,
            notice,
            map_url,
            position,
        };
        ids.insert(code, tx.put_venue(&venue).await?);
    }
    tx.commit().await?;
    Ok(ids)
}
