//! Rules about venues, slots and coupons.

use chrono::NaiveDate;

use super::{
    super::*,
    each_breaks_its_rule_alone,
    sound::{
        add, coupons_of, day, issuer, moment, proofs_in_order, proofs_of, slot, slots_of, sound,
        time, venue, venues_of,
    },
};

/// Returns a Tuesday with slots.
fn tuesday() -> NaiveDate {
    day("2026-06-09")
}

#[test]
fn rules_about_single_slots() {
    each_breaks_its_rule_alone(&[
        (202, |it| add(it, slot(1, tuesday(), "11:30", "12:30"))),
        (203, |it| {
            it.programme.opens_at = moment("2026-06-02T09:00:00");
            slots_of(it).retain(|it| it.venue.0 == 1 || it.date != day("2026-06-02"));
        }),
        (204, |it| {
            it.programme.closes_at = moment("2026-08-18T08:00:00");
            slots_of(it).retain(|it| it.venue.0 == 1 || it.date != day("2026-08-18"));
        }),
        (205, |it| add(it, slot(1, day("2026-07-20"), "09:00", "12:00"))),
        (205, |it| add(it, slot(1, day("2026-07-24"), "09:00", "12:00"))),
        (206, |it| {
            let last = slots_of(it).iter_mut().rev().find(|it| it.starts == time("13:00"));
            last.unwrap().ends = time("13:00");
        }),
        (207, |it| slots_of(it)[5].capacity = 50),
        (207, |it| slots_of(it)[5].capacity = 2),
        (208, |it| slots_of(it)[5].capacity = 0),
        (209, |it| add(it, slot(1, tuesday(), "01:00", "02:00"))),
        (210, |it| {
            let mut closed = slot(1, tuesday(), "13:15", "13:30");
            closed.closed = true;
            closed.untold = 3;
            add(it, closed);
        }),
    ]);
}

#[test]
fn what_was_loaded_under_two_codes_is_seen_though_no_row_is_there_twice() {
    let mut facts = sound();
    let mut again = venue(3, "波立ホール");
    again.category = "会場".to_owned();
    venues_of(&mut facts).push(again);
    for date in ["2026-06-02", "2026-06-09"] {
        add(&mut facts, slot(3, day(date), "09:00", "12:00"));
    }
    let first = Time { date: day("2026-06-02"), starts: time("09:00"), ends: time("12:00") };
    let twice = SlotFinding::LoadedTwice {
        venue: "波立ホール".to_owned(),
        slots: Cases { first, count: 2 },
    };
    assert_eq!(check(&facts), [Finding::Slot(twice)]);
}

#[test]
fn rules_about_the_calendar() {
    each_breaks_its_rule_alone(&[
        (211, |it| slots_of(it).clear()),
        (212, |it| {
            slots_of(it).retain(|it| !(day("2026-07-12")..day("2026-07-26")).contains(&it.date));
        }),
        (213, |it| {
            for hour in 0..10 {
                for minute in (0..60).step_by(3) {
                    let starts = format!("{}:{minute:02}", 7 + hour);
                    let ends = format!("{}:{:02}", 7 + hour, minute + 3).replace(":60", ":59");
                    let mut one = slot(1, day("2026-06-10"), &starts, &ends);
                    one.capacity = 10;
                    add(it, one);
                }
            }
        }),
    ]);
}

#[test]
fn an_empty_week_is_named_by_its_monday() {
    let mut facts = sound();
    slots_of(&mut facts).retain(|it| !(day("2026-07-12")..day("2026-07-26")).contains(&it.date));
    let monday = day("2026-07-13");
    let gap = OverviewFinding::EmptyWeek { monday, weeks: 2 };
    assert_eq!(check(&facts), [Finding::Overview(gap)]);
}

#[test]
fn closed_slots_break_nothing() {
    let mut facts = sound();
    let mut closed = slot(1, day("2026-07-20"), "01:00", "00:30");
    closed.closed = true;
    add(&mut facts, closed);
    assert_eq!(check(&facts), []);
}

#[test]
fn rules_about_venues() {
    each_breaks_its_rule_alone(&[
        (301, |it| {
            venues_of(it).clear();
        }),
        (302, |it| venues_of(it).push(venue(3, "丘の上公民館"))),
        (303, |it| venues_of(it)[0].notice = None),
        (304, |it| {
            venues_of(it)[1].name = "波立ホール".to_owned();
            // At other times than those of the first venue, so that rule 201 is not broken, too.
            slots_of(it).retain(|it| (it.venue.0 == 1) == (it.starts == time("09:00")));
        }),
        (305, |it| venues_of(it)[0].kana = "波立ホール".to_owned()),
        (306, |it| venues_of(it)[0].address = " ".to_owned()),
        (307, |it| venues_of(it)[0].map_url = Some("地図".to_owned())),
    ]);
}

#[test]
fn rules_about_coupons() {
    each_breaks_its_rule_alone(&[
        (401, |it| coupons_of(it).clear()),
        (402, |it| {
            coupons_of(it).remove(0);
        }),
        (403, |it| coupons_of(it).push((issuer("131016"), 3))),
        (404, |facts| proofs_of(facts).sample = proofs_in_order()),
        (405, |facts| {
            facts.asks_check_code = true;
            proofs_of(facts).without_code = 1;
            // With check codes, the order of the numbers does not matter.
            proofs_of(facts).sample = proofs_in_order();
        }),
    ]);
}

#[test]
fn a_database_that_cannot_be_read_is_a_finding_of_its_own() {
    each_breaks_its_rule_alone(&[
        (601, |it| it.data = Data::Unreadable(DatabaseFinding::Pending(vec!["m1".to_owned()]))),
        (602, |it| it.data = Data::Unreadable(DatabaseFinding::OtherKey)),
    ]);
}
