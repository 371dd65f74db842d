//! The check before opening: what is wrong in settings and data, found while there is time.
//!
//! [`Facts`] holds what the rules look at, read once. A rule is a pure function from facts to
//! [`Finding`]s, in a file per family; a finding has a number that stays the same for ever, says
//! how bad it is, and carries what one has to know to mend it. The sentences are the command
//! line's.
//!
//! Numbers: 10x the programme's rules, 12x texts and service, 20x slots, 30x venues, 40x coupons,
//! 50x LINE, 60x the database.

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

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Residents would meet it: it has to be mended before opening.
    Error,
    /// It may be meant: somebody has to look.
    Warning,
}

/// A rule's number and how bad it is to break it.
pub type Rule = (u16, Level);

/// Something that is wrong, or looks like it.
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

/// Everything that is wrong, in the order of the rules' numbers.
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
