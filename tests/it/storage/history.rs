//! The history.

use sesshu::{
    storage::Entry,
    vaccination::history::{Act, Way},
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

both!(what_happened_is_read_in_the_order_in_which_it_happened);
