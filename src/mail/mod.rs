//! Sends e-mail by SMTP, for people whom LINE does not reach.

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::AddressError,
    message::{Mailbox, MultiPart},
    transport::smtp::{self, authentication::Credentials},
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::vaccination::email::Email;

/// A mail server, and who the mail is from.
#[derive(Debug, Clone)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    /// `starttls` for port 587, `tls` for 465, `none` only for a relay on the same machine.
    pub encryption: Encryption,
    pub credentials: Option<(String, SecretString)>,
    /// e.g. `潮風市ワクチン接種予約 <noreply@city.example.jp>`.
    pub from: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encryption {
    StartTls,
    Tls,
    None,
}

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("the address of the sender or the receiver is not valid")]
    Address(#[from] AddressError),
    #[error("the mail could not be composed")]
    Compose(#[from] lettre::error::Error),
    #[error("the mail server did not take the mail")]
    Server(#[from] smtp::Error),
}

impl MailError {
    /// Whether the same mail may be taken later: everything but a final refusal.
    pub fn may_retry(&self) -> bool {
        matches!(self, Self::Server(error) if !error.is_permanent())
    }
}

/// What one mail says; text and HTML say the same.
#[derive(Debug, Clone)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// The way to the mail server.
#[derive(Debug, Clone)]
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Post {
    pub fn new(server: &MailServer) -> Result<Self, MailError> {
        let builder = match server.encryption {
            Encryption::StartTls => {
                AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&server.host)?
            }
            Encryption::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&server.host)?,
            Encryption::None => {
                AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            }
        };
        let builder = match &server.credentials {
            Some((user, password)) => builder
                .credentials(Credentials::new(user.clone(), password.expose_secret().to_owned())),
            None => builder,
        };
        let transport = builder.port(server.port).build();
        Ok(Self { transport, from: server.from.parse()? })
    }

    /// Sends one mail. `id` makes its Message-ID, the same for every attempt, so that mail
    /// programs show a doubled delivery once.
    pub async fn send(&self, to: &Email, letter: Letter, id: Uuid) -> Result<(), MailError> {
        let mail = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.as_str().parse()?))
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .subject(letter.subject)
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))?;
        self.transport.send(mail).await?;
        Ok(())
    }
}
