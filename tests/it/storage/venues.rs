//! Venues and slots as staff list them.

use sesshu::storage::{NewVenue, PutSlotError, Slots};

use super::given::{booking, coupons, day, new_slot, new_venue, slot, venue};
use crate::harness::database::TestDatabase;

async fn venues_are_known_by_their_code_and_shown_in_order(database: TestDatabase) {
    let store = database.store;
    let tx = store.begin().await.unwrap();
    let hall = tx.put_venue(&NewVenue { position: 2, ..new_venue("hall") }).await.unwrap();
    let school = tx.put_venue(&new_venue("school")).await.unwrap();
    let renamed = NewVenue {
        name: "潮風アリーナ".to_owned(),
        notice: None,
        position: 3,
        ..new_venue("hall")
    };
    assert_eq!(tx.put_venue(&renamed).await.unwrap(), hall);
    tx.commit().await.unwrap();

    let venues = store.venues().await.unwrap();
    let shown: Vec<_> = venues.iter().map(|venue| venue.id).collect();
    assert_eq!(shown, [school, hall]);
    assert_eq!(venues[1].name, "潮風アリーナ");
    assert_eq!(venues[1].notice, None);
}

async fn slots_are_read_by_venue_and_by_day(database: TestDatabase) {
    let store = database.store;
    let hall = venue(&store).await;
    let tx = store.begin().await.unwrap();
    let school = tx.put_venue(&new_venue("school")).await.unwrap();
    let mut put = Vec::new();
    for (venue, date, starts) in [
        (hall, "2026-05-04", "10:00"),
        (hall, "2026-05-05", "10:15"),
        (hall, "2026-05-05", "10:00"),
        (school, "2026-05-05", "10:00"),
        (hall, "2026-05-07", "10:00"),
    ] {
        let slot = new_slot(venue, date, starts, 5);
        put.push(tx.put_slot(&slot).await.unwrap());
    }
    tx.commit().await.unwrap();
    let read = |venue, from, until| {
        let (from, until) = (day(from), day(until));
        let store = store.clone();
        async move {
            let slots = store.slots(Slots { venue, from, until }).await.unwrap();
            slots.into_iter().map(|slot| slot.id).collect::<Vec<_>>()
        }
    };

    assert_eq!(read(None, "2026-05-05", "2026-05-06").await, [put[2], put[3], put[1]]);
    assert_eq!(read(Some(hall), "2026-05-04", "2026-05-05").await, [put[0], put[2], put[1]]);
    assert!(read(None, "2026-05-06", "2026-05-06").await.is_empty());
}

async fn a_slot_put_again_gets_its_new_capacity(database: TestDatabase) {
    let store = database.store;
    let ten = slot(&store, 10).await;
    assert_eq!(slot(&store, 20).await, ten);
    assert_eq!(store.slot(ten).await.unwrap().unwrap().capacity, 20);
}

async fn a_capacity_below_what_is_booked_is_refused(database: TestDatabase) {
    let store = database.store;
    let [first, second] = coupons(&store).await;
    let id = slot(&store, 10).await;
    booking(&store, first, id).await;
    booking(&store, second, id).await;

    let hall = venue(&store).await;
    let tx = store.begin().await.unwrap();
    let refused = tx.put_slot(&new_slot(hall, "2026-05-05", "10:00", 1)).await;
    assert!(matches!(refused, Err(PutSlotError::BelowBooked)));
    let just = tx.put_slot(&new_slot(hall, "2026-05-05", "10:00", 2)).await;
    assert_eq!(just.unwrap(), id);
    tx.commit().await.unwrap();
    assert_eq!(store.slot(id).await.unwrap().unwrap().capacity, 2);
}

both!(
    venues_are_known_by_their_code_and_shown_in_order,
    slots_are_read_by_venue_and_by_day,
    a_slot_put_again_gets_its_new_capacity,
    a_capacity_below_what_is_booked_is_refused,
);
