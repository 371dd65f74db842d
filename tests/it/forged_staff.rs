//! An attacker can write to the database but has no key: a changed row must not make anyone a
//! member of staff.

use chrono::DateTime;
use sea_orm::ConnectionTrait;
use sesshu::{
    office::staff,
    vaccination::{staff::StaffName, staff_act::Right},
};

use crate::harness::{database::TestDatabase, staff::member};

async fn removed_member_who_is_put_back_is_not_known(database: TestDatabase) {
    let store = &database.store;
    let token = member(store, "鈴木", &[Right::View]).await;
    let suzuki = StaffName::parse("鈴木").unwrap();
    staff::remove(store, &suzuki, DateTime::UNIX_EPOCH).await.unwrap();
    let behind = database.behind_the_scenes().await;
    let put_back = behind.execute_unprepared("UPDATE staff SET removed_at = NULL").await.unwrap();
    assert_eq!(put_back.rows_affected(), 1);
    behind.close().await.unwrap();
    assert_eq!(store.staff_by_token(&token).await.unwrap(), None);
}

both!(removed_member_who_is_put_back_is_not_known);
