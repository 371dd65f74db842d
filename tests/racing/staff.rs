//! Staff work concurrently with the service: they close and reopen slots, change capacities and
//! revoke coupons.

use std::time::Duration;

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use sesshu::storage::{NewSlot, PutSlotError};

use crate::{
    coupons,
    town::{Town, morning, seats},
};

const ACTS: usize = 12;

/// Closes, opens and resizes slots for a while. At the end all are open.
pub(crate) async fn at_work(town: &Town, seed: u64, round: usize) {
    let mut dice = StdRng::seed_from_u64(seed ^ (round as u64) << 32);
    for act in 0..ACTS {
        let slot = town.slots.choose(&mut dice).unwrap();
        if act == ACTS / 2 {
            coupons::are_revoked(town, morning(), &mut dice).await;
        } else if dice.random_bool(0.5) {
            close(town, dice.random_bool(0.3), &[slot.0]).await;
        } else {
            let capacity = seats() - 1 + dice.random_range(0..3);
            resize(town, &NewSlot { capacity, ..slot.1 }).await;
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(5..60))).await;
    }
    let all: Vec<_> = town.slots.iter().map(|(id, _)| *id).collect();
    close(town, false, &all).await;
}

async fn close(town: &Town, closed: bool, slots: &[sesshu::vaccination::ids::SlotId]) {
    let tx = town.store.begin().await.unwrap();
    tx.set_closed(slots, closed).await.unwrap();
    tx.commit().await.unwrap();
}

/// Resizes a slot. Refused if more seats are booked than would remain.
async fn resize(town: &Town, slot: &NewSlot) {
    let tx = town.store.begin().await.unwrap();
    match tx.put_slot(slot).await {
        Ok(_) => tx.commit().await.unwrap(),
        Err(PutSlotError::BelowBooked) => {}
        Err(error) => panic!("{error}"),
    }
}
