//! Response cache: answers to identical requests are encoded and compressed once, until their
//! content changes, and not sent again to clients that have them.

use std::{
    collections::HashMap,
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    http::{
        HeaderMap, HeaderValue,
        header::{AGE, CACHE_CONTROL, VARY},
    },
    response::Response,
};
use chrono::{Months, NaiveDate};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;

use super::super::representation::{Encoding, Representations};
use crate::{
    reception::{Edition, Look},
    vaccination::{ids::VenueId, share::Share},
};

/// The largest number of cached answers. Their number grows with the venues and days requested.
const MOST: usize = 4_096;

/// The cache key. Each quota channel sees its own seats.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) share: Share,
    pub(super) about: About,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum About {
    Venues(Option<NaiveDate>),
    Calendar(NaiveDate, Option<VenueId>),
    Times(VenueId, NaiveDate),
}

impl About {
    /// Returns the first and the last day requested; `None` for all days.
    pub(super) fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        match *self {
            Self::Venues(date) => date.map(|date| (date, date)),
            Self::Calendar(month, _) => {
                let next = month.checked_add_months(Months::new(1));
                Some((month, next.and_then(|next| next.pred_opt()).unwrap_or(month)))
            }
            Self::Times(_, date) => Some((date, date)),
        }
    }
}

/// The cached answers. Cheap to clone; clones share the cache.
#[derive(Debug, Clone, Default)]
pub struct Bodies(Arc<Mutex<HashMap<Question, Arc<Written>>>>);

/// An encoded answer.
#[derive(Debug)]
struct Written {
    edition: Edition,
    representations: Representations,
}

impl Bodies {
    /// Answers from the cache if the snapshot is still the same, otherwise with the result of
    /// `write`, which is then cached.
    pub(super) async fn answer<T: Serialize, E>(
        &self,
        question: Question,
        look: Look,
        headers: &HeaderMap,
        write: impl Future<Output = Result<T, E>>,
    ) -> Result<Response, E> {
        let written = match self.written(&question, look.edition) {
            Some(written) => written,
            None => self.keep(question, Written::new(look.edition, &write.await?)),
        };
        Ok(written.response(look, headers))
    }

    /// Answers with the result of `write` without caching it.
    pub(super) async fn answer_once<T: Serialize, E>(
        look: Look,
        headers: &HeaderMap,
        write: impl Future<Output = Result<T, E>>,
    ) -> Result<Response, E> {
        Ok(Written::new(look.edition, &write.await?).response(look, headers))
    }

    fn written(&self, question: &Question, edition: Edition) -> Option<Arc<Written>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(question).filter(|written| written.edition == edition).cloned()
    }

    fn keep(&self, question: Question, written: Written) -> Arc<Written> {
        let written = Arc::new(written);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            // Answers that are requested again will be encoded again.
            kept.clear();
        }
        kept.insert(question, written.clone());
        written
    }
}

impl Written {
    fn new<T: Serialize>(edition: Edition, answer: &T) -> Self {
        let plain = serde_json::to_vec(answer).expect("answers can be serialized as JSON");
        let compressed = compress(&plain);
        let content_type = HeaderValue::from_static("application/json");
        let representations = Representations::new(content_type, plain.into())
            .with(Encoding::Gzip, compressed.into());
        Self { edition, representations }
    }

    fn response(&self, look: Look, request: &HeaderMap) -> Response {
        let mut response = self.representations.respond(request);
        let headers = response.headers_mut();
        headers.insert(AGE, look.age.num_seconds().max(0).into());
        // Stored by the client only, and revalidated at each use.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding, cookie"));
        response
    }
}

fn compress(plain: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let written = gzip.write_all(plain).and_then(|()| gzip.finish());
    written.expect("writing to memory does not fail")
}
