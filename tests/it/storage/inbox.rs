//! The inbox: each event once, a person's events in order and one at a time.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sesshu::storage::{KeptEvent, NewEvent, Store};
use tokio::task::JoinSet;

use super::given::{minutes, noon};
use crate::harness::database::TestDatabase;

fn event<'a>(event_id: &'a str, user_id: Option<&'a str>, later: i64) -> NewEvent<'a> {
    NewEvent {
        message_id: None,
        event_id,
        user_id,
        occurred_at: noon() + minutes(later),
        payload: event_id.as_bytes(),
    }
}

async fn keep(store: &Store, events: &[NewEvent<'_>]) -> u64 {
    store.keep_events(events, noon()).await.unwrap()
}

/// Leases events `later` minutes after noon, for ten minutes.
async fn take(store: &Store, later: i64) -> Vec<KeptEvent> {
    store.take_events(noon() + minutes(later), minutes(10), 50).await.unwrap()
}

async fn taken(store: &Store, later: i64) -> Vec<String> {
    let taken = take(store, later).await;
    taken.into_iter().map(|event| event.event_id).collect()
}

async fn finish(store: &Store, event: &KeptEvent) -> bool {
    let tx = store.begin().await.unwrap();
    let finished = tx.finish_event(event, noon()).await.unwrap();
    tx.commit().await.unwrap();
    finished.is_applied()
}

async fn an_event_delivered_twice_is_kept_once_even_after_a_restart(database: TestDatabase) {
    let store = database.store.clone();
    let (a, b) = (event("a", Some("U1"), 0), event("b", Some("U2"), 0));
    assert_eq!(keep(&store, &[a, b, a]).await, 2);
    assert_eq!(keep(&store, &[a]).await, 0);
    for event in take(&store, 0).await {
        assert!(finish(&store, &event).await);
    }

    let restarted = database.reopen().await;
    let c = event("c", Some("U1"), 0);
    assert_eq!(keep(&restarted, &[a, b, c]).await, 1);
    assert_eq!(taken(&restarted, 0).await, ["c"]);
    assert_eq!(keep(&restarted, &[]).await, 0);
}

async fn an_event_is_read_as_it_arrived(database: TestDatabase) {
    let store = database.store;
    let arrived = NewEvent { payload: b"{\"type\":\"follow\"}\0\xff", ..event("a", None, 0) };
    keep(&store, &[arrived]).await;
    let [kept] = take(&store, 0).await.try_into().unwrap();
    assert_eq!(kept.payload, arrived.payload);
    assert_eq!((kept.attempts, kept.received_at), (1, noon()));
    assert!(!format!("{kept:?} {arrived:?}").contains("follow"));
}

async fn a_persons_events_are_taken_in_the_order_in_which_they_occurred(database: TestDatabase) {
    let store = database.store;
    keep(&store, &[event("third", Some("U1"), -1)]).await;
    let (first, second) = (event("first", Some("U1"), -3), event("second", Some("U1"), -2));
    keep(&store, &[second, first]).await;
    for expected in ["first", "second", "third"] {
        let [next] = take(&store, 0).await.try_into().unwrap();
        assert_eq!(next.event_id, expected);
        assert!(take(&store, 0).await.is_empty());
        finish(&store, &next).await;
    }
    assert!(take(&store, 0).await.is_empty());
}

async fn events_of_one_moment_are_taken_in_the_order_of_arrival(database: TestDatabase) {
    let store = database.store;
    let at_once = ["a", "b", "c"].map(|id| event(id, Some("U1"), 0));
    keep(&store, &at_once).await;
    for expected in ["a", "b", "c"] {
        let [next] = take(&store, 0).await.try_into().unwrap();
        assert_eq!(next.event_id, expected);
        finish(&store, &next).await;
    }
}

async fn different_people_and_nobodys_events_go_side_by_side(database: TestDatabase) {
    let store = database.store;
    let events = [
        event("a1", Some("U1"), -9),
        event("a2", Some("U1"), -8),
        event("b1", Some("U2"), -7),
        event("n1", None, -6),
        event("n2", None, -5),
    ];
    keep(&store, &events).await;
    assert_eq!(taken(&store, 0).await, ["a1", "b1", "n1", "n2"]);
}

async fn an_earlier_event_that_arrives_late_waits_for_the_one_in_work(database: TestDatabase) {
    let store = database.store;
    keep(&store, &[event("later", Some("U1"), -1)]).await;
    let [later] = take(&store, 0).await.try_into().unwrap();
    keep(&store, &[event("earlier", Some("U1"), -2)]).await;
    assert!(take(&store, 0).await.is_empty());
    finish(&store, &later).await;
    assert_eq!(taken(&store, 0).await, ["earlier"]);
}

async fn event_that_was_leased_again_is_not_finished_under_the_first_lease(database: TestDatabase) {
    let store = database.store;
    keep(&store, &[event("a", Some("U1"), 0)]).await;
    let [slow] = take(&store, 0).await.try_into().unwrap();
    assert!(take(&store, 9).await.is_empty());
    let [quick] = take(&store, 10).await.try_into().unwrap();
    assert_eq!((quick.id, quick.attempts), (slow.id, 2));

    assert!(!finish(&store, &slow).await, "the event is leased by another worker");
    assert!(finish(&store, &quick).await);
    assert!(!finish(&store, &slow).await, "the event is finished");
}

async fn event_whose_lease_ran_out_can_be_finished_until_it_is_leased_again(
    database: TestDatabase,
) {
    let store = database.store;
    keep(&store, &[event("a", Some("U1"), 0), event("b", Some("U2"), 0)]).await;
    let [a, b] = take(&store, 0).await.try_into().unwrap();
    let tx = store.begin().await.unwrap();
    assert!(tx.finish_event(&a, noon() + minutes(11)).await.unwrap().is_applied());
    tx.commit().await.unwrap();
    assert_eq!(taken(&store, 11).await, ["b"]);
    assert!(!finish(&store, &b).await);
}

async fn an_event_given_back_comes_again_before_those_after_it(database: TestDatabase) {
    let store = database.store;
    let events = [event("a", Some("U1"), -2), event("b", Some("U1"), -1)];
    keep(&store, &events).await;
    let [a] = take(&store, 0).await.try_into().unwrap();
    let retry_at = noon() + minutes(5);
    store.release_event(&a, retry_at).await.unwrap();
    assert!(take(&store, 4).await.is_empty());
    assert_eq!(taken(&store, 5).await, ["a"]);
}

async fn an_event_set_aside_does_not_hold_up_the_next(database: TestDatabase) {
    let store = database.store;
    let events = [event("poison", Some("U1"), -2), event("b", Some("U1"), -1)];
    keep(&store, &events).await;
    let [poison] = take(&store, 0).await.try_into().unwrap();
    store.set_event_aside(&poison, "tried five times", noon()).await.unwrap();
    assert_eq!(taken(&store, 60).await, ["b"]);
}

async fn somebody_who_says_very_much_does_not_hide_the_others(database: TestDatabase) {
    let store = database.store;
    // More than are read in order.
    let ids: Vec<String> = (0..1_200).map(|n| format!("a{n:04}")).collect();
    let much: Vec<_> = ids.iter().map(|id| event(id, Some("U1"), 0)).collect();
    keep(&store, &much).await;
    let others = [
        event("d", Some("U4"), 5),
        event("n", None, 4),
        event("c2", Some("U3"), 3),
        event("b", Some("U2"), 2),
        event("c1", Some("U3"), 1),
    ];
    keep(&store, &others).await;
    let [first, c1, b, n, d] = take(&store, 60).await.try_into().unwrap();
    let order = [&first, &c1, &b, &n, &d].map(|event| event.event_id.as_str());
    assert_eq!(order, ["a0000", "c1", "b", "n", "d"]);
    assert!(take(&store, 60).await.is_empty(), "these people have an event in work");

    finish(&store, &first).await;
    store.release_event(&c1, noon() + minutes(62)).await.unwrap();
    assert_eq!(taken(&store, 61).await, ["a0001"], "c2 comes after c1, which is not due");
    let most = store.take_events(noon() + minutes(62), minutes(10), 1).await.unwrap();
    assert_eq!(most.iter().map(|event| &event.event_id).collect::<Vec<_>>(), ["c1"]);
}

/// These are the statements by which the first event of each person is found; without the index,
/// all events would be read.
async fn first_events_of_people_are_found_by_an_index(database: TestDatabase) {
    let behind = database.behind_the_scenes().await;
    let backend = behind.get_database_backend();
    if backend == DbBackend::Postgres {
        // The table is empty, so a sequential scan would be the cheapest.
        behind.execute_unprepared("SET enable_seqscan = off").await.unwrap();
    }
    let (explain, column, hash) = match backend {
        DbBackend::Sqlite => ("EXPLAIN QUERY PLAN", "detail", "x'00'"),
        _ => ("EXPLAIN", "QUERY PLAN", r"'\x00'::bytea"),
    };
    let people = format!("user_hash > {hash}");
    for which in [people.as_str(), "user_hash IS NULL AND due_at <= 1"] {
        let sql = format!(
            "{explain} SELECT id, occurred_at, due_at, user_hash FROM event \
             WHERE ended_at IS NULL AND state <> 'taken' AND {which} \
             ORDER BY user_hash, occurred_at, id LIMIT 256"
        );
        let rows = behind.query_all_raw(Statement::from_string(backend, sql.as_str())).await;
        let rows = rows.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
        assert!(plan.iter().any(|line| line.contains("idx_event_pending_user")), "{sql}: {plan:?}");
        // The index has the order as well, so that no more rows are read than are wanted.
        let sorts = plan.iter().any(|line| line.contains("TEMP B-TREE") || line.contains("Sort"));
        assert!(!sorts, "{sql}: {plan:?}");
    }
    behind.close().await.unwrap();
}

async fn no_person_has_two_events_in_work_however_many_workers_there_are(database: TestDatabase) {
    let store = database.store;
    let ids: Vec<String> = (0..120).map(|n| format!("{}-{:02}", n % 6, n / 6)).collect();
    let events: Vec<_> =
        ids.iter().map(|id| event(id, Some(&id[..1]), id[2..].parse().unwrap())).collect();
    keep(&store, &events).await;

    let log = Arc::new(Mutex::new(Log::default()));
    let mut workers = JoinSet::new();
    for _ in 0..6 {
        workers.spawn(work(store.clone(), log.clone()));
    }
    workers.join_all().await;

    let log = log.lock().unwrap();
    for (person, done) in &log.done {
        let expected: Vec<_> = (0..20).map(|n| format!("{person}-{n:02}")).collect();
        assert_eq!(done, &expected);
    }
    assert_eq!(log.done.len(), 6);
}

/// Whose events are in progress, and which were processed for whom in which order.
#[derive(Default)]
struct Log {
    in_work: HashSet<String>,
    done: HashMap<String, Vec<String>>,
}

impl Log {
    fn served(&mut self, person: String, event_id: &str) {
        self.in_work.remove(&person);
        self.done.entry(person).or_default().push(event_id.to_owned());
    }
}

async fn work(store: Store, log: Arc<Mutex<Log>>) {
    while log.lock().unwrap().done.values().flatten().count() < 120 {
        let now = noon() + minutes(60);
        for event in store.take_events(now, minutes(10), 2).await.unwrap() {
            let person = event.event_id[..1].to_owned();
            assert!(log.lock().unwrap().in_work.insert(person.clone()), "{person}");
            tokio::task::yield_now().await;
            log.lock().unwrap().served(person, &event.event_id);
            assert!(finish(&store, &event).await);
        }
    }
}

both!(
    an_event_delivered_twice_is_kept_once_even_after_a_restart,
    an_event_is_read_as_it_arrived,
    a_persons_events_are_taken_in_the_order_in_which_they_occurred,
    events_of_one_moment_are_taken_in_the_order_of_arrival,
    different_people_and_nobodys_events_go_side_by_side,
    an_earlier_event_that_arrives_late_waits_for_the_one_in_work,
    event_that_was_leased_again_is_not_finished_under_the_first_lease,
    event_whose_lease_ran_out_can_be_finished_until_it_is_leased_again,
    an_event_given_back_comes_again_before_those_after_it,
    an_event_set_aside_does_not_hold_up_the_next,
    somebody_who_says_very_much_does_not_hide_the_others,
    first_events_of_people_are_found_by_an_index,
    no_person_has_two_events_in_work_however_many_workers_there_are,
);
