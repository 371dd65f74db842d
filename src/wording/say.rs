//! Everything that can be said in the chat, as facts: one message each.

use chrono::{DateTime, NaiveDate, Utc};

use crate::vaccination::{
    birth_date::BirthDateError,
    booking::Booking,
    coupon::{CouponNumberError, Issuer, Proof},
    faq::Question,
    ids::BookingId,
    person::Person,
};

/// One message. What is said was decided elsewhere; here stand the facts it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Say {
    /// To someone who follows us for the first time, or again.
    Greeting {
        returning: bool,
    },
    /// What can be done here: the four areas of the rich menu, which no PC shows.
    Menu,
    /// Typed words that mean nothing to us.
    NotUnderstood,
    /// Typed words that are near to questions of the municipality's FAQ, the nearest first.
    Nearest(Vec<Question>),
    /// A button from an earlier version or an earlier talk.
    OldButton,
    /// A sticker, a picture and the like: a kind word.
    Thanks {
        sticker: bool,
    },
    /// 「やめる」 was said, or 「キャンセル」 in the middle of linking.
    Stopped,
    /// The talk had been silent for so long that it begins again.
    StartedOver,
    /// The municipality's own pages.
    Page(Page),
    /// Where the link to LINE is untied: on My Page, because LINE wants it there.
    Unlinking,
    /// What linking is, and the terms, with 「同意する」.
    Terms,
    /// The terms have a new version since the button was drawn.
    TermsChanged,
    /// A coupon number was typed before the terms were shown; it is kept.
    NumberKept,
    AskNumber,
    NumberRefused(CouponNumberError),
    /// Asks for the birth date, `today` being the last day the picker offers.
    AskBirthDate {
        today: NaiveDate,
    },
    BirthDateRefused(BirthDateError),
    /// Repeats both and asks if they are right; `card` as in [`super::Press::Confirm`].
    AskIfRight {
        proof: Proof,
        card: i64,
    },
    /// Asks for the check code of the letter.
    AskCheckCode,
    /// What was typed is no check code.
    CheckCodeRefused,
    /// Asks which of these municipalities issued the coupon.
    AskIssuer(Vec<Issuer>),
    /// The one sentence for every wrong pair (manual, page 5).
    NotFound,
    /// Too many failures in a row: the page with the robot check helps on.
    TooManyFailures,
    /// The number is locked for a time: the call centre can help.
    NumberLocked,
    /// Identification by coupon is closed: the call centre can help.
    IdentificationClosed,
    Linked(Person),
    /// Linking happens on a page; `adds` where one more coupon is to be linked.
    LinkOnPage {
        adds: bool,
    },
    /// Asks the person to unsend a message with numbers or dates, which were not stored.
    AskToUnsend,
    /// A card for each person, at least one.
    Bookings(Vec<Standing>),
    NothingToCancel,
    /// Several bookings can be cancelled: which one is meant?
    ChooseToCancel,
    /// 「キャンセルしますか？」 (manual, page 18).
    CancelQuestion {
        person: Person,
        booking: Booking,
    },
    /// 「はい」 and the like do not cancel: says what does, without putting the question again.
    HowToCancel(BookingId),
    /// The booking stays as it is.
    Kept,
    Cancelled {
        person: Person,
        booking: Booking,
    },
    /// The deadline has passed: the call centre can help (manual, page 17).
    TooLateToCancel {
        person: Person,
        booking: Booking,
    },
    /// There is no such booking any more.
    BookingGone,
    /// Many people wait before the pages: a place in the line, and the button that leads to it.
    Crowded {
        /// The signed place.
        place: String,
    },
    /// Something broke on our side.
    Trouble,
    /// Whether our last answer arrived is not known.
    Unsure,
}

/// A page of the municipality's own, one per area of the rich menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Faq,
    Information,
    Manual,
}

/// Where a person stands at this moment.
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
    /// No booking, and none can be made before this moment.
    OpensAt(DateTime<Utc>),
    /// No booking, and none can be made any more.
    Closed,
}
