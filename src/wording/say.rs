//! Everything that the chat can say, as data: one message each.

use chrono::{DateTime, NaiveDate, Utc};

use crate::vaccination::{
    birth_date::BirthDateError,
    booking::Booking,
    coupon::{CouponNumberError, Issuer, Proof},
    faq::Question,
    ids::BookingId,
    person::Person,
};

/// One message of the chat. What is said is decided elsewhere; this holds the facts it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Say {
    /// Greets a person who follows the account for the first time, or again.
    Greeting {
        returning: bool,
    },
    /// Shows what can be done in the chat: the four areas of the rich menu, which LINE for PC does
    /// not show.
    Menu,
    /// Answers a text that was not understood.
    NotUnderstood,
    /// Answers a text that resembles questions of the municipality's FAQ, the closest first.
    Nearest(Vec<Question>),
    /// Answers a button from an earlier version or an earlier conversation.
    OldButton,
    /// Answers a sticker, a picture and the like with a friendly sentence.
    Thanks {
        sticker: bool,
    },
    /// Confirms 「やめる」, or 「キャンセル」 while a coupon is being linked.
    Stopped,
    /// Says that the conversation starts over because it was silent too long.
    StartedOver,
    /// Leads to one of the municipality's own pages.
    Page(Page),
    /// Says that My Page is where the link is removed, because LINE requires it there.
    Unlinking,
    /// Explains linking and shows the terms, with 「同意する」.
    Terms,
    /// Says that the terms have a new version since the button was shown.
    TermsChanged,
    /// Says that the coupon number typed before the terms is kept.
    NumberKept,
    AskNumber,
    NumberRefused(CouponNumberError),
    /// Asks for the birth date; `today` is the last day that the picker offers.
    AskBirthDate {
        today: NaiveDate,
    },
    BirthDateRefused(BirthDateError),
    /// Repeats both and asks whether they are right; `card` as in [`super::Press::Confirm`].
    AskIfRight {
        proof: Proof,
        card: i64,
    },
    /// Asks for the check code of the letter.
    AskCheckCode,
    /// Says that the text is no check code.
    CheckCodeRefused,
    /// Asks which of these municipalities issued the coupon.
    AskIssuer(Vec<Issuer>),
    /// The one sentence for every wrong pair (manual, page 5).
    NotFound,
    /// Says that there were too many failures in a row, and leads to the page with the robot check.
    TooManyFailures,
    /// Says that the number is locked for some hours, and refers to the call centre.
    NumberLocked,
    /// Says that identification by coupon is closed, and refers to the call centre.
    IdentificationClosed,
    Linked(Person),
    /// Leads to the page where coupons are linked; `adds` if it is one more coupon.
    LinkOnPage {
        adds: bool,
    },
    /// Asks the person to unsend a message with numbers or dates, which were not stored.
    AskToUnsend,
    /// Shows one card per person, at least one.
    Bookings(Vec<Standing>),
    NothingToCancel,
    /// Asks which of several bookings to cancel.
    ChooseToCancel,
    /// Asks 「キャンセルしますか？」 (manual, page 18).
    CancelQuestion {
        person: Person,
        booking: Booking,
    },
    /// Says how to cancel, without repeating the question: 「はい」 and the like do not cancel.
    HowToCancel(BookingId),
    /// Says that the booking is unchanged.
    Kept,
    Cancelled {
        person: Person,
        booking: Booking,
    },
    /// Says that the deadline has passed, and refers to the call centre (manual, page 17).
    TooLateToCancel {
        person: Person,
        booking: Booking,
    },
    /// Says that the booking no longer exists.
    BookingGone,
    /// Shows a ticket of the waiting room and the button that leads there.
    Crowded {
        /// The signed ticket.
        place: String,
    },
    /// Says that an internal error occurred.
    Trouble,
    /// Says that the last answer may not have arrived.
    Unsure,
}

/// A page of the municipality's own, one per area of the rich menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Faq,
    Information,
    Manual,
}

/// The state of a person at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub person: Person,
    pub seat: Seat,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seat {
    Booked {
        booking: Box<Booking>,
        /// Whether it can be cancelled online at this moment.
        cancellable: bool,
    },
    /// No booking, and one can be made.
    Free,
    /// No booking, and none can be made before this time.
    OpensAt(DateTime<Utc>),
    /// No booking, and none can be made any more.
    Closed,
}
