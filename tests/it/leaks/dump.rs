//! What an attacker gets with the database: the files of SQLite, or PostgreSQL's own dump.

use std::process::Command;

use crate::harness::database::TestDatabase;

/// Returns the whole database, once as stored and once with hexadecimal text decoded.
pub(super) async fn dump(database: &TestDatabase) -> Vec<u8> {
    if let Some(file) = database.file() {
        let mut bytes = std::fs::read(file).unwrap();
        bytes.extend(std::fs::read(format!("{file}-wal")).expect("the log of the file is there"));
        return bytes;
    }
    let (server, schema) = database.url().split_once("?options[search_path]=").unwrap();
    let dump = Command::new("pg_dump").args(["--schema", schema, "--dbname", server]).output();
    let dump = dump.expect("pg_dump comes with PostgreSQL");
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    let mut bytes = dump.stdout;
    bytes.extend(unescaped(&bytes));
    bytes
}

/// Decodes the bytes after each `\\x` of a dump.
fn unescaped(dump: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(dump);
    let mut bytes = Vec::new();
    for column in text.split("\\\\x").skip(1) {
        let digits: Vec<u8> = column.bytes().take_while(u8::is_ascii_hexdigit).collect();
        for pair in digits.chunks_exact(2) {
            let pair = std::str::from_utf8(pair).unwrap();
            bytes.push(u8::from_str_radix(pair, 16).unwrap());
        }
        bytes.push(b'\n');
    }
    bytes
}
