//! One turn of a conversation, before the time of its event is added.

use chrono::{DateTime, Utc};

use super::{
    Ask, Facts, Move, Why, linking,
    talk::{Step, Talk},
};
use crate::wording::Say;

/// What to say, which effect to execute, and the question that is open afterwards.
pub(super) struct Turn {
    pub(super) say: Vec<Say>,
    pub(super) ask: Option<Ask>,
    pub(super) step: Step,
}

impl Turn {
    /// Says `say` and leaves the question of `step` open.
    pub(super) fn say(step: Step, say: impl Into<Vec<Say>>) -> Self {
        Self { say: say.into(), ask: None, step }
    }

    /// Says `say` and leaves no question open.
    pub(super) fn rest(say: impl Into<Vec<Say>>) -> Self {
        Self::say(Step::Idle, say)
    }

    /// Requests an effect. The question stays open until its result arrives.
    pub(super) fn ask(step: Step, ask: Ask) -> Self {
        Self { say: Vec::new(), ask: Some(ask), step }
    }

    /// Says first that nothing was cancelled, if the conversation has moved from the question
    /// whether to cancel to something else. That question is not repeated unless the person asks
    /// for it.
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

    /// Adds the times. Events may arrive out of order: a `heard_last` later than `occurred_at` is
    /// kept.
    pub(super) fn into_move(
        self,
        heard_last: Option<DateTime<Utc>>,
        occurred_at: DateTime<Utc>,
    ) -> Move {
        let touched_at = heard_last.max(Some(occurred_at));
        Move { say: self.say, ask: self.ask, next: Talk { step: self.step, touched_at } }
    }
}

/// Says `say` in addition to the open question, then repeats that question; without one, shows what
/// can be done. The question whether to cancel is dropped, since it is never put unless the person
/// asks for it.
pub(super) fn besides(step: Step, say: Say, facts: &Facts<'_>) -> Turn {
    if matches!(step, Step::CancelQuestion { .. }) {
        return Turn::rest([say]);
    }
    let mut turn = again(step, facts);
    turn.say.insert(0, say);
    turn
}

/// Says `say`, then repeats the open question if there is one.
pub(super) fn aside(step: Step, say: Say, facts: &Facts<'_>) -> Turn {
    if step == Step::Idle { Turn::rest([say]) } else { besides(step, say, facts) }
}

/// Repeats the open question; without one, shows what can be done.
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

/// Handles 「やめる」: drops the open question.
pub(super) fn stop(step: &Step) -> Turn {
    match step {
        Step::CancelQuestion { .. } => Turn::rest([Say::Kept]),
        _ => Turn::rest([Say::Stopped, Say::Menu]),
    }
}
