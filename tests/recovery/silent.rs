//! A connection falls silent while the service waits for an answer, inside a transaction: its
//! server process is frozen. That one request fails, and other people are served in time.

use std::time::Duration;

use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::{
    away::{KEY, UNAVAILABLE, arrives, goes_on, told},
    connection::connect,
    failover::ends_as,
    fresh::Fresh,
    people::Somebody,
    role::{Role, signal},
    town::Town,
};

const OTHER_KEY: &str = "booking-of-another-person";
const CONFIRMED: &str = "ご予約が完了しました";
/// A batch is given up after ten seconds, and the next one is run at once. The pages wait for
/// fifteen.
const BOOKED_WITHIN: Duration = Duration::from_secs(15);
/// The notification task looks every five seconds if it is not woken.
const NOTIFIED_WITHIN: Duration = Duration::from_secs(15);
/// What does not wait for the silent connection takes no longer than usual, on a busy machine.
const USUAL: Duration = Duration::from_secs(8);
/// A statement for numbers is given up after five seconds, and so is a tick of the waiting room.
const NUMBERED_WITHIN: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_are_served_while_a_connection_is_silent_inside_a_booking() {
    let fresh = Fresh::postgres().await;
    let role = Role::create(&fresh).await;
    let town = Town::by_way_of(&role.url, &fresh, 24).await;
    let hanako = arrives(&town).await;
    let [taro, jiro, saburo] = [1, 2, 3].map(|index| Somebody::new(&town, index));
    taro.follows().await;
    taro.links().await;
    jiro.follows().await;

    let slot = format!("SELECT 1 FROM slot WHERE id = {} FOR UPDATE", town.slots[0]);
    let lock = Lock::take(&fresh, &slot).await;
    let others = async {
        let frozen = lock.freeze_waiting(&role, r#"%FROM "slot"%FOR NO KEY UPDATE%"#).await;
        let (booked, (), ()) = tokio::join!(
            within(BOOKED_WITHIN, taro.tries_to_book(OTHER_KEY)),
            within(USUAL, jiro.hears_after(jiro.says("ヘルプ"))),
            within(USUAL, saburo.comes_in()),
        );
        assert_eq!(booked.0, StatusCode::CREATED, "{}", booked.1);
        within(NOTIFIED_WITHIN, taro.hears(CONFIRMED)).await;
        frozen
    };
    let (refused, frozen) = tokio::join!(hanako.tries_to_book(KEY), others);
    assert_eq!(told(&refused), UNAVAILABLE);
    drop(frozen);

    goes_on(&town, &hanako).await;
    ends_as(role, town, fresh).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_are_given_out_after_a_connection_fell_silent_over_one() {
    let fresh = Fresh::postgres().await;
    let role = Role::create(&fresh).await;
    let town = Town::by_way_of(&role.url, &fresh, 24).await;
    let [hanako, taro] = [0, 1].map(|index| Somebody::new(&town, index));

    let lock = Lock::take(&fresh, "SELECT 1 FROM waiting_line FOR UPDATE").await;
    let other = async {
        let frozen = lock.freeze_waiting(&role, r#"UPDATE "waiting_line" SET "next"%"#).await;
        within(NUMBERED_WITHIN, taro.comes_in()).await;
        frozen
    };
    let ((), frozen) = tokio::join!(within(NUMBERED_WITHIN, hanako.comes_in()), other);
    drop(frozen);
    ends_as(role, town, fresh).await;
}

async fn within<T>(limit: Duration, act: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(limit, act).await;
    done.unwrap_or_else(|_| panic!("it takes longer than {limit:?}"))
}

/// A row lock of the test's own.
struct Lock {
    holder: DatabaseConnection,
    observer: DatabaseConnection,
}

impl Lock {
    async fn take(fresh: &Fresh, sql: &str) -> Self {
        let holder = connect(&fresh.url).await;
        holder.execute_unprepared("BEGIN").await.unwrap();
        holder.execute_unprepared(sql).await.unwrap();
        Self { holder, observer: connect(&fresh.url).await }
    }

    /// Freezes the server process of a role that waits for a lock in a statement like this, and
    /// releases the lock.
    async fn freeze_waiting(self, role: &Role, statement: &str) -> Frozen {
        let process = self.waiting_process(role, statement).await;
        signal("-STOP", &[process]);
        let frozen = Frozen(process);
        self.holder.execute_unprepared("ROLLBACK").await.unwrap();
        self.holder.close().await.unwrap();
        self.observer.close().await.unwrap();
        frozen
    }

    async fn waiting_process(&self, role: &Role, statement: &str) -> i32 {
        let sql =
            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1";
        for _ in 0..1_000 {
            let values = [statement.into()];
            let asked = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
            let waiting = self.observer.query_all_raw(asked).await.unwrap();
            let ours = role.processes().await;
            let mut waiting = waiting.iter().map(|row| row.try_get::<i32>("", "pid").unwrap());
            if let Some(process) = waiting.find(|process| ours.contains(process)) {
                return process;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no connection of the service waits in {statement}");
    }
}

/// A frozen server process, which goes on when this is dropped.
struct Frozen(i32);

impl Drop for Frozen {
    fn drop(&mut self) {
        signal("-CONT", &[self.0]);
    }
}
