//! Sesshu behind PgBouncer with its default settings: no startup parameter is sent that it refuses.
//! `scripts/need-pgbouncer.sh` installs it.

use std::{
    fs::{self, Permissions},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use crate::harness::{
    database::TestDatabase,
    fresh::execute,
    town::{Resident, Town},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seat_is_booked_through_pgbouncer_in_session_mode() {
    books_through("pool_mode = session").await;
}

/// In transaction mode, prepared statements need PgBouncer 1.21 or newer. `make rust` runs this test
/// if `PGBOUNCER` is set, and says so otherwise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PgBouncer 1.21 or newer: PGBOUNCER=/path/to/pgbouncer make rust"]
async fn a_seat_is_booked_through_pgbouncer_in_transaction_mode() {
    books_through("pool_mode = transaction\nmax_prepared_statements = 200").await;
}

async fn books_through(mode: &str) {
    let server = std::env::var("SESSHU_TEST_POSTGRES").unwrap();
    let name = format!("pooled_{:08x}", rand::random::<u32>());
    execute(&server, &format!("CREATE DATABASE {name}")).await;
    let pgbouncer = PgBouncer::start(&server, mode).await;

    let town = Town::open(TestDatabase::at(&pgbouncer.url(&name)).await).await;
    // The settings of our database sessions take effect behind PgBouncer as well.
    let server_settings = "CREATE TABLE set_for_us (name text, value text); \
        CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        INSERT INTO set_for_us SELECT name, setting FROM pg_settings; RETURN new; END $$; \
        CREATE TRIGGER look BEFORE INSERT ON booking FOR EACH ROW EXECUTE FUNCTION look()";
    execute(&database_of(&server, &name), server_settings).await;
    // Linked, booked, and notified in the chat.
    Resident::booked(&town, "1234567890", "2026-12-05").await;
    town.owes_nothing().await;
    for (setting, value) in [("statement_timeout", 30_000), ("lock_timeout", 20_000)] {
        let set =
            format!("SELECT CAST(value AS BIGINT) AS n FROM set_for_us WHERE name = '{setting}'");
        assert_eq!(town.count(&set).await, value, "{setting}");
    }
    assert!(!town.store().is_read_only().await.unwrap());
    town.store().close().await.unwrap();

    drop(pgbouncer);
    execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// Returns the URL of another database of the server.
fn database_of(server: &str, name: &str) -> String {
    let mut url: reqwest::Url = server.parse().unwrap();
    url.set_path(name);
    url.to_string()
}

struct PgBouncer {
    child: Child,
    user: String,
    port: u16,
    _folder: TempDir,
}

impl PgBouncer {
    async fn start(server: &str, mode: &str) -> Self {
        let server: reqwest::Url = server.parse().unwrap();
        let (user, password) = (server.username(), server.password().unwrap_or_default());
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = TempDir::new().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let users = folder.path().join("users");
        fs::write(&users, format!("\"{user}\" \"{password}\"\n")).unwrap();
        let settings = format!(
            "[databases]\n* = host={} port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {}\n{mode}\n",
            server.host_str().unwrap(),
            server.port().unwrap_or(5432),
            users.display()
        );
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, settings).unwrap();
        let program = std::env::var("PGBOUNCER").unwrap_or_else(|_| "pgbouncer".to_owned());
        // PgBouncer refuses to run as root, and is installed where only root searches for programs.
        let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap());
        let mut command = Command::new("sh");
        command.args(["-c", r#"[ "$(id -u)" -ne 0 ] || set -- "$@" -u postgres; exec "$@""#, "sh"]);
        let command = command.arg(program).arg("-q").arg(file).env("PATH", path);
        let child = command.stderr(Stdio::null()).spawn().unwrap();
        let pgbouncer = Self { child, user: user.to_owned(), port, _folder: folder };
        pgbouncer.answers().await;
        pgbouncer
    }

    async fn answers(&self) {
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("PgBouncer does not come up");
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{}@127.0.0.1:{}/{database}", self.user, self.port)
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
