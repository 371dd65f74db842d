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

use crate::simulator::{News, Simulator};

/// The limit of one SMTP session in bytes, enough for a few mails.
const LONGEST: u64 = 1024 * 1024;

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
            if let Err(error) = converse(stream, &simulator).await {
                tracing::debug!(%error, "a mail connection broke off");
            }
        });
    }
}

async fn converse(mut stream: TcpStream, simulator: &Simulator) -> io::Result<()> {
    let (reading, mut writing) = stream.split();
    let mut reading = BufReader::new(reading.take(LONGEST));
    let mut receivers = Vec::new();
    writing.write_all(b"220 mailbox\r\n").await?;
    let mut line = String::new();
    while reading.read_line(&mut line).await? > 0 {
        let said = std::mem::take(&mut line);
        let answer: &[u8] = match command(&said).as_str() {
            "EHLO" | "HELO" => b"250 mailbox\r\n",
            "MAIL" | "RSET" => {
                receivers.clear();
                b"250 OK\r\n"
            }
            "RCPT" => {
                receivers.push(address(&said).to_owned());
                b"250 OK\r\n"
            }
            "DATA" if receivers.is_empty() => b"503 to whom?\r\n",
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await?;
                let body = data(&mut reading).await?;
                keep(simulator, &receivers, &body);
                b"250 OK\r\n"
            }
            "NOOP" => b"250 OK\r\n",
            "QUIT" => return writing.write_all(b"221 bye\r\n").await,
            _ => b"502 not here\r\n",
        };
        writing.write_all(answer).await?;
    }
    Ok(())
}

fn command(line: &str) -> String {
    line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase()
}

/// Returns the text between `<` and `>`.
fn address(line: &str) -> &str {
    let after = line.split_once('<').map_or("", |(_, after)| after);
    after.split_once('>').map_or("", |(address, _)| address)
}

/// Reads the lines up to the lone dot and removes the doubling of leading dots.
async fn data(reading: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Vec<u8>> {
    let (mut body, mut line) = (Vec::new(), Vec::new());
    while reading.read_until(b'\n', &mut line).await? > 0 {
        if line == b".\r\n" {
            return Ok(body);
        }
        body.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        line.clear();
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

fn keep(simulator: &Simulator, receivers: &[String], body: &[u8]) {
    let read = MessageParser::default().parse(body);
    let text = |part: fn(&Message<'_>) -> Option<String>| read.as_ref().and_then(part);
    for to in receivers {
        let mail = Mail {
            at: simulator.now(),
            to: to.clone(),
            subject: text(|mail| mail.subject().map(str::to_owned)).unwrap_or_default(),
            text: text(|mail| mail.body_text(0).map(String::from)).unwrap_or_default(),
            message_id: text(|mail| mail.message_id().map(str::to_owned)).unwrap_or_default(),
        };
        simulator.state().mails.push(mail);
    }
    simulator.tell(News::Mail);
}
