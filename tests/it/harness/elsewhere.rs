//! A second, empty database of the same kind, to restore into.

use std::sync::Arc;

use tempfile::TempDir;
use uuid::Uuid;

use super::fresh::execute;

pub(crate) struct Elsewhere {
    pub(crate) url: String,
    place: Place,
}

enum Place {
    Folder(#[expect(dead_code, reason = "goes with it")] Arc<TempDir>),
    Server { url: String, name: String },
}

impl Elsewhere {
    pub(crate) async fn beside(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            let folder = TempDir::new().unwrap();
            let url = format!("sqlite://{}/restored.db", folder.path().display());
            return Self { url, place: Place::Folder(Arc::new(folder)) };
        }
        let (_, schema) = url.split_once("?options[search_path]=").unwrap();
        Self::on_a_server(url, schema).await
    }

    /// Creates a PostgreSQL database whose schema has another name.
    pub(crate) async fn in_another_schema(url: &str) -> Self {
        Self::on_a_server(url, "elsewhere").await
    }

    async fn on_a_server(url: &str, schema: &str) -> Self {
        let (server, _) = url.split_once("?options[search_path]=").unwrap();
        let name = format!("restored_{}", Uuid::new_v4().simple());
        execute(server, &format!("CREATE DATABASE {name}")).await;
        let there = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        execute(&there, &format!("CREATE SCHEMA {schema}")).await;
        let url = format!("{there}?options[search_path]={schema}");
        Self { url, place: Place::Server { url: server.to_owned(), name } }
    }

    pub(crate) async fn goes(self) {
        if let Place::Server { url, name } = self.place {
            execute(&url, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}
