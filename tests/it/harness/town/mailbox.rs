//! A mail server that takes everything and keeps it to be read.

use std::sync::{Arc, Mutex};

use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

#[derive(Clone)]
pub(crate) struct Mailbox {
    port: u16,
    mails: Arc<Mutex<Vec<Mail>>>,
}

/// A mail as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail {
    /// The receiver on the envelope.
    pub(crate) to: String,
    /// Headers and body.
    raw: String,
}

impl Mailbox {
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mailbox = Self { port, mails: Arc::default() };
        let mails = mailbox.mails.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mails = mails.clone();
                // A client that goes away in the middle has sent nothing.
                tokio::spawn(async move { drop(receive(stream, &mails).await) });
            }
        });
        mailbox
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// What has come since it was last emptied.
    pub(crate) fn emptied(&self) -> Vec<Mail> {
        std::mem::take(&mut *self.mails.lock().unwrap())
    }
}

impl Mail {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.raw.lines().find_map(|line| line.strip_prefix(&start))
    }

    /// The text as it is read.
    pub(crate) fn text(&self) -> String {
        let (_, body) = self.raw.split_once("\n\n").unwrap();
        assert_eq!(self.header("Content-Transfer-Encoding"), Some("base64"), "{}", self.raw);
        let bytes = STANDARD.decode(body.replace('\n', "")).unwrap();
        String::from_utf8(bytes).unwrap()
    }
}

/// Speaks just enough SMTP (RFC 5321).
async fn receive(stream: TcpStream, mails: &Mutex<Vec<Mail>>) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut to = String::new();
    writing.write_all(b"220 mailbox\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "RCPT" => {
                to = line["RCPT TO:<".len()..].trim_end_matches('>').to_owned();
                "250 ok\r\n"
            }
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await?;
                let mut raw = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    raw.push('\n');
                }
                mails.lock().unwrap().push(Mail { to: to.clone(), raw });
                "250 kept\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        writing.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}
