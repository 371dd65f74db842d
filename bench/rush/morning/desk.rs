//! The call centre during the rush, on the same database with connections of its own, as the
//! commands have them.

use std::time::{Duration, Instant};

use sesshu::{
    office::bookings::{Asked, Order, PhoneDesk},
    vaccination::{
        contact::Contact,
        coupon::CouponNumber,
        ids::SlotId,
        staff::{Signature, StaffName},
    },
};
use tokio_util::sync::CancellationToken;

use crate::town::{Town, now, number_of, settings_for};

/// How many people call. They call one after another, again and again.
pub(super) const CALLERS: usize = 100;
/// The pause between two acts.
const BREATH: Duration = Duration::from_millis(100);

/// Looks up a caller, books and cancels, until `stop`; then closes the slot. Returns how long each
/// act took.
pub(super) async fn works(
    town: Town,
    first_caller: usize,
    slot: SlotId,
    stop: CancellationToken,
) -> Vec<Duration> {
    let desk = PhoneDesk::new(town.store.clone(), settings_for(town.url()).programme);
    let signature =
        Signature { name: StaffName::parse("予約センター").unwrap(), reason: None };
    let contact = Contact::parse("ワクチン タロウ", "09012345678", None).unwrap();
    let mut acts = Vec::new();
    for call in 0.. {
        if stop.is_cancelled() {
            break;
        }
        let number = CouponNumber::parse(&number_of(first_caller + call % CALLERS)).unwrap();
        let found =
            timed(&mut acts, desk.find(&Asked::Number { number, issuer: None, born: None })).await;
        let order = Order {
            person: found.unwrap(),
            slot,
            contact: Some(contact.clone()),
            replace_contact: true,
            signature: signature.clone(),
        };
        let booking = timed(&mut acts, desk.book(&order, now())).await.unwrap();
        timed(&mut acts, desk.cancel(booking.id, &signature, None, now())).await.unwrap();
    }
    town.closes_the_desk(slot).await;
    acts
}

async fn timed<T>(acts: &mut Vec<Duration>, act: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let done = act.await;
    acts.push(begun.elapsed());
    tokio::time::sleep(BREATH).await;
    done
}
