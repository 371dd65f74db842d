//! The programme in figures.

use sesshu::{
    office::{
        bookings::Mark,
        report::{NoticeFigures, Outcomes, Report},
        slots::{self, BookingsChoice},
    },
    storage::{Ledger, Period},
    vaccination::{
        booking::Attendance, notice::NoticeKind, public_message::PublicMessage, share::Share,
    },
};

use super::{order, suzuki};
use crate::harness::{
    database::TestDatabase,
    town::{Resident, Town},
};

async fn everything_is_counted_once(database: TestDatabase) {
    let town = Town::open(database).await;
    let desk = town.phone_desk();
    let hall = town.slot("hall", "2026-12-05", "10:00", 10).await;
    let port = town.slot("port", "2026-12-06", "10:00", 4).await;
    // One booking by LINE, two on the pages with and without an e-mail address, one by telephone;
    // one of them is cancelled.
    let hanako = Resident::linked(&town, "1234567890").await;
    hanako.browser().books(hall).await.ok();
    let web = town.coupon("1234567891", "1948-11-03").await;
    let browser = town.browser();
    browser.shows(&web).await.ok();
    browser.leaves_contact("ワクチン タロウ", Some("taro@example.jp")).await.ok();
    browser.books(hall).await.ok();
    let by_phone = town.coupon("1234567892", "2001-11-25").await;
    town.browser().signs_in(&by_phone).await;
    desk.book(&order(&town, &by_phone, port, None).await, town.now()).await.unwrap();
    let gone = town.coupon("1234567893", "1930-01-01").await;
    let browser = town.browser();
    browser.signs_in(&gone).await;
    browser.books(hall).await.ok();
    town.at("2026-11-25T00:00:00").await;
    let booking = desk.store().active_booking(town.id_of(&gone).await).await.unwrap().unwrap();
    desk.cancel(booking.id, &suzuki(None), None, town.now()).await.unwrap();
    town.at("2026-12-04T10:00:00").await;
    town.at("2026-12-05T10:00:00").await;
    let first = desk.store().active_booking(town.id_of(&web).await).await.unwrap().unwrap();
    let mark = Mark { booking: first.id, attendance: Attendance::Attended };
    desk.mark(&[mark], &suzuki(None), town.now()).await.unwrap();

    let report = Report::count(town.store(), Period::default(), town.now()).await.unwrap();
    assert_eq!(report.seats_in_all(), (14, 3));
    let days: Vec<_> = report.seats.iter().map(|day| (day.capacity, day.booked)).collect();
    assert_eq!(days, [(10, 2), (4, 1)]);
    assert_eq!(report.ways, [(Share::Line, 1), (Share::Web, 1), (Share::Phone, 1)]);
    let outcomes = Outcomes {
        open: 2,
        attended: 1,
        missed: 0,
        cancelled: 1,
        cancelled_by_phone: 1,
        cancelled_by_municipality: 0,
    };
    assert_eq!(report.outcomes, outcomes);
    let days: Vec<_> =
        report.days.iter().map(|day| (day.date.to_string(), day.made, day.cancelled)).collect();
    assert_eq!(days, [("2026-11-24".to_owned(), 4, 0), ("2026-11-25".to_owned(), 0, 1)]);
    assert_eq!((report.bookers.people, report.bookers.linked), (3, 1));
    assert_eq!((report.coupons, report.links), (4, 1));
    let ages = report.ages.iter().filter(|(_, people)| *people > 0);
    let ages: Vec<_> = ages.map(|(group, people)| (group.from, group.below, *people)).collect();
    assert_eq!(ages, [(20, Some(30), 1), (75, Some(80), 2)]);
    let reminders = report.notices.iter().find(|it| it.kind == NoticeKind::Reminder).unwrap();
    let expected = NoticeFigures {
        kind: NoticeKind::Reminder,
        sent_by_line: 1,
        sent_by_mail: 1,
        told_by_phone: 0,
        waiting: 0,
        suppressed: 0,
        failed: 1,
    };
    assert_eq!(*reminders, expected);

    let until = Some("2026-12-05".parse().unwrap());
    let period = Period { from: None, until };
    let first_day = Report::count(town.store(), period, town.now()).await.unwrap();
    assert_eq!(first_day.seats_in_all(), (10, 2));
    assert_eq!(first_day.bookers.people, 2);
    assert_eq!(first_day.ways, [(Share::Line, 1), (Share::Web, 1), (Share::Phone, 0)]);
}

async fn calls_and_cancellations_by_the_municipality_are_counted(database: TestDatabase) {
    let town = Town::open(database).await;
    let store = town.store();
    let hall = town.slot("hall", "2026-12-05", "10:00", 10).await;
    let port = town.slot("port", "2026-12-06", "10:00", 10).await;
    // Three people whom no message reaches. One of them is called.
    for (coupon, slot) in town.coupons(3).await.iter().zip([hall, hall, port]) {
        let browser = town.browser();
        browser.shows(coupon).await.ok();
        browser.leaves_contact("ワクチン ハナコ", None).await.ok();
        browser.books(slot).await.ok();
    }
    town.works().await;
    let failed = store.ledger(Ledger::Failed, None, 10).await.unwrap();
    assert!(store.told_otherwise(failed[0].notice.id, "phone", town.now()).await.unwrap());
    let report = Report::count(store, Period::default(), town.now()).await.unwrap();
    let confirmations =
        report.notices.iter().find(|it| it.kind == NoticeKind::Confirmation).unwrap();
    let expected = NoticeFigures {
        kind: NoticeKind::Confirmation,
        sent_by_line: 0,
        sent_by_mail: 0,
        told_by_phone: 1,
        waiting: 0,
        suppressed: 0,
        failed: 2,
    };
    assert_eq!(*confirmations, expected);

    // The municipality closes the hall, and one person cancels by telephone.
    let closed = store.slot(hall).await.unwrap().unwrap();
    let choice = BookingsChoice::Cancel(PublicMessage::parse("大雪のため").unwrap());
    let now = town.now();
    let closing = slots::close(store, &[closed], Some(&choice), &suzuki(None), now).await.unwrap();
    assert_eq!(closing.cancelled, 2);
    let last = failed[2].booking.as_ref().unwrap().id;
    let desk = town.phone_desk();
    desk.cancel(last, &suzuki(Some("ご本人の希望")), None, now).await.unwrap();
    let report = Report::count(store, Period::default(), now).await.unwrap();
    let outcomes = Outcomes {
        open: 0,
        attended: 0,
        missed: 0,
        cancelled: 3,
        cancelled_by_phone: 1,
        cancelled_by_municipality: 2,
    };
    assert_eq!(report.outcomes, outcomes);
}

async fn a_town_that_has_not_begun_has_figures_too(database: TestDatabase) {
    let town = Town::open(database).await;
    let report = Report::count(town.store(), Period::default(), town.now()).await.unwrap();
    assert_eq!(report.seats_in_all(), (0, 0));
    assert!(report.days.is_empty() && report.venues.is_empty());
    assert_eq!(report.bookers.people, 0);
}

both!(
    everything_is_counted_once,
    calls_and_cancellations_by_the_municipality_are_counted,
    a_town_that_has_not_begun_has_figures_too,
);
