//! Members of staff, authenticated by their tokens.

use chrono::Utc;
use sesshu::{
    office::staff,
    storage::Store,
    vaccination::{staff::StaffName, staff_act::Right},
};

/// Registers a member and returns their token.
pub(crate) async fn member(store: &Store, name: &str, rights: &[Right]) -> String {
    let name = StaffName::parse(name).unwrap();
    let token = staff::add(store, &name, rights, chrono::DateTime::<Utc>::UNIX_EPOCH).await;
    token.unwrap().as_str().to_owned()
}

/// Registers 鈴木 with all rights.
pub(crate) async fn suzuki(store: &Store) -> String {
    member(store, "鈴木", &Right::ALL).await
}
