//! Backups by PostgreSQL's own tools, without secrets on command lines that others can read.

use std::{
    io::{self, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use percent_encoding::percent_decode_str;
use reqwest::Url;
use sea_orm::{
    ConnectionTrait,
    sea_query::{Func, Query},
};
use secrecy::{ExposeSecret, SecretString};

use super::{
    BackupError, Manifest, blocking,
    file::{self, Unfinished},
};
use crate::storage::{Database, StatementLimit, StorageError, Store, seal::Sealer};

impl Store {
    pub(super) async fn dump_postgres(
        &self,
        database: &Database,
        target: Unfinished,
        manifest: &Manifest,
    ) -> Result<Unfinished, BackupError> {
        let schema = manifest.schema.as_deref().ok_or(BackupError::NoTables)?;
        let mut command = tool("pg_dump", &database.url)?;
        command.args(["--format=custom", "--no-owner", "--no-privileges", "--schema", schema]);
        let (sealer, manifest) = (self.sealer.clone(), manifest.clone());
        blocking(move || {
            let mut dump = start("pg_dump", command.stdin(Stdio::null()).stdout(Stdio::piped()))?;
            let mut sealing = file::begin(target.open()?, &sealer, &manifest)?;
            if let Some(mut data) = dump.stdout.take() {
                io::copy(&mut data, &mut sealing)?;
            }
            end("pg_dump", dump)?;
            sealing.finish()?.flush()?;
            Ok(target)
        })
        .await
    }

    /// Returns the schema in which our tables are or would be.
    pub(super) async fn schema(&self) -> Result<String, BackupError> {
        let ask = Query::select().expr_as(Func::cust("current_schema"), "schema").to_owned();
        let row = self.connection.query_one(&ask).await?.ok_or(BackupError::NoTables)?;
        let schema: Option<String> = row.try_get("", "schema")?;
        schema.ok_or(BackupError::NoTables)
    }
}

pub(super) async fn restore(
    database: &Database,
    from: &Path,
    sealer: &Sealer,
    manifest: &Manifest,
) -> Result<Store, BackupError> {
    let limit = StatementLimit::Unlimited;
    let store = Store::open_with_limit(database, sealer.clone(), limit).await?;
    if store.newest_migration().await?.is_some() {
        return Err(BackupError::NotEmpty);
    }
    let schema = store.schema().await?;
    // Otherwise `pg_restore` would find nothing of this schema in the file, and succeed.
    if let Some(held) = manifest.schema.as_ref().filter(|held| **held != schema) {
        return Err(BackupError::OtherSchema { held: held.clone(), here: schema });
    }
    let mut command = tool("pg_restore", &database.url)?;
    command.args(["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]);
    // It writes to standard output unless a database is named. `tool` has set the rest.
    command.args(["--dbname", &name_of(&address(&database.url)?), "--schema", &schema]);
    let (from, opener) = (from.to_owned(), sealer.clone());
    blocking(move || {
        let (_, mut data) = file::open(&from, &opener)?;
        let mut restore = start("pg_restore", command.stdin(Stdio::piped()).stdout(Stdio::null()))?;
        let fed = match restore.stdin.take() {
            Some(mut input) => io::copy(&mut data, &mut input),
            None => Ok(0),
        };
        // The tool's own error says more than the broken pipe.
        end("pg_restore", restore)?;
        fed?;
        Ok(())
    })
    .await?;
    Ok(store)
}

/// Builds the command of a tool that connects as we do, by its environment, which only we can read.
fn tool(program: &'static str, url: &SecretString) -> Result<Command, BackupError> {
    let url = address(url)?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut command = Command::new(program);
    command.stderr(Stdio::piped()).arg("--no-password");
    command.env("PGDATABASE", name_of(&url));
    if let Some(host) = url.host_str() {
        command.env("PGHOST", decoded(host));
    }
    if let Some(port) = url.port() {
        command.env("PGPORT", port.to_string());
    }
    if !url.username().is_empty() {
        command.env("PGUSER", decoded(url.username()));
    }
    if let Some(password) = url.password() {
        command.env("PGPASSWORD", decoded(password));
    }
    for (name, value) in url.query_pairs() {
        let variable = match &*name {
            "host" => "PGHOST",
            "port" => "PGPORT",
            "user" => "PGUSER",
            "password" => "PGPASSWORD",
            "dbname" => "PGDATABASE",
            "sslmode" | "ssl-mode" => "PGSSLMODE",
            "sslrootcert" | "ssl-root-cert" => "PGSSLROOTCERT",
            _ => continue,
        };
        command.env(variable, &*value);
    }
    Ok(command)
}

fn address(url: &SecretString) -> Result<Url, BackupError> {
    url.expose_secret().parse().map_err(|_| StorageError::UnknownScheme.into())
}

fn name_of(url: &Url) -> String {
    percent_decode_str(url.path().trim_start_matches('/')).decode_utf8_lossy().into_owned()
}

fn start(program: &'static str, command: &mut Command) -> Result<Child, BackupError> {
    command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BackupError::ToolMissing(program),
        _ => BackupError::File(error),
    })
}

fn end(tool: &'static str, child: Child) -> Result<(), BackupError> {
    let ended = child.wait_with_output().map_err(BackupError::File)?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr).trim().to_owned();
    Err(BackupError::ToolFailed { tool, said })
}
