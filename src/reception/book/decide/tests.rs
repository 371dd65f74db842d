use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::*;
use crate::{
    reception::{SessionToken, Wish},
    vaccination::{
        booking::{Cancellation, State},
        history::Way,
        ids::VenueId,
        request_key::RequestKey,
        share::{Kept, Share, Shares},
        time::TimeOfDay,
        venue::Venue,
    },
};

fn tokyo(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("{text}+09:00")).unwrap().to_utc()
}

fn now() -> DateTime<Utc> {
    tokyo("2026-05-01T09:00:00")
}

fn programme(kept: Kept, most: u32) -> Programme {
    Programme {
        opens_at: tokyo("2026-05-01T09:00:00"),
        closes_at: tokyo("2030-01-01T00:00:00"),
        book_until_days_before: 1,
        cancel_until_days_before: 3,
        few_percent: 20,
        remind_at: TimeOfDay::parse("10:00").unwrap(),
        bookings_per_coupon: most,
        shares: Shares::new(kept, None),
    }
}

fn once() -> Programme {
    programme(Kept::default(), 1)
}

fn slot(id: i64, capacity: u32) -> Slot {
    Slot {
        id: SlotId(id),
        venue: VenueId(1),
        date: "2026-05-05".parse().unwrap(),
        starts: TimeOfDay::parse("10:00").unwrap(),
        ends: TimeOfDay::parse("10:15").unwrap(),
        capacity,
        booked: 0,
        booked_by_web: 0,
        booked_by_phone: 0,
        closed: false,
        closed_message: None,
    }
}

fn booking(id: i64, coupon: i64, slot: Slot) -> Booking {
    let venue = Venue {
        id: VenueId(1),
        category: String::new(),
        name: String::new(),
        kana: String::new(),
        address: String::new(),
        notice: None,
        map_url: None,
    };
    let (way, state, booked_at) = (Way::Liff, State::Confirmed, now());
    Booking { id: BookingId(id), coupon: CouponId(coupon), slot, venue, booked_at, way, state }
}

/// Returns two slots of these sizes, and twenty coupons whose holders have a contact.
fn facts(first: u32, second: u32) -> Facts {
    let coupon = |id| (CouponId(id), Bookable { bookings: 0, has_contact: true, revoked: false });
    let slots = [slot(1, first), slot(2, second)];
    Facts {
        slots: slots.into_iter().map(|slot| (slot.id, slot)).collect(),
        coupons: (1..=20).map(coupon).collect(),
        ..Facts::default()
    }
}

fn wish(coupon: i64, slot: i64) -> Uttered {
    let session = SessionToken::draw();
    let (coupon, slot) = (CouponId(coupon), SlotId(slot));
    Uttered { wish: Wish { coupon, session, slot, way: Way::Liff, key: None }, at: now() }
}

fn keyed(coupon: i64, slot: i64, key: &str) -> Uttered {
    let mut uttered = wish(coupon, slot);
    uttered.wish.key = RequestKey::parse(key);
    assert!(uttered.wish.key.is_some());
    uttered
}

/// Returns the outcome of each request: the seat it gets, the booking there is, or the refusal.
fn told(wishes: &[Uttered], facts: &Facts, programme: &Programme) -> Vec<String> {
    let decided = decide(wishes, facts, programme);
    let say = |decision: &Decision| match decision {
        Decision::Takes(number) => {
            let taking = &decided.takings[*number];
            format!("{} takes {}", taking.coupon, taking.slot)
        }
        Decision::Has(booking) => format!("{} has {}", booking.coupon, booking.slot.id),
        Decision::Refused(refused) => refused.as_str().to_owned(),
    };
    decided.decisions.iter().map(say).collect()
}

#[test]
fn the_last_seats_go_to_those_who_came_first() {
    let wishes: Vec<_> = (1..=5).map(|coupon| wish(coupon, 1)).collect();
    let said = told(&wishes, &facts(3, 0), &once());
    assert_eq!(said, ["1 takes 1", "2 takes 1", "3 takes 1", "full", "full"]);
}

#[test]
fn a_double_tap_is_one_seat_and_a_second_phone_gets_none() {
    let wishes = [wish(1, 1), wish(1, 1), wish(1, 2), wish(2, 2)];
    let said = told(&wishes, &facts(5, 5), &once());
    assert_eq!(said, ["1 takes 1", "1 takes 1", "already_booked", "2 takes 2"]);
    let decided = decide(&wishes, &facts(5, 5), &once());
    assert_eq!(decided.takings.len(), 2);
    let counted: Vec<_> = decided.slots.values().map(|(was, is)| (was.booked, is.booked)).collect();
    assert_eq!(counted, [(0, 1), (0, 1)]);
}

#[test]
fn a_key_stands_for_one_request() {
    let (key, other) = ("a-form-of-the-first", "another-form-of-them");
    let wishes = [keyed(1, 1, key), keyed(1, 1, key), keyed(1, 2, key), keyed(1, 2, other)];
    let said = told(&wishes, &facts(5, 5), &once());
    assert_eq!(said, ["1 takes 1", "1 takes 1", "key_used", "already_booked"]);
}

#[test]
fn replay_of_a_cancelled_booking_is_refused() {
    let mut facts = facts(0, 0);
    let confirmed = booking(8, 2, slot(1, 0));
    let cancelled = Booking {
        state: State::Cancelled(Cancellation { at: now(), way: Way::Liff, message: None }),
        ..booking(7, 1, slot(1, 0))
    };
    let answered = Answered { slot: SlotId(1), booking: BookingId(7) };
    let of_second = Answered { slot: SlotId(1), booking: BookingId(8) };
    facts.answered = HashMap::from([(0, answered), (1, answered), (3, of_second)]);
    facts.bookings = HashMap::from([(BookingId(7), cancelled), (BookingId(8), confirmed)]);
    let key = "a-form-of-the-first";
    let other = "a-form-of-the-second";
    let wishes = [keyed(1, 1, key), keyed(1, 2, key), wish(1, 1), keyed(2, 1, other)];
    let said = told(&wishes, &facts, &once());
    assert_eq!(said, ["cancelled", "key_used", "full", "2 has 1"]);
}

#[test]
fn whoever_holds_a_booking_gets_it_again_and_no_other() {
    let mut facts = facts(5, 5);
    facts.active = HashMap::from([(CouponId(1), booking(7, 1, slot(1, 5)))]);
    let wishes = [wish(1, 1), wish(1, 2)];
    assert_eq!(told(&wishes, &facts, &once()), ["1 has 1", "already_booked"]);
}

#[test]
fn a_booking_that_is_over_makes_room_where_a_coupon_is_good_for_two() {
    let mut facts = facts(5, 5);
    let over = Slot { date: "2026-04-01".parse().unwrap(), ..slot(3, 5) };
    facts.active = HashMap::from([(CouponId(1), booking(7, 1, over))]);
    facts.coupons.insert(CouponId(1), Bookable { bookings: 1, has_contact: true, revoked: false });
    assert_eq!(told(&[wish(1, 1)], &facts, &once()), ["used_up"]);
    let twice = programme(Kept::default(), 2);
    let decided = decide(&[wish(1, 1)], &facts, &twice);
    assert_eq!(decided.takings[0].past, Some(BookingId(7)));
    facts.coupons.insert(CouponId(1), Bookable { bookings: 2, has_contact: true, revoked: false });
    assert_eq!(told(&[wish(1, 1)], &facts, &twice), ["used_up"]);
}

#[test]
fn each_wish_is_measured_by_its_own_moment() {
    let (mut in_time, mut late) = (wish(1, 1), wish(2, 1));
    (in_time.at, late.at) = (tokyo("2026-05-04T23:59:59"), tokyo("2026-05-05T00:00:00"));
    assert_eq!(told(&[in_time, late], &facts(5, 5), &once()), ["1 takes 1", "closed"]);
    let mut early = wish(1, 1);
    early.at = tokyo("2026-05-01T08:59:59");
    assert_eq!(told(&[early], &facts(5, 5), &once()), ["closed"]);
}

#[test]
fn nobody_is_booked_into_what_is_not_there_or_closed_or_cannot_be_reached() {
    let mut facts = facts(5, 5);
    facts.slots.insert(SlotId(2), Slot { closed: true, ..slot(2, 5) });
    facts.coupons.insert(CouponId(3), Bookable { bookings: 0, has_contact: false, revoked: false });
    facts.coupons.insert(CouponId(4), Bookable { bookings: 0, has_contact: true, revoked: true });
    let wishes = [wish(1, 9), wish(2, 2), wish(3, 1), wish(99, 1), wish(4, 1)];
    let said = told(&wishes, &facts, &once());
    let expected = ["unknown_slot", "closed", "contact_missing", "contact_missing", "revoked"];
    assert_eq!(said, expected);
}

/// Not even an earlier booking is shown.
#[test]
fn request_of_an_ended_session_gets_no_seat_and_no_earlier_result() {
    let mut facts = facts(5, 5);
    facts.ended = HashSet::from([0, 2, 3]);
    facts.active = HashMap::from([(CouponId(2), booking(7, 2, slot(1, 5)))]);
    facts.answered = HashMap::from([(3, Answered { slot: SlotId(1), booking: BookingId(7) })]);
    facts.bookings = HashMap::from([(BookingId(7), booking(7, 2, slot(1, 5)))]);
    let wishes = [wish(1, 1), wish(1, 1), wish(2, 1), keyed(2, 1, "a-form-of-the-second")];
    let said = told(&wishes, &facts, &once());
    assert_eq!(said, ["not_identified", "1 takes 1", "not_identified", "not_identified"]);
}

fn wishes() -> impl Strategy<Value = Vec<Uttered>> {
    let one = (1_i64..=20, 1_i64..=2, prop::sample::select(vec![Way::Liff, Way::Web]));
    let uttered = |(coupon, slot, way)| {
        let mut uttered = wish(coupon, slot);
        uttered.wish.way = way;
        uttered
    };
    prop::collection::vec(one.prop_map(uttered), 0..60)
}

proptest! {
    /// Requests in one batch get the same results as one after the other.
    #[test]
    fn together_is_as_one_after_the_other(wishes in wishes(), phone in 0_u8..60, web in 0_u8..40) {
        let programme = programme(Kept::new(0, web, phone).unwrap(), 1);
        let together = told(&wishes, &facts(6, 3), &programme);
        let mut facts = facts(6, 3);
        let mut alone = Vec::new();
        for wish in wishes {
            alone.extend(told(std::slice::from_ref(&wish), &facts, &programme));
            apply(&decide(&[wish], &facts, &programme), &mut facts);
        }
        let as_held = |told: Vec<String>| -> Vec<_> {
            told.into_iter().map(|it| it.replace("takes", "has")).collect()
        };
        prop_assert_eq!(as_held(together), as_held(alone));
    }

    #[test]
    fn never_a_seat_too_many_and_never_two_for_one(wishes in wishes(), phone in 0_u8..100) {
        let programme = programme(Kept::new(0, 0, phone).unwrap(), 1);
        let decided = decide(&wishes, &facts(6, 3), &programme);
        for (was, is) in decided.slots.values() {
            let kept = programme.shares.kept(is.date, now()).seats(Share::Phone, is.capacity);
            prop_assert!(is.booked + kept <= is.capacity);
            let taken = decided.takings.iter().filter(|taking| taking.slot == is.id).count();
            prop_assert_eq!(taken, (is.booked - was.booked) as usize);
        }
        let mut coupons: Vec<_> = decided.takings.iter().map(|taking| taking.coupon).collect();
        coupons.sort_unstable();
        coupons.dedup();
        prop_assert_eq!(coupons.len(), decided.takings.len());
    }
}

/// Applies the decisions to the facts, as the database would.
fn apply(decided: &Decided, facts: &mut Facts) {
    for (_, is) in decided.slots.values() {
        facts.slots.insert(is.id, is.clone());
    }
    for taking in &decided.takings {
        let slot = facts.slots[&taking.slot].clone();
        facts.active.insert(taking.coupon, booking(1, taking.coupon.0, slot));
        facts.coupons.get_mut(&taking.coupon).unwrap().bookings += 1;
    }
}
