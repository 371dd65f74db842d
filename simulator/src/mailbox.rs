//! The mailbox next to the phone: an SMTP server that accepts every mail and shows it. A demo can
//! send real mail, and none of it leaves the machine.
//!
//! Implements as much of RFC 5321 as a client on the same machine needs: no TLS, no login, no
//! relaying.

use std::io;

use chrono::{DateTime, Utc};
use mail_parser::{Message, MessageParser};
use serde::Serialize;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::simulator::{Change, Simulator};

/// The limit of one SMTP session in bytes, enough for a few mails.
const MAX_SESSION_BYTES: u64 = 1024 * 1024;

/// A received mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mail {
    /// The time of arrival by the simulator's clock.
    pub at: DateTime<Utc>,
    /// The recipient from the envelope.
    pub to: String,
    pub subject: String,
    pub text: String,
    /// The `Message-ID`, which is the same in every copy of a mail that was sent twice.
    pub message_id: String,
}

/// Accepts mail until the task is dropped.
pub(crate) async fn serve(listener: TcpListener, simulator: Simulator) {
    while let Ok((stream, _)) = listener.accept().await {
        let simulator = simulator.clone();
        tokio::spawn(async move {
            if let Err(error) = handle_session(stream, &simulator).await {
                tracing::debug!(%error, "Mail session failed");
            }
        });
    }
}

async fn handle_session(mut stream: TcpStream, simulator: &Simulator) -> io::Result<()> {
    let (reader, mut writer) = stream.split();
    let mut reader = BufReader::new(reader.take(MAX_SESSION_BYTES));
    let mut recipients = Vec::new();
    writer.write_all(b"220 mailbox\r\n").await?;
    let mut line = String::new();
    while reader.read_line(&mut line).await? > 0 {
        let request = std::mem::take(&mut line);
        let response: &[u8] = match parse_command(&request).as_str() {
            "EHLO" | "HELO" => b"250 mailbox\r\n",
            "MAIL" | "RSET" => {
                recipients.clear();
                b"250 OK\r\n"
            }
            "RCPT" => {
                recipients.push(parse_address(&request).to_owned());
                b"250 OK\r\n"
            }
            "DATA" if recipients.is_empty() => b"503 no recipients\r\n",
            "DATA" => {
                writer.write_all(b"354 send the message\r\n").await?;
                let body = read_data(&mut reader).await?;
                store(simulator, &recipients, &body);
                b"250 OK\r\n"
            }
            "NOOP" => b"250 OK\r\n",
            "QUIT" => return writer.write_all(b"221 bye\r\n").await,
            _ => b"502 not implemented\r\n",
        };
        writer.write_all(response).await?;
    }
    Ok(())
}

fn parse_command(line: &str) -> String {
    line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase()
}

/// Returns the text between `<` and `>`.
fn parse_address(line: &str) -> &str {
    let after = line.split_once('<').map_or("", |(_, after)| after);
    after.split_once('>').map_or("", |(address, _)| address)
}

/// Reads the lines up to the lone dot and removes the doubling of leading dots.
async fn read_data(reader: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).await? > 0 {
        if line == b".\r\n" {
            return Ok(body);
        }
        body.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        line.clear();
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

fn store(simulator: &Simulator, recipients: &[String], body: &[u8]) {
    let message = MessageParser::default().parse(body);
    let text = |part: fn(&Message<'_>) -> Option<String>| message.as_ref().and_then(part);
    for to in recipients {
        let mail = Mail {
            at: simulator.now(),
            to: to.clone(),
            subject: text(|mail| mail.subject().map(str::to_owned)).unwrap_or_default(),
            text: text(|mail| mail.body_text(0).map(String::from)).unwrap_or_default(),
            message_id: text(|mail| mail.message_id().map(str::to_owned)).unwrap_or_default(),
        };
        simulator.state().mails.push(mail);
    }
    simulator.notify(Change::Mail);
}
