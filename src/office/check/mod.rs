//! The check before opening: finds what is wrong in settings and data while there is time.
//!
//! [`Facts`] holds what the rules examine, read once. A rule is a pure function from facts to
//! [`Finding`]s, in one file per family. A finding has a number that never changes and a level, and
//! carries the values needed to correct it. The command line has the texts.
//!
//! Numbers: 10x the programme's rules, 12x texts and service, 20x and 21x slots, 30x venues, 40x
//! coupons, 50x LINE, 60x the database.

mod coupons;
mod database;
mod facts;
mod line;
mod overview;
mod programme;
mod sequence;
mod slots;
mod texts;
mod venues;

#[cfg(test)]
mod tests;

pub use self::{
    coupons::CouponFinding,
    database::DatabaseFinding,
    facts::{Allowance, Data, Facts, LineFacts, ProofFacts, ServiceFacts, SlotFact},
    line::LineFinding,
    overview::OverviewFinding,
    programme::ProgrammeFinding,
    slots::{Cases, SlotFinding, Time},
    texts::TextFinding,
    venues::VenueFinding,
};

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Residents would notice: it has to be corrected before opening.
    Error,
    /// It may be intended: a person has to decide.
    Warning,
}

/// A rule's number and level.
pub type Rule = (u16, Level);

/// Something that is wrong, or looks wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    Programme(ProgrammeFinding),
    Text(TextFinding),
    Slot(SlotFinding),
    Overview(OverviewFinding),
    Venue(VenueFinding),
    Coupon(CouponFinding),
    Line(LineFinding),
    Database(DatabaseFinding),
}

impl Finding {
    fn rule(&self) -> Rule {
        match self {
            Self::Programme(it) => it.rule(),
            Self::Text(it) => it.rule(),
            Self::Slot(it) => it.rule(),
            Self::Overview(it) => it.rule(),
            Self::Venue(it) => it.rule(),
            Self::Coupon(it) => it.rule(),
            Self::Line(it) => it.rule(),
            Self::Database(it) => it.rule(),
        }
    }

    pub fn number(&self) -> u16 {
        self.rule().0
    }

    pub fn level(&self) -> Level {
        self.rule().1
    }
}

/// Runs all rules; returns the findings in the order of the rules' numbers.
pub fn check(facts: &Facts) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(programme::look(facts).into_iter().map(Finding::Programme));
    found.extend(texts::look(facts).into_iter().map(Finding::Text));
    found.extend(line::look(facts).into_iter().map(Finding::Line));
    match &facts.data {
        Data::Unreadable(why) => found.push(Finding::Database(why.clone())),
        Data::Read { venues, slots, coupons, proofs } => {
            found.extend(slots::look(facts, venues, slots).into_iter().map(Finding::Slot));
            found.extend(overview::look(venues, slots).into_iter().map(Finding::Overview));
            found.extend(venues::look(facts, venues, slots).into_iter().map(Finding::Venue));
            found.extend(coupons::look(facts, coupons, proofs).into_iter().map(Finding::Coupon));
        }
    }
    found.sort_by_key(Finding::number);
    found
}
