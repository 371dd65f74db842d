//! Empty databases: a temporary file, or a schema of its own on the server of the tests.

use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;
use uuid::Uuid;

const SERVER: &str = "SESSHU_TEST_POSTGRES";

/// An empty database that is removed when it is closed.
pub(crate) struct Fresh {
    pub(crate) url: String,
    place: Place,
}

enum Place {
    Folder(TempDir),
    Schema { server: String, name: String },
}

impl Fresh {
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let path = folder.path().join("sesshu.db");
        Self { url: format!("sqlite://{}", path.display()), place: Place::Folder(folder) }
    }

    pub(crate) async fn postgres() -> Self {
        let server = std::env::var(SERVER).unwrap_or_else(|_| {
            panic!("{SERVER} is not set: run `make test`, which starts a PostgreSQL of its own")
        });
        let name = format!("test_{}", Uuid::new_v4().simple());
        execute(&server, &format!("CREATE SCHEMA {name}")).await;
        let joint = if server.contains('?') { '&' } else { '?' };
        Self {
            url: format!("{server}{joint}options[search_path]={name}"),
            place: Place::Schema { server, name },
        }
    }

    pub(crate) async fn close(self) {
        match self.place {
            Place::Folder(folder) => folder.close().expect("the folder can be removed"),
            Place::Schema { server, name } => {
                execute(&server, &format!("DROP SCHEMA {name} CASCADE")).await;
            }
        }
    }
}

pub(crate) async fn execute(server: &str, sql: &str) {
    let connection = Database::connect(server).await.expect("the PostgreSQL of the tests answers");
    connection
        .execute_unprepared(sql)
        .await
        .expect("the user of the tests may create and drop schemas");
    connection.close().await.expect("a connection closes");
}
