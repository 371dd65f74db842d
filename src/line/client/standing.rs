//! Tracks by endpoint whether LINE accepts our channel, so that the operator is alerted once when
//! that stops and once when it works again.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use super::LineError;

/// Stands for both endpoints that issue channel access tokens.
const TOKEN: &str = "token";

/// The endpoints at which LINE currently refuses our channel.
#[derive(Debug, Default)]
pub(super) struct Standing {
    refused_at: Mutex<BTreeSet<&'static str>>,
}

impl Standing {
    /// Records the outcome of a call. An outcome that says nothing about the channel, such as a
    /// timeout, changes nothing.
    pub(super) fn note(&self, endpoint: &'static str, error: Option<&LineError>) {
        match error {
            Some(error @ LineError::CredentialsRefused { .. }) => self.note_refused(TOKEN, error),
            Some(error @ LineError::Refused { .. }) if error.is_about_us() => {
                self.note_refused(endpoint, error);
            }
            // LINE has issued a token and has processed the request.
            None | Some(LineError::Refused { .. }) => {
                self.note_accepted(TOKEN);
                self.note_accepted(endpoint);
            }
            Some(_) => {}
        }
    }

    fn note_refused(&self, endpoint: &'static str, error: &LineError) {
        let is_new =
            self.refused_at.lock().unwrap_or_else(PoisonError::into_inner).insert(endpoint);
        if is_new {
            tracing::error!(
                endpoint,
                %error,
                "LINE refused our channel: notifications are retried until this is corrected"
            );
            set_gauge(endpoint, 1.0);
        }
    }

    fn note_accepted(&self, endpoint: &'static str) {
        let was_refused =
            self.refused_at.lock().unwrap_or_else(PoisonError::into_inner).remove(endpoint);
        if was_refused {
            tracing::info!(endpoint, "LINE accepted our channel again");
            set_gauge(endpoint, 0.0);
        }
    }
}

fn set_gauge(endpoint: &'static str, value: f64) {
    metrics::gauge!("sesshu_line_channel_refused", "endpoint" => endpoint).set(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_about_the_channel_change_the_standing() {
        let standing = Standing::default();
        let refused = |status| LineError::Refused { status, message: String::new() };
        let is_refused = |standing: &Standing| standing.refused_at.lock().unwrap().contains("push");
        standing.note("push", Some(&refused(400)));
        assert!(!is_refused(&standing));
        standing.note("push", Some(&refused(403)));
        standing.note("profile", None);
        standing.note("push", Some(&LineError::Unreachable));
        standing.note("push", Some(&LineError::RateLimited));
        assert!(is_refused(&standing), "another endpoint and a timeout say nothing of it");
        standing.note("push", Some(&refused(400)));
        assert!(!is_refused(&standing), "a bad request is one that LINE has looked at");
    }

    #[test]
    fn refused_credentials_are_one_trouble_for_all_endpoints() {
        let standing = Standing::default();
        let refused = LineError::CredentialsRefused { status: 400, message: String::new() };
        standing.note("push", Some(&refused));
        standing.note("multicast", Some(&refused));
        assert_eq!(*standing.refused_at.lock().unwrap(), BTreeSet::from([TOKEN]));
        standing.note("profile", None);
        assert!(standing.refused_at.lock().unwrap().is_empty());
    }
}
