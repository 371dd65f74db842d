//! Compares the responses with the tables. Knows the schema, and shares no code with the service.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};

use crate::{answers::Answers, connection::connect};

struct Row {
    coupon: i64,
    slot: i64,
    confirmed: bool,
    /// Whether the booking's coupon is revoked.
    revoked: bool,
}

/// Checks the final state of the database.
pub(crate) async fn everything(url: &str, answers: Vec<Answers>) {
    let (bookings, mut wrong) = look(url, &answers).await;
    everything_there_was_answered(&answers, &bookings, &mut wrong);
    figures(&answers, &bookings);
    assert!(wrong.is_empty(), "{} wrongs:\n{}", wrong.len(), wrong.join("\n"));
}

/// Checks a backup taken during the run: it contains everything that was acknowledged before it.
pub(crate) async fn a_copy(url: &str, before: &[Answers]) {
    let (bookings, wrong) = look(url, before).await;
    assert!(wrong.is_empty(), "{} wrongs:\n{}", wrong.len(), wrong.join("\n"));
    assert!(bookings.values().any(|row| row.confirmed), "nobody is in the copy");
}

async fn look(url: &str, answers: &[Answers]) -> (HashMap<i64, Row>, Vec<String>) {
    let database = connect(url).await;
    let mut wrong = Vec::new();
    counters_are_true(&database, &mut wrong).await;
    nobody_has_two(&database, &mut wrong).await;
    no_revoked_coupon_is_booked(&database, &mut wrong).await;
    let bookings = bookings(&database).await;
    database.close().await.unwrap();
    let mut owners = HashMap::new();
    for (person, answers) in answers.iter().enumerate() {
        what_was_answered_is_there(person, answers, &bookings, &mut owners, &mut wrong);
        each_key_has_one_answer(person, answers, &mut wrong);
    }
    (bookings, wrong)
}

async fn counters_are_true(database: &DatabaseConnection, wrong: &mut Vec<String>) {
    let sql = "SELECT s.id, s.capacity, s.booked, s.booked_by_web, \
               (SELECT COUNT(*) FROM booking b WHERE b.slot_id = s.id AND b.state = 'confirmed') \
               AS taken FROM slot s";
    for row in rows(database, sql).await {
        let (id, taken): (i64, i64) = (get(&row, "id"), get(&row, "taken"));
        let number = |column| i64::from(get::<i32>(&row, column));
        let (capacity, booked, web) =
            (number("capacity"), number("booked"), number("booked_by_web"));
        if taken > capacity || taken != booked || taken != web {
            wrong.push(format!(
                "slot {id}: {taken} of {capacity} seats taken, {booked} counted, {web} of the web"
            ));
        }
    }
}

async fn nobody_has_two(database: &DatabaseConnection, wrong: &mut Vec<String>) {
    let sql = "SELECT coupon_id FROM booking WHERE state = 'confirmed' GROUP BY coupon_id \
               HAVING COUNT(*) > 1";
    for row in rows(database, sql).await {
        wrong.push(format!("coupon {} is booked twice", get::<i64>(&row, "coupon_id")));
    }
}

async fn no_revoked_coupon_is_booked(database: &DatabaseConnection, wrong: &mut Vec<String>) {
    let sql = "SELECT b.id FROM booking b JOIN coupon c ON c.id = b.coupon_id \
               WHERE b.state = 'confirmed' AND c.revoked_at IS NOT NULL";
    for row in rows(database, sql).await {
        wrong.push(format!("booking {} is of a revoked coupon", get::<i64>(&row, "id")));
    }
    let sql = "SELECT c.id FROM coupon c WHERE c.bookings <> (SELECT COUNT(*) FROM booking b \
               WHERE b.coupon_id = c.id AND b.state = 'confirmed')";
    for row in rows(database, sql).await {
        wrong.push(format!("coupon {} counts other bookings", get::<i64>(&row, "id")));
    }
}

async fn bookings(database: &DatabaseConnection) -> HashMap<i64, Row> {
    let sql = "SELECT b.id, b.coupon_id, b.slot_id, b.state, c.revoked_at FROM booking b \
               JOIN coupon c ON c.id = b.coupon_id";
    let all = rows(database, sql).await;
    all.iter()
        .map(|row| {
            let confirmed = get::<String>(row, "state") == "confirmed";
            let (coupon, slot) = (get(row, "coupon_id"), get(row, "slot_id"));
            let revoked = get::<Option<i64>>(row, "revoked_at").is_some();
            (get(row, "id"), Row { coupon, slot, confirmed, revoked })
        })
        .collect()
}

fn what_was_answered_is_there(
    person: usize,
    answers: &Answers,
    bookings: &HashMap<i64, Row>,
    owners: &mut HashMap<i64, usize>,
    wrong: &mut Vec<String>,
) {
    let asked: HashSet<_> = answers.cancels_asked.iter().collect();
    for booked in &answers.booked {
        let id = booked.booking;
        let Some(row) = bookings.get(&id) else {
            wrong.push(format!("person {person} was told of booking {id}, which is not there"));
            continue;
        };
        if row.slot != booked.slot {
            wrong.push(format!("booking {id} is of another slot than person {person} was told"));
        }
        if *owners.entry(row.coupon).or_insert(person) != person {
            wrong.push(format!("booking {id} of coupon {} is somebody else's", row.coupon));
        }
        // Revoking a coupon may cancel its booking.
        if !row.confirmed && !row.revoked && !asked.contains(&id) {
            wrong
                .push(format!("booking {id} is cancelled, and person {person} never asked for it"));
        }
    }
    for id in &answers.cancelled {
        if bookings.get(id).is_none_or(|row| row.confirmed) {
            wrong.push(format!("booking {id} was cancelled for person {person}, and is not"));
        }
    }
}

fn each_key_has_one_answer(person: usize, answers: &Answers, wrong: &mut Vec<String>) {
    let mut by_key = HashMap::new();
    for booked in &answers.booked {
        let first = *by_key.entry(&booked.key).or_insert(booked.booking);
        if first != booked.booking {
            let (key, second) = (&booked.key, booked.booking);
            wrong.push(format!("person {person}: {key} was booking {first}, then {second}"));
        }
    }
}

/// Checks that every booking was acknowledged: a person without a response has retried until there
/// was one, or until their coupon was revoked.
fn everything_there_was_answered(
    answers: &[Answers],
    bookings: &HashMap<i64, Row>,
    wrong: &mut Vec<String>,
) {
    let told: HashSet<i64> =
        answers.iter().flat_map(|it| it.booked.iter().map(|it| it.booking)).collect();
    let untold = bookings.iter().filter(|(id, row)| !told.contains(id) && !row.revoked);
    for (id, _) in untold {
        wrong.push(format!("nobody was told of booking {id}"));
    }
}

/// Prints figures, and fails if too little happened for the run to prove anything.
fn figures(answers: &[Answers], bookings: &HashMap<i64, Row>) {
    let sum = |count: fn(&Answers) -> usize| answers.iter().map(count).sum::<usize>();
    let (booked, cancelled) = (sum(|it| it.booked.len()), sum(|it| it.cancelled.len()));
    let (refused, unanswered) = (sum(|it| it.refused), sum(|it| it.unanswered));
    let unauthorized = sum(|it| it.unauthorized);
    let confirmed = bookings.values().filter(|row| row.confirmed).count();
    eprintln!(
        "{booked} times booked, {cancelled} times cancelled, {refused} times refused, \
         {unauthorized} times without a valid coupon, {unanswered} times unanswered; {} bookings, {confirmed} of them confirmed",
        bookings.len()
    );
    assert!(booked > 0 && cancelled > 0 && refused > 0 && unanswered > 0 && confirmed > 0);
    assert_eq!(unauthorized > 0, crate::COUPONS_ARE_REVOKED, "people without a valid coupon");
}

async fn rows(database: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    database.query_all_raw(statement).await.unwrap()
}

fn get<T: sea_orm::TryGetable>(row: &QueryResult, column: &str) -> T {
    row.try_get("", column).unwrap()
}
