//! Members of the staff, known by their tokens.

use chrono::Utc;
use sesshu::{
    office::staff,
    storage::Store,
    vaccination::{staff::StaffName, staff_act::Right},
};

/// Registers somebody; the token is theirs.
pub(crate) async fn member(store: &Store, name: &str, rights: &[Right]) -> String {
    let name = StaffName::parse(name).unwrap();
    let token = staff::add(store, &name, rights, chrono::DateTime::<Utc>::UNIX_EPOCH).await;
    token.unwrap().as_str().to_owned()
}

/// Somebody who may do everything, and is called 鈴木.
pub(crate) async fn suzuki(store: &Store) -> String {
    member(store, "鈴木", &Right::ALL).await
}
