//! The names of the columns in the municipality's files.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::office::{
    coupons,
    sheet::{Column, Names},
    slots, venues,
};

/// Names of columns, by the kind of file.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Imports {
    #[serde(deserialize_with = "of_coupons")]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub coupons: Names,
    #[serde(deserialize_with = "of_venues")]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub venues: Names,
    #[serde(deserialize_with = "of_slots")]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub slots: Names,
}

fn of_coupons<'de, D: Deserializer<'de>>(from: D) -> Result<Names, D::Error> {
    names(from, &coupons::COLUMNS)
}

fn of_venues<'de, D: Deserializer<'de>>(from: D) -> Result<Names, D::Error> {
    names(from, &venues::COLUMNS)
}

fn of_slots<'de, D: Deserializer<'de>>(from: D) -> Result<Names, D::Error> {
    names(from, &slots::COLUMNS)
}

fn names<'de, D: Deserializer<'de>>(from: D, columns: &[Column]) -> Result<Names, D::Error> {
    let names = BTreeMap::<String, Vec<String>>::deserialize(from)?;
    Names::new(names, columns).map_err(de::Error::custom)
}
