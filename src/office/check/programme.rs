//! Rules 10x: when people can book, cancel and are reminded.

use chrono::{DateTime, Timelike, Utc};

use super::{Facts, Level, Rule};
use crate::vaccination::{
    notice::NoticeKind,
    time::{TimeOfDay, in_tokyo},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgrammeFinding {
    /// Bookings are possible already.
    OpensInThePast(DateTime<Utc>),
    ClosesBeforeItOpens,
    Over(DateTime<Utc>),
    /// Seats are released too late to be booked again: days before, of cancelling and booking.
    CancelAfterBooking {
        cancel: u32,
        book: u32,
    },
    RemindedAtNight(TimeOfDay),
    FewPercent(u8),
    /// In the middle of the night, or a date given without its hour.
    OpensAtNight(DateTime<Utc>),
    /// The reminder is not pushed, and there is no mail server.
    NobodyIsReminded,
}

impl ProgrammeFinding {
    pub(super) fn rule(&self) -> Rule {
        match self {
            Self::OpensInThePast(_) => (101, Level::Warning),
            Self::ClosesBeforeItOpens => (102, Level::Error),
            Self::Over(_) => (103, Level::Error),
            Self::CancelAfterBooking { .. } => (104, Level::Warning),
            Self::RemindedAtNight(_) => (105, Level::Warning),
            Self::FewPercent(_) => (106, Level::Warning),
            Self::OpensAtNight(_) => (107, Level::Warning),
            Self::NobodyIsReminded => (108, Level::Error),
        }
    }
}

pub(super) fn look(facts: &Facts) -> Vec<ProgrammeFinding> {
    let programme = &facts.programme;
    let mut found = Vec::new();
    if programme.closes_at <= programme.opens_at {
        found.push(ProgrammeFinding::ClosesBeforeItOpens);
    } else if programme.closes_at <= facts.now {
        found.push(ProgrammeFinding::Over(programme.closes_at));
    } else if programme.opens_at <= facts.now {
        found.push(ProgrammeFinding::OpensInThePast(programme.opens_at));
    }
    let (cancel, book) = (programme.cancel_until_days_before, programme.book_until_days_before);
    if cancel < book {
        found.push(ProgrammeFinding::CancelAfterBooking { cancel, book });
    }
    if !(8..21).contains(&(programme.remind_at.minutes() / 60)) {
        found.push(ProgrammeFinding::RemindedAtNight(programme.remind_at));
    }
    if programme.few_percent == 0 || programme.few_percent >= 100 {
        found.push(ProgrammeFinding::FewPercent(programme.few_percent));
    }
    if !(6..22).contains(&in_tokyo(programme.opens_at).hour()) {
        found.push(ProgrammeFinding::OpensAtNight(programme.opens_at));
    }
    if facts.service.mail_from.is_none() && !facts.pushed.contains(&NoticeKind::Reminder) {
        found.push(ProgrammeFinding::NobodyIsReminded);
    }
    found
}
