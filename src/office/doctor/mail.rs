//! Checks whether the mail server accepts us.

use super::Found;
use crate::mail::{MailError, MailServer};

pub(super) async fn look(server: Option<&MailServer>) -> Vec<Found> {
    let Some(server) = server else { return vec![Found::MailUnset] };
    let host = format!("{}:{}", server.host, server.port);
    vec![match server.check().await {
        Ok(()) => Found::MailSet { host, signs_in: server.credentials.is_some() },
        Err(MailError::Server(error)) => Found::MailFails { host, why: error.to_string() },
        Err(error) => Found::MailFails { host, why: error.to_string() },
    }]
}
