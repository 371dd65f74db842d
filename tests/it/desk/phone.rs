//! The call centre books and cancels for people on the telephone.

use sesshu::{
    office::bookings::{PhoneBookError, PhoneCancelError},
    storage::{Page, Wanted},
    vaccination::{
        booking::{StaffRefused, Standing},
        contact::Contact,
        history::{Act, Way},
        ids::BookingId,
        share::{Kept, Shares},
    },
};

use super::{order, suzuki};
use crate::harness::{database::TestDatabase, town::Town};

const NUMBER: &str = "1234567890";

async fn past_the_deadline_a_reason_is_needed_and_the_person_is_told(database: TestDatabase) {
    let town = Town::open(database).await;
    let desk = town.phone_desk();
    let coupon = town.coupon(NUMBER, "1950-05-05").await;
    let slot = town.slot("hall", "2026-12-05", "10:00", 5).await;
    town.turn_to("2026-12-05T00:00:00");

    let mut order = order(&town, &coupon, slot, None).await;
    let refused = desk.book(&order, town.now()).await;
    assert!(matches!(refused, Err(PhoneBookError::ReasonNeeded)));
    order.signature = suzuki(Some("当日のキャンセル枠のご案内"));
    let refused = desk.book(&order, town.now()).await;
    assert!(matches!(refused, Err(PhoneBookError::ContactMissing)));
    assert!(town.history(&coupon).await.is_empty());

    let contact = Contact::parse("わくちん はなこ", "0467-00-0000", Some("hanako@example.jp"));
    order.contact = Some(contact.unwrap());
    let booking = desk.book(&order, town.now()).await.unwrap();
    assert_eq!((booking.way, town.booked(slot).await), (Way::Phone, 1));
    let again = desk.book(&order, town.now()).await;
    assert!(matches!(again, Err(PhoneBookError::AlreadyBooked(it)) if it.id == booking.id));

    // The deadline for cancelling online has passed. By telephone it is still possible, with a
    // reason.
    let refused = desk.cancel(booking.id, &suzuki(None), None, town.now()).await;
    assert!(matches!(refused, Err(PhoneCancelError::ReasonNeeded)));
    let reason = suzuki(Some("発熱のため"));
    let cancelled = desk.cancel(booking.id, &reason, None, town.now()).await.unwrap();
    assert_eq!(cancelled.standing(town.now()), Standing::Cancelled);
    assert_eq!(town.booked(slot).await, 0);
    let twice = desk.cancel(booking.id, &reason, None, town.now()).await;
    let already = PhoneCancelError::Refused(StaffRefused::Cancelled);
    assert_eq!(twice.unwrap_err().to_string(), already.to_string());

    let history = town.store().history_of(town.id_of(&coupon).await).await.unwrap();
    let acts: Vec<_> = history.iter().map(|it| (&it.act, it.way, it.signed.as_ref())).collect();
    let (booked_by, cancelled_by) = (Some(&order.signature), Some(&reason));
    let expected = [
        (&Act::Booked, Way::Phone, booked_by),
        (&Act::ContactChanged, Way::Phone, booked_by),
        (&Act::Cancelled, Way::Phone, cancelled_by),
    ];
    assert_eq!(acts, expected);
    town.works().await;
    let mails = town.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.to == "hanako@example.jp"));
    town.owes_nothing().await;
}

async fn nobody_books_what_is_closed_over_full_or_revoked(database: TestDatabase) {
    let town = Town::with(database, |settings| {
        settings.programme.shares = Shares::new(Kept::new(50, 0, 0).unwrap(), None);
    })
    .await;
    let desk = town.phone_desk();
    let slot = town.slot("hall", "2026-12-05", "10:00", 2).await;
    let [first, second] =
        [&town.coupons(2).await[0], &town.coupon(NUMBER, "1950-05-05").await].map(Clone::clone);
    for coupon in [&first, &second] {
        town.browser().signs_in(coupon).await;
    }
    let first_order = order(&town, &first, slot, None).await;
    let second_order = order(&town, &second, slot, None).await;
    desk.book(&first_order, town.now()).await.unwrap();
    // One more seat is left, and it is reserved for LINE.
    let full = desk.book(&second_order, town.now()).await;
    assert!(matches!(full, Err(PhoneBookError::Full)));

    let free = town.slot("hall", "2026-12-05", "11:00", 9).await;
    let mut order = second_order;
    order.slot = free;
    order.person.revoked = true;
    let revoked = desk.book(&order, town.now()).await;
    assert!(matches!(revoked, Err(PhoneBookError::Revoked)));
    order.person.revoked = false;
    order.signature = suzuki(Some("お待たせしたため"));
    town.turn_to("2026-12-05T11:15:00");
    assert!(matches!(desk.book(&order, town.now()).await, Err(PhoneBookError::Over)));
    let over = desk.cancel(BookingId(1), &suzuki(Some("忘れ")), None, town.now()).await;
    assert!(matches!(over, Err(PhoneCancelError::Refused(StaffRefused::Over))));
    let nobody = desk.cancel(BookingId(9_999), &suzuki(None), None, town.now()).await;
    assert!(matches!(nobody, Err(PhoneCancelError::UnknownBooking)));
    assert_eq!((town.booked(slot).await, town.booked(free).await), (1, 0));
    town.works().await;
}

async fn bookings_are_listed_by_day_venue_person_and_state_page_by_page(database: TestDatabase) {
    let town = Town::open(database).await;
    let desk = town.phone_desk();
    let ten = town.slot("hall", "2026-12-05", "10:00", 9).await;
    let nine = town.slot("hall", "2026-12-05", "09:00", 9).await;
    let port = town.slot("port", "2026-12-06", "09:00", 9).await;
    let coupons = town.coupons(4).await;
    for (coupon, slot) in coupons.iter().zip([ten, nine, port, ten]) {
        let browser = town.browser();
        browser.signs_in(coupon).await;
        browser.books(slot).await.ok();
    }
    let last = desk.store().active_booking(town.id_of(&coupons[3]).await).await.unwrap().unwrap();
    desk.cancel(last.id, &suzuki(None), None, town.now()).await.unwrap();

    let day = |text: &str| Some(text.parse().unwrap());
    let venue = last.venue.id;
    let person = Some(town.id_of(&coupons[2]).await);
    for (at, wanted, slots) in [
        ("2026-12-01T12:00:00", Wanted::default(), vec![nine, ten, ten, port]),
        (
            "2026-12-01T12:00:00",
            Wanted { standing: Some(Standing::Confirmed), ..Wanted::default() },
            vec![nine, ten, port],
        ),
        (
            "2026-12-05T10:00:00",
            Wanted { standing: Some(Standing::Past), ..Wanted::default() },
            vec![nine],
        ),
        (
            "2026-12-05T10:15:00",
            Wanted { standing: Some(Standing::Confirmed), ..Wanted::default() },
            vec![port],
        ),
        (
            "2026-12-01T12:00:00",
            Wanted { standing: Some(Standing::Cancelled), ..Wanted::default() },
            vec![ten],
        ),
        (
            "2026-12-01T12:00:00",
            Wanted { venue: Some(venue), until: day("2026-12-05"), ..Wanted::default() },
            vec![nine, ten, ten],
        ),
        (
            "2026-12-01T12:00:00",
            Wanted { from: day("2026-12-06"), ..Wanted::default() },
            vec![port],
        ),
        ("2026-12-01T12:00:00", Wanted { coupon: person, ..Wanted::default() }, vec![port]),
    ] {
        town.turn_to(at);
        let (number, size) = (0, 10);
        let page = desk.list(&wanted, Page { number, size }, town.now()).await.unwrap();
        let found: Vec<_> = page.bookings.iter().map(|it| it.booking.slot.id).collect();
        assert_eq!(found, slots, "{wanted:?} {at}");
        assert_eq!(usize::try_from(page.all).unwrap(), slots.len());
        assert!(page.bookings.iter().all(|it| it.holder.name.is_some()));
        let (number, size) = (1, 2);
        let page = desk.list(&wanted, Page { number, size }, town.now()).await.unwrap();
        assert_eq!(page.bookings.len(), slots.len().saturating_sub(2).min(2));
    }
    town.works().await;
}

both!(
    past_the_deadline_a_reason_is_needed_and_the_person_is_told,
    nobody_books_what_is_closed_over_full_or_revoked,
    bookings_are_listed_by_day_venue_person_and_state_page_by_page,
);
