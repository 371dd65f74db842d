//! Which keys the data needs.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr,
    sea_query::{Expr, Func, Query},
};

use super::tables::{Table, key_of};
use crate::storage::{
    Store,
    entity::{
        account, contact, coupon, event, former_contact, history, link, notice, staff, staff_act,
        talk,
    },
    view::Result,
};

/// A key, and how much data needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct KeyUse {
    pub number: u8,
    /// Whether it seals what is written from now on.
    pub newest: bool,
    /// Whether it is in our ring.
    pub held: bool,
    /// The number of values that are sealed with it.
    pub values: u64,
}

impl Store {
    /// Returns the number of the key that seals.
    pub fn newest_key(&self) -> u8 {
        self.sealer.newest()
    }

    /// Lists the keys of the ring and those that data in the tables is sealed with. Reads every
    /// table in full.
    pub async fn keys_used(&self) -> Result<Vec<KeyUse>> {
        let mut values = BTreeMap::new();
        self.count_keys::<coupon::Entity>(&mut values).await?;
        self.count_keys::<contact::Entity>(&mut values).await?;
        self.count_keys::<account::Entity>(&mut values).await?;
        self.count_keys::<link::Entity>(&mut values).await?;
        self.count_keys::<talk::Entity>(&mut values).await?;
        self.count_keys::<event::Entity>(&mut values).await?;
        self.count_keys::<history::Entity>(&mut values).await?;
        self.count_keys::<staff::Entity>(&mut values).await?;
        self.count_keys::<staff_act::Entity>(&mut values).await?;
        self.count_keys::<notice::Entity>(&mut values).await?;
        self.count_keys::<former_contact::Entity>(&mut values).await?;
        for (number, seals) in self.history_seals_by_key().await? {
            *values.entry(number).or_insert(0) += seals;
        }
        let held = self.sealer.numbers();
        for number in &held {
            values.entry(*number).or_insert(0);
        }
        let key = |(number, values)| KeyUse {
            number,
            newest: number == self.sealer.newest(),
            held: held.contains(&number),
            values,
        };
        Ok(values.into_iter().map(key).collect())
    }

    async fn count_keys<T: Table>(&self, values: &mut BTreeMap<u8, u64>) -> Result<()> {
        for (column, _) in T::SEALED {
            let query = Query::select()
                .expr_as(key_of(*column), "key_number")
                .expr_as(Func::count(Expr::val(1)), "many")
                .from(T::default())
                .and_where(column.is_not_null())
                .group_by_col("key_number")
                .to_owned();
            for row in self.connection.query_all(&query).await? {
                let key: Vec<u8> = row.try_get("", "key_number")?;
                let many: i64 = row.try_get("", "many")?;
                let number = key.first().copied().ok_or_else(unmarked)?;
                *values.entry(number).or_insert(0) += u64::try_from(many).unwrap_or(0);
            }
        }
        Ok(())
    }
}

fn unmarked() -> DbErr {
    DbErr::Custom("a sealed value is shorter than the mark of its key".to_owned())
}
