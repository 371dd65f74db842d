//! The history.

use sesshu::{
    storage::Entry,
    vaccination::{
        history::{Act, Way},
        staff::{Reason, Signature, StaffName},
    },
};

use super::given::{booking, coupons, minutes, noon, slot};
use crate::harness::database::TestDatabase;

async fn what_happened_is_read_in_the_order_in_which_it_happened(database: TestDatabase) {
    let store = database.store;
    let [coupon, other] = coupons(&store).await;
    let slot = slot(&store, 1).await;
    let booking = booking(&store, coupon, slot).await;
    let terms_version = "2026-04".to_owned();
    let acts = [
        (Act::Identified { terms_version }, None, Way::Liff),
        (Act::Linked, None, Way::Chat),
        (Act::ContactChanged, None, Way::Web),
        (Act::Booked, Some(booking), Way::Liff),
        (Act::Cancelled, Some(booking), Way::Chat),
        (Act::Unlinked, None, Way::Liff),
        (Act::SessionsEnded, None, Way::Web),
    ];
    for (later, (act, booking, way)) in (0..).zip(&acts) {
        let tx = store.begin().await.unwrap();
        tx.record(&Entry {
            at: noon() + minutes(later),
            coupon,
            booking: *booking,
            act,
            way: *way,
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    let recorded = store.history_of(coupon).await.unwrap();
    assert_eq!(recorded.len(), acts.len());
    for (later, (read, (act, booking, way))) in (0..).zip(recorded.iter().zip(&acts)) {
        assert_eq!(read.at, noon() + minutes(later));
        assert_eq!((&read.act, &read.booking, &read.way), (act, booking, way));
    }
    assert!(store.history_of(other).await.unwrap().is_empty());
}

async fn what_staff_do_is_signed_and_what_residents_do_is_not(database: TestDatabase) {
    let store = database.store;
    let [coupon] = coupons(&store).await;
    let booking = booking(&store, coupon, slot(&store, 1).await).await;
    let name = StaffName::parse("健康課 鈴木").unwrap();
    let reason = Reason::parse("お電話で、ご家族から").ok();
    let with_reason = Signature { name: name.clone(), reason };
    let without = Signature { name, reason: None };
    let staff = [
        (Act::Booked, Way::Phone, &with_reason),
        (Act::Cancelled, Way::Phone, &with_reason),
        (Act::Attended, Way::Desk, &without),
        (Act::Missed, Way::Desk, &without),
        (Act::Registered, Way::Desk, &without),
        (Act::Corrected, Way::Desk, &with_reason),
        (Act::Revoked, Way::Desk, &with_reason),
        (Act::Unlocked, Way::Phone, &without),
    ];
    let tx = store.begin().await.unwrap();
    for (act, way, signature) in &staff {
        let entry = Entry { at: noon(), coupon, booking: Some(booking), act, way: *way };
        tx.record_signed(&entry, signature).await.unwrap();
    }
    let entry = Entry { at: noon(), coupon, booking: None, act: &Act::Linked, way: Way::Chat };
    tx.record(&entry).await.unwrap();
    tx.commit().await.unwrap();

    let recorded = store.history_of(coupon).await.unwrap();
    let (by_resident, by_staff) = recorded.split_last().unwrap();
    assert_eq!(by_staff.len(), staff.len());
    for (read, (act, way, signature)) in by_staff.iter().zip(staff) {
        assert_eq!((&read.act, read.way, read.signed.as_ref()), (&act, way, Some(signature)));
    }
    assert_eq!(by_resident.signed, None);
}

both!(
    what_happened_is_read_in_the_order_in_which_it_happened,
    what_staff_do_is_signed_and_what_residents_do_is_not,
);
