//! The responses that people got: all that the checker knows of the service.

/// A person's responses, in the order in which they arrived.
#[derive(Default, Clone)]
pub(crate) struct Answers {
    pub(crate) booked: Vec<Booked>,
    pub(crate) cancelled: Vec<i64>,
    /// Bookings whose cancellation was requested, whatever the response.
    pub(crate) cancels_asked: Vec<i64>,
    pub(crate) refused: usize,
    /// Requests refused because the session had ended with the coupon.
    pub(crate) unauthorized: usize,
    /// Connections that ended without a response, and server errors while the service was
    /// unavailable.
    pub(crate) unanswered: usize,
}

#[derive(Clone)]
pub(crate) struct Booked {
    pub(crate) key: String,
    pub(crate) slot: i64,
    pub(crate) booking: i64,
}
