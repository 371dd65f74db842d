use super::*;
use crate::vaccination::{
    history::Way,
    ids::{CouponId, SlotId},
};

fn uttered(coupon: i64) -> Uttered {
    let wish =
        super::super::Wish { coupon: CouponId(coupon), slot: SlotId(1), way: Way::Liff, key: None };
    Uttered { wish, at: "2026-05-01T09:00:00+09:00".parse().unwrap() }
}

fn coupons(asked: &[Asked]) -> Vec<i64> {
    asked.iter().map(|asked| asked.uttered.wish.coupon.0).collect()
}

#[test]
fn whoever_comes_while_somebody_is_at_work_is_taken_next_in_the_order_of_coming() {
    let gatherer = Gatherer::new(1);
    let _first = gatherer.add(uttered(1)).unwrap();
    assert!(gatherer.needs_a_hand());
    assert_eq!(coupons(&gatherer.next().unwrap()), [1]);
    let _second = gatherer.add(uttered(2)).unwrap();
    assert!(!gatherer.needs_a_hand(), "somebody is at work");
    let _third = gatherer.add(uttered(3)).unwrap();
    assert_eq!(coupons(&gatherer.next().unwrap()), [2, 3]);
    assert!(gatherer.next().is_none());
    assert!(!gatherer.needs_a_hand(), "nobody waits");
    let _fourth = gatherer.add(uttered(4)).unwrap();
    assert!(gatherer.needs_a_hand(), "the last one has left");
}

#[test]
fn no_more_are_decided_on_together_than_fit_into_a_statement() {
    let gatherer = Gatherer::new(1);
    let waiting: Vec<_> = (0..300).map(|coupon| gatherer.add(uttered(coupon)).unwrap()).collect();
    assert!(gatherer.needs_a_hand());
    assert_eq!(gatherer.next().unwrap().len(), TOGETHER);
    assert_eq!(gatherer.next().unwrap().len(), waiting.len() - TOGETHER);
}

#[test]
fn a_full_queue_says_so_at_once_and_takes_others_when_it_has_moved_on() {
    let gatherer = Gatherer::new(1);
    let waiting: Vec<_> = (0..).map_while(|coupon| gatherer.add(uttered(coupon)).ok()).collect();
    assert_eq!(waiting.len(), MOST);
    assert!(matches!(gatherer.add(uttered(0)), Err(BookError::Busy)));
    assert!(gatherer.needs_a_hand());
    gatherer.next().unwrap();
    assert!(gatherer.add(uttered(0)).is_ok());
}

#[test]
fn whoever_has_gone_away_is_known_to_have() {
    let gatherer = Gatherer::new(1);
    drop(gatherer.add(uttered(1)).unwrap());
    let stays = gatherer.add(uttered(2)).unwrap();
    assert!(gatherer.needs_a_hand());
    let asked = gatherer.next().unwrap();
    assert_eq!(asked.iter().map(Asked::is_waiting).collect::<Vec<_>>(), [false, true]);
    for it in asked {
        it.answer(Err(BookError::Full));
    }
    assert!(matches!(stays.blocking_recv(), Ok(Err(BookError::Full))));
}

#[tokio::test]
async fn it_is_settled_when_the_last_one_at_work_has_left() {
    let gatherer = Gatherer::new(2);
    gatherer.settled().await;
    let _first = gatherer.add(uttered(1)).unwrap();
    let _second = gatherer.add(uttered(2)).unwrap();
    assert!(gatherer.needs_a_hand() && gatherer.needs_a_hand());
    assert!(gatherer.next().is_some() && gatherer.next().is_none());
    let settling = tokio::spawn({
        let gatherer = gatherer.clone();
        async move { gatherer.settled().await }
    });
    tokio::task::yield_now().await;
    assert!(!settling.is_finished());
    assert!(gatherer.next().is_none());
    settling.await.unwrap();
}
