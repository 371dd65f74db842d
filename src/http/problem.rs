//! Error answers as problem details for HTTP APIs (RFC 9457), in the caller's language.

use axum::{
    Json,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    gate::{ChallengeError, CheckRefused},
    line::id_token::IdTokenRefused,
    reception::{
        BookError, CancelError, EndSessionError, HolderError, LinkError, OpenSessionError,
        SeatsError,
    },
    storage::StorageError,
    wording::{FieldError, Language, Refusal},
};

/// The `Retry-After` of answers with 503 (full queue, database unreachable), in seconds.
const SHORTLY: HeaderValue = HeaderValue::from_static("2");

/// Why a request was refused. For our own errors it does not reveal the cause.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    refusal: Refusal,
    fields: Vec<(&'static str, FieldError)>,
    issuers: Vec<IssuerChoice>,
    contention: bool,
}

impl Problem {
    /// Refuses a form and names each invalid field.
    pub(super) fn fields(fields: Vec<(&'static str, FieldError)>) -> Self {
        Self { fields, ..Refusal::InvalidInput.into() }
    }

    /// Requests the issuer, because several municipalities issued this coupon number.
    pub(super) fn which_issuer(issuers: Vec<IssuerChoice>) -> Self {
        Self { issuers, ..Refusal::IssuerNeeded.into() }
    }

    /// Returns whether the caller was sent to the waiting room.
    pub(super) fn is_crowded(&self) -> bool {
        self.refusal == Refusal::Crowded
    }

    /// Returns whether the transaction conflicted with a concurrent one. A retry of the request is
    /// likely to succeed.
    pub(super) fn is_contention(&self) -> bool {
        self.contention
    }

    fn status(&self) -> StatusCode {
        match self.refusal {
            Refusal::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::Malformed => StatusCode::BAD_REQUEST,
            Refusal::OriginRefused => StatusCode::FORBIDDEN,
            Refusal::IdTokenRefused | Refusal::NotIdentified => StatusCode::UNAUTHORIZED,
            Refusal::InvalidInput
            | Refusal::CouponNotFound
            | Refusal::RobotCheckFailed
            | Refusal::KeyUsed => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::VenueUnknown
            | Refusal::SlotUnknown
            | Refusal::BookingUnknown
            | Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::RobotCheckRequired
            | Refusal::TooManyChecks
            | Refusal::CouponLocked
            | Refusal::Crowded => StatusCode::TOO_MANY_REQUESTS,
            Refusal::LineUnknown
            | Refusal::TermsChanged
            | Refusal::IssuerNeeded
            | Refusal::IdentificationClosed
            | Refusal::SlotFull
            | Refusal::SlotClosed
            | Refusal::AlreadyBooked
            | Refusal::CouponUsedUp
            | Refusal::BookingCancelled
            | Refusal::ContactMissing
            | Refusal::CancelDeadlinePassed => StatusCode::CONFLICT,
            Refusal::LineUnreachable => StatusCode::BAD_GATEWAY,
            Refusal::Busy | Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn body(&self, language: Language) -> ProblemBody {
        let status = self.status();
        let field = |(field, error): &(&'static str, FieldError)| FieldProblem {
            field: (*field).to_owned(),
            code: error.code().to_owned(),
            detail: error.says(language).to_owned(),
        };
        ProblemBody {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: self.refusal.says(language).to_owned(),
            code: self.refusal,
            errors: self.fields.iter().map(field).collect(),
            issuers: self.issuers.clone(),
        }
    }
}

/// Problem details (RFC 9457). `code` is stable, and `detail` is a sentence to show to people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    code: Refusal,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// The municipalities to choose from, with `issuer_needed` only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    issuers: Vec<IssuerChoice>,
}

/// A municipality that issued a coupon with the given number.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct IssuerChoice {
    /// The six-digit local government code.
    pub(super) code: String,
    pub(super) name: String,
}

/// An invalid field of a form.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FieldProblem {
    field: String,
    code: String,
    detail: String,
}

impl IntoResponse for Problem {
    /// Sets the status only. [`speak`], which knows the caller's language, adds the body.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Logs a request timeout and returns the answer for it.
pub(super) fn too_late() -> Response {
    tracing::error!("a request timed out");
    Problem::from(Refusal::Unavailable).into_response()
}

/// Adds the body to a response that carries a problem, in the given language.
pub(super) fn speak(response: Response, language: Language) -> Response {
    let Some(problem) = response.extensions().get::<Problem>() else {
        return response;
    };
    let mut spoken = (problem.status(), Json(problem.body(language))).into_response();
    spoken.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if problem.status() == StatusCode::SERVICE_UNAVAILABLE {
        spoken.headers_mut().insert(RETRY_AFTER, SHORTLY);
    }
    // A refusal may set cookies.
    for cookie in response.headers().get_all(SET_COOKIE) {
        spoken.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    spoken
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, fields: Vec::new(), issuers: Vec::new(), contention: false }
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        tracing::error!(%error, "a request failed in storage");
        let is_unavailable = error.may_pass() || matches!(error, StorageError::OtherKey);
        let refusal = if is_unavailable { Refusal::Unavailable } else { Refusal::Broken };
        Self { contention: error.is_contention(), ..refusal.into() }
    }
}

impl From<OpenSessionError> for Problem {
    fn from(error: OpenSessionError) -> Self {
        match error {
            // A retry is decided on the coupon's new data.
            OpenSessionError::Changed => Refusal::Unavailable.into(),
            OpenSessionError::Storage(error) => error.into(),
        }
    }
}

impl From<IdTokenRefused> for Problem {
    fn from(refused: IdTokenRefused) -> Self {
        tracing::warn!(reason = %refused, "an ID token was refused");
        match refused {
            IdTokenRefused::Keys(_) => Refusal::LineUnreachable.into(),
            _ => Refusal::IdTokenRefused.into(),
        }
    }
}

impl From<SeatsError> for Problem {
    fn from(error: SeatsError) -> Self {
        match error {
            SeatsError::UnknownVenue => Refusal::VenueUnknown.into(),
            SeatsError::Storage(error) => error.into(),
        }
    }
}

impl From<ChallengeError> for Problem {
    fn from(error: ChallengeError) -> Self {
        match error {
            ChallengeError::Busy => {
                tracing::warn!("a robot check was refused: too many are being created");
                Refusal::Unavailable.into()
            }
            ChallengeError::TooMany => {
                tracing::warn!("a robot check was refused: its address has reached the limit");
                Refusal::TooManyChecks.into()
            }
            ChallengeError::Storage(error) => error.into(),
        }
    }
}

impl From<CheckRefused> for Problem {
    fn from(refused: CheckRefused) -> Self {
        match refused {
            CheckRefused::Storage(error) => error.into(),
            _ => Refusal::RobotCheckFailed.into(),
        }
    }
}

impl From<BookError> for Problem {
    fn from(error: BookError) -> Self {
        match error {
            BookError::UnknownSlot => Refusal::SlotUnknown.into(),
            BookError::Full => Refusal::SlotFull.into(),
            BookError::Closed => Refusal::SlotClosed.into(),
            BookError::AlreadyBooked => Refusal::AlreadyBooked.into(),
            BookError::UsedUp => Refusal::CouponUsedUp.into(),
            // The session has ended, or will with the coupon: the person has to identify themselves
            // again.
            BookError::NotIdentified | BookError::Revoked => Refusal::NotIdentified.into(),
            BookError::ContactMissing => Refusal::ContactMissing.into(),
            BookError::Cancelled => Refusal::BookingCancelled.into(),
            BookError::KeyUsed => Refusal::KeyUsed.into(),
            BookError::Busy => Refusal::Busy.into(),
            BookError::OutOfReach => Refusal::Unavailable.into(),
            BookError::Undecided => Refusal::Broken.into(),
        }
    }
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::UnknownBooking => Refusal::BookingUnknown.into(),
            CancelError::TooLate => Refusal::CancelDeadlinePassed.into(),
            CancelError::NotIdentified => Refusal::NotIdentified.into(),
            CancelError::Storage(error) => error.into(),
        }
    }
}

impl From<HolderError> for Problem {
    fn from(error: HolderError) -> Self {
        match error {
            HolderError::NotIdentified => Refusal::NotIdentified.into(),
            HolderError::Storage(error) => error.into(),
        }
    }
}

impl From<EndSessionError> for Problem {
    fn from(error: EndSessionError) -> Self {
        match error {
            EndSessionError::NotIdentified => Refusal::NotIdentified.into(),
            EndSessionError::Unknown => Refusal::NotFound.into(),
            EndSessionError::Storage(error) => error.into(),
        }
    }
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::NotIdentified => Refusal::NotIdentified.into(),
            LinkError::LineUnknown => Refusal::LineUnknown.into(),
            LinkError::Storage(error) => error.into(),
        }
    }
}
