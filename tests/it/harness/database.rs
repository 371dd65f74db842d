//! A database for each test, on both kinds.

use std::{panic::resume_unwind, sync::Arc};

use sea_orm::{ConnectionTrait, DatabaseConnection};
use sesshu::storage::{Database, DatabaseMode, Key, KeyRing, Sealer, StorageError, Store};

use super::{fresh::Fresh, key::key_bytes};

/// The number of connections that a small server would allow one instance.
const CONNECTIONS: u32 = 8;

/// Runs each test on SQLite and on PostgreSQL.
macro_rules! both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    $crate::harness::database::on_sqlite(super::$test).await;
                }
            )+
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    $crate::harness::database::on_postgres(super::$test).await;
                }
            )+
        }
    };
}

/// A migrated database with its store. Cheap to clone.
#[derive(Clone)]
pub(crate) struct TestDatabase {
    pub(crate) store: Store,
    url: Arc<str>,
}

impl TestDatabase {
    /// Migrates an empty database at a URL. The caller has to remove it.
    pub(crate) async fn at(url: &str) -> Self {
        Self::new(url).await
    }

    async fn new(url: &str) -> Self {
        let database = Self::empty(url).await;
        database.store.migrate().await.expect("the migrations apply");
        database
    }

    /// Opens a database without tables.
    async fn empty(url: &str) -> Self {
        Self { store: open(url, sealer()).await.expect("the database opens"), url: url.into() }
    }

    /// Opens the database as another process would, or this one after a restart.
    pub(crate) async fn reopen(&self) -> Store {
        self.open_with(sealer()).await.expect("the database opens")
    }

    /// Opens the database with other keys.
    pub(crate) async fn open_with(&self, sealer: Sealer) -> Result<Store, StorageError> {
        open(&self.url, sealer).await
    }

    /// Returns a connection that bypasses the store, to read or corrupt the tables.
    pub(crate) async fn behind_the_scenes(&self) -> DatabaseConnection {
        let mut options = sea_orm::ConnectOptions::new(&*self.url);
        options
            .max_connections(1)
            .sqlx_logging(false)
            // PgBouncer refuses this parameter.
            .map_sqlx_postgres_opts(|postgres| postgres.extra_float_digits(None));
        sea_orm::Database::connect(options).await.expect("the database answers")
    }

    /// Changes the mark of the database from rehearsal to real. `store` remains open.
    pub(crate) async fn mark_as_real(&self) {
        let mark = "UPDATE database_mode SET mode = 'real'";
        self.behind_the_scenes().await.execute_unprepared(mark).await.expect("the mark is changed");
    }

    /// Returns the URL, for a service that opens the database by itself.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the file of an SQLite database.
    pub(crate) fn file(&self) -> Option<&str> {
        self.url.strip_prefix("sqlite://")
    }
}

/// Returns the keys of all tests.
pub(crate) fn sealer() -> Sealer {
    Sealer::new(KeyRing::new(Key::new(1, key_bytes(1)), Vec::new()).expect("one key is a ring"))
}

pub(crate) async fn on_sqlite<F: Future<Output = ()> + Send + 'static>(
    test: impl FnOnce(TestDatabase) -> F,
) {
    run(Fresh::sqlite(), test).await;
}

/// Runs a test that creates the tables itself.
pub(crate) async fn empty_on_sqlite<F: Future<Output = ()> + Send + 'static>(
    test: impl FnOnce(TestDatabase) -> F,
) {
    let fresh = Fresh::sqlite();
    let database = TestDatabase::empty(&fresh.url).await;
    run_on(fresh, database, test).await;
}

/// Runs a test that creates the tables itself.
pub(crate) async fn empty_on_postgres<F: Future<Output = ()> + Send + 'static>(
    test: impl FnOnce(TestDatabase) -> F,
) {
    let fresh = Fresh::postgres().await;
    let database = TestDatabase::empty(&fresh.url).await;
    run_on(fresh, database, test).await;
}

pub(crate) async fn on_postgres<F: Future<Output = ()> + Send + 'static>(
    test: impl FnOnce(TestDatabase) -> F,
) {
    run(Fresh::postgres().await, test).await;
}

async fn run<F: Future<Output = ()> + Send + 'static>(
    fresh: Fresh,
    test: impl FnOnce(TestDatabase) -> F,
) {
    let database = TestDatabase::new(&fresh.url).await;
    run_on(fresh, database, test).await;
}

/// Runs a test and removes the database, however the test ends.
async fn run_on<F: Future<Output = ()> + Send + 'static>(
    fresh: Fresh,
    database: TestDatabase,
    test: impl FnOnce(TestDatabase) -> F,
) {
    let store = database.store.clone();
    let outcome = tokio::spawn(test(database)).await;
    store.close().await.expect("the store closes");
    fresh.close().await;
    if let Err(failed) = outcome {
        resume_unwind(failed.into_panic());
    }
}

async fn open(url: &str, sealer: Sealer) -> Result<Store, StorageError> {
    let slow_query = std::time::Duration::from_secs(10);
    let mode = DatabaseMode::Rehearsal;
    let database = Database { url: url.into(), max_connections: CONNECTIONS, slow_query, mode };
    Store::open(&database, sealer).await
}
