//! Mail servers with TLS and authentication, and what the doctor reports about each.

use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::Value;

use crate::{
    harness::database::{TestDatabase, on_sqlite},
    imports::command::Office,
};

const USER: &str = "yoyaku";
const PASSWORD: &str = "hush";

/// When a server begins to encrypt.
#[derive(Clone, Copy)]
enum Begins {
    AtOnce,
    WhenAsked,
}

/// Starts a mail server on this machine, with a certificate for `localhost` of an authority that
/// only `ca.pem` contains. Implements as much of RFC 5321, 3207 and 4954 as authentication needs.
fn mail_server(begins: Begins) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = encryption();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let config = config.clone();
            // A client that rejects the certificate ends the connection.
            thread::spawn(move || converse(stream, begins, config).ok());
        }
    });
    port
}

fn encryption() -> Arc<ServerConfig> {
    let chain = CertificateDer::from_pem_file(data("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(data("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.unwrap().with_no_client_auth().with_single_cert(vec![chain], key);
    Arc::new(config.unwrap())
}

fn converse(mut plain: TcpStream, begins: Begins, config: Arc<ServerConfig>) -> io::Result<()> {
    if let Begins::WhenAsked = begins {
        plain.write_all(b"220 localhost\r\n")?;
        if !talk(&mut plain, "STARTTLS")? {
            return Ok(());
        }
    }
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(connection, plain);
    if let Begins::AtOnce = begins {
        stream.write_all(b"220 localhost\r\n")?;
    }
    talk(&mut stream, "AUTH PLAIN").map(drop)
}

/// Answers until the client closes the connection, or returns true when it requests TLS. Mails are
/// accepted only after authentication.
fn talk(stream: &mut (impl Read + Write), offers: &str) -> io::Result<bool> {
    let known = STANDARD.encode(format!("\0{USER}\0{PASSWORD}"));
    let mut signed_in = false;
    loop {
        let line = line(stream)?;
        let answer = match line.split(' ').collect::<Vec<_>>()[..] {
            ["EHLO", ..] => format!("250-localhost\r\n250 {offers}"),
            ["STARTTLS"] => "220 go on".to_owned(),
            ["AUTH", "PLAIN", who] => {
                signed_in = who == known;
                if signed_in { "235 welcome" } else { "535 who are you?" }.to_owned()
            }
            ["QUIT" | ""] => return Ok(false),
            _ if signed_in => "250 OK".to_owned(),
            _ => "530 sign in first".to_owned(),
        };
        stream.write_all(format!("{answer}\r\n").as_bytes())?;
        stream.flush()?;
        if line == "STARTTLS" {
            return Ok(true);
        }
    }
}

/// Reads a line; empty at the end.
fn line(stream: &mut impl Read) -> io::Result<String> {
    let (mut line, mut byte) = (Vec::new(), [0]);
    while stream.read(&mut byte)? == 1 && byte != *b"\n" {
        line.extend(byte);
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/mail").join(name)
}

/// Returns what the doctor reports about a mail server: severity and text.
fn examined(office: &Office, settings: &str, password: &str, trusts: &str) -> (String, String) {
    let example = include_str!("../../fixtures/sesshu.toml");
    let (before, _) = example.split_once("[mail]").unwrap();
    // Only the mail server is contacted, and no menu is drawn.
    let before = before
        .replace("# simulator = \"http://127.0.0.1:8090\"", "simulator = \"http://127.0.0.1:1\"");
    let from = "from = \"noreply@city.namitatsu.lg.jp\"";
    office.file("sesshu.toml", format!("{before}[mail]\n{settings}\n{from}\n"));
    let mut command = office.command("C.UTF-8", "doctor --json --folder nowhere");
    command
        .env("SESSHU_LINE_CHANNEL_SECRETS", "no secret")
        .env("SESSHU_SMTP_USER", USER)
        .env("SESSHU_SMTP_PASSWORD", password)
        .env("SSL_CERT_FILE", data(trusts));
    let output = command.output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mail = found.as_array().unwrap().iter().find(|it| it["about"] == "mail").unwrap();
    (mail["grade"].as_str().unwrap().to_owned(), mail["found"].as_str().unwrap().to_owned())
}

async fn mail_is_encrypted_and_signed(database: TestDatabase) {
    let office = Office::of(&database).await;
    for (encryption, begins) in [("tls", Begins::AtOnce), ("starttls", Begins::WhenAsked)] {
        let port = mail_server(begins);
        let settings =
            |host: &str| format!("host = \"{host}\"\nport = {port}\nencryption = \"{encryption}\"");
        let localhost = settings("localhost");
        let (grade, found) = examined(&office, &localhost, PASSWORD, "ca.pem");
        assert_eq!((grade.as_str(), found.contains("accepts the user")), ("good", true), "{found}");

        let (grade, found) = examined(&office, &localhost, "guess", "ca.pem");
        assert_eq!((grade.as_str(), found.contains("who are you?")), ("bad", true), "{found}");
        // By an unknown authority, or for another name.
        let (grade, found) = examined(&office, &localhost, PASSWORD, "server.pem");
        assert_eq!(grade, "bad", "{found}");
        let (grade, found) = examined(&office, &settings("127.0.0.1"), PASSWORD, "ca.pem");
        assert_eq!(grade, "bad", "{found}");
    }
    // Without encryption in the settings, this server offers no authentication.
    let plain = mail_server(Begins::WhenAsked);
    let settings = format!("host = \"localhost\"\nport = {plain}\nencryption = \"none\"");
    let (grade, found) = examined(&office, &settings, PASSWORD, "ca.pem");
    assert_eq!(grade, "bad", "{found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_and_a_password() {
    on_sqlite(mail_is_encrypted_and_signed).await;
}
