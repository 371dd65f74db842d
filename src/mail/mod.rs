//! Sends e-mail by SMTP, for people whom LINE does not reach.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::AddressError,
    message::{Mailbox, MultiPart},
    transport::smtp::{self, AsyncSmtpTransportBuilder, authentication::Credentials},
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::vaccination::email::Email;

/// Timeout for a mail server that does not answer; shorter than the lease of a notification.
const PATIENCE: Duration = Duration::from_secs(10);

/// The mail server, and the sender of the mails.
#[derive(Debug, Clone)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    /// `starttls` for port 587, `tls` for 465, `none` only for a relay on the same machine.
    pub encryption: Encryption,
    pub credentials: Option<(String, SecretString)>,
    /// The sender, e.g. `潮風市ワクチン接種予約 <noreply@city.example.jp>`.
    pub from: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Encryption {
    StartTls,
    Tls,
    None,
}

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("the sender's or the recipient's address is invalid")]
    Address(#[from] AddressError),
    #[error("the mail could not be composed")]
    Compose(#[from] lettre::error::Error),
    #[error("the mail server did not accept the mail")]
    Server(#[from] smtp::Error),
    #[error("the mail server does not answer")]
    Silent,
}

impl MailError {
    /// Returns whether the server may accept the same mail later: true for everything but a
    /// permanent refusal.
    pub fn may_retry(&self) -> bool {
        matches!(self, Self::Server(error) if !error.is_permanent())
    }
}

/// The content of one mail; text and HTML say the same.
#[derive(Debug, Clone)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A connection to the mail server.
#[derive(Debug, Clone)]
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Post {
    pub fn new(server: &MailServer) -> Result<Self, MailError> {
        Ok(Self { transport: way_to(server)?.build(), from: server.from.parse()? })
    }

    /// Sends one mail. `id` becomes its Message-ID and is the same for every attempt, so that mail
    /// programs show a duplicate delivery once.
    pub async fn send(&self, to: &Email, letter: Letter, id: Uuid) -> Result<(), MailError> {
        self.transport.send(compose(&self.from, to, letter, id)?).await?;
        Ok(())
    }
}

impl MailServer {
    /// Connects, greets, encrypts and signs in as for a mail, without sending one. On failure,
    /// returns what the server said.
    pub async fn check(&self) -> Result<(), MailError> {
        let _from: Mailbox = self.from.parse()?;
        let transport = way_to(self)?.build::<Tokio1Executor>();
        if transport.test_connection().await? { Ok(()) } else { Err(MailError::Silent) }
    }
}

/// Converts the settings for lettre.
fn way_to(server: &MailServer) -> Result<AsyncSmtpTransportBuilder, MailError> {
    let builder = match server.encryption {
        Encryption::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&server.host)?,
        Encryption::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&server.host)?,
        Encryption::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host),
    };
    let builder = match &server.credentials {
        Some((user, password)) => {
            builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()))
        }
        None => builder,
    };
    Ok(builder.port(server.port).timeout(Some(PATIENCE)))
}

fn compose(from: &Mailbox, to: &Email, letter: Letter, id: Uuid) -> Result<Message, MailError> {
    Ok(Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.as_str().parse()?))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .subject(letter.subject)
        .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))?)
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};

    use super::*;

    fn written(subject: &str) -> String {
        let from = "潮風市ワクチン接種予約 <noreply@city.example.jp>".parse().unwrap();
        let to = Email::parse("hanako@example.jp").unwrap();
        let letter = Letter {
            subject: subject.to_owned(),
            text: "ご予約が完了しました。".to_owned(),
            html: "<p>ご予約が完了しました。</p>".to_owned(),
        };
        let mail = compose(&from, &to, letter, Uuid::from_u128(7)).unwrap();
        String::from_utf8(mail.formatted()).unwrap()
    }

    /// Returns the encoded words of the subject as in the header, each unfolded.
    fn encoded_words(mail: &str) -> Vec<String> {
        let lines = mail.lines().skip_while(|line| !line.starts_with("Subject: "));
        let header: Vec<_> = lines
            .enumerate()
            .take_while(|(index, line)| *index == 0 || line.starts_with(' '))
            .map(|(_, line)| line.trim_start_matches("Subject:").trim().to_owned())
            .collect();
        header.iter().flat_map(|line| line.split(' ').map(str::to_owned)).collect()
    }

    /// Mail programs decode each encoded word separately (RFC 2047, section 5): a character split
    /// between two becomes two question marks.
    #[test]
    fn a_long_japanese_subject_is_cut_between_characters_only() {
        let subject =
            "【潮風市】予約日前日のお知らせ 12月5日（土）とても長い題名のお知らせ𠮷野家髙橋";
        let mail = written(subject);
        let mut read = String::new();
        for word in encoded_words(&mail) {
            assert!(word.len() <= 75, "{word}");
            let inner = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
            let bytes = STANDARD.decode(inner.unwrap_or_else(|| panic!("{word}"))).unwrap();
            read.push_str(&String::from_utf8(bytes).unwrap());
        }
        assert_eq!(read, subject);
    }

    #[test]
    fn text_comes_before_html_and_the_message_id_is_the_notices_own() {
        let mail = written("お知らせ");
        let (text, html) = (mail.find("text/plain").unwrap(), mail.find("text/html").unwrap());
        assert!(text < html && mail.contains("multipart/alternative"));
        assert!(mail.contains("<00000000-0000-0000-0000-000000000007@city.example.jp>"));
        assert!(mail.lines().all(|line| line.len() <= 998));
    }
}
