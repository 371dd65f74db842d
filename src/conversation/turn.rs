//! One turn of a talk, before it is known when it happened.

use chrono::{DateTime, Utc};

use super::{
    Ask, Facts, Move, Why, linking,
    talk::{Step, Talk},
};
use crate::wording::Say;

/// What to say, what to ask, and the question that is open then.
pub(super) struct Turn {
    pub(super) say: Vec<Say>,
    pub(super) ask: Option<Ask>,
    pub(super) step: Step,
}

impl Turn {
    /// Says this; the question is open then.
    pub(super) fn say(step: Step, say: impl Into<Vec<Say>>) -> Self {
        Self { say: say.into(), ask: None, step }
    }

    /// Says this; no question is open then.
    pub(super) fn rest(say: impl Into<Vec<Say>>) -> Self {
        Self::say(Step::Idle, say)
    }

    /// Asks reception; the question stays open until it answers.
    pub(super) fn ask(step: Step, ask: Ask) -> Self {
        Self { say: Vec::new(), ask: Some(ask), step }
    }

    /// Says first that nothing was cancelled, where the talk has turned from the question whether to
    /// cancel to something else. The question is put again only where it is asked for.
    pub(super) fn after_cancel_question(mut self) -> Self {
        let is_about_cancelling = match &self.ask {
            Some(ask) => !matches!(ask, Ask::Bookings(Why::ToShow)),
            None => matches!(self.step, Step::CancelQuestion { .. }),
        };
        if is_about_cancelling {
            return self;
        }
        if self.ask.is_some() {
            self.step = Step::Idle;
        }
        if !self.say.contains(&Say::Kept) {
            self.say.insert(0, Say::Kept);
        }
        self
    }

    /// Events may come out of order: `heard_last` may be later than `occurred_at`, and then stays.
    pub(super) fn into_move(
        self,
        heard_last: Option<DateTime<Utc>>,
        occurred_at: DateTime<Utc>,
    ) -> Move {
        let touched_at = heard_last.max(Some(occurred_at));
        Move { say: self.say, ask: self.ask, next: Talk { step: self.step, touched_at } }
    }
}

/// Says something besides the open question, then puts that question again; without one, shows
/// what can be done. The question whether to cancel is dropped: it is not put without being asked
/// for.
pub(super) fn besides(step: Step, say: Say, facts: &Facts<'_>) -> Turn {
    if matches!(step, Step::CancelQuestion { .. }) {
        return Turn::rest([say]);
    }
    let mut turn = again(step, facts);
    turn.say.insert(0, say);
    turn
}

/// Says something, then puts the open question again where there is one.
pub(super) fn aside(step: Step, say: Say, facts: &Facts<'_>) -> Turn {
    if step == Step::Idle { Turn::rest([say]) } else { besides(step, say, facts) }
}

/// Puts the open question again; without one, shows what can be done.
pub(super) fn again(step: Step, facts: &Facts<'_>) -> Turn {
    let today = facts.today();
    let question = match &step {
        Step::Idle | Step::CancelQuestion { .. } => return Turn::rest([Say::Menu]),
        Step::Terms { number, .. } => return linking::begin(number.clone(), facts),
        Step::CouponNumber { .. } => Say::AskNumber,
        Step::BirthDate { .. } => Say::AskBirthDate { today },
        Step::Confirm { proof, card, .. } => Say::AskIfRight { proof: proof.clone(), card: *card },
        Step::CheckCode { .. } => Say::AskCheckCode,
        Step::Issuer { issuers, .. } => Say::AskIssuer(issuers.clone()),
    };
    Turn::say(step, [question])
}

/// 「やめる」: leaves whatever question is open.
pub(super) fn stop(step: &Step) -> Turn {
    match step {
        Step::CancelQuestion { .. } => Turn::rest([Say::Kept]),
        _ => Turn::rest([Say::Stopped, Say::Menu]),
    }
}
