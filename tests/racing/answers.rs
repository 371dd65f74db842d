//! What people were answered: all that the checker knows of the service.

/// A person's answers, in the order in which they came.
#[derive(Default, Clone)]
pub(crate) struct Answers {
    pub(crate) booked: Vec<Booked>,
    pub(crate) cancelled: Vec<i64>,
    /// Asked for, whatever was answered.
    pub(crate) cancels_asked: Vec<i64>,
    pub(crate) refused: usize,
    /// Asked when the session had ended with the coupon.
    pub(crate) unauthorized: usize,
    /// Connections that ended without an answer, and answers that nobody was there to give.
    pub(crate) unanswered: usize,
}

#[derive(Clone)]
pub(crate) struct Booked {
    pub(crate) key: String,
    pub(crate) slot: i64,
    pub(crate) booking: i64,
}
