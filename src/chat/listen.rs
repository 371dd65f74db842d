//! Handles one event: runs the conversation and sends its answer.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Chat, ChatError,
    answer::Answer,
    moment::Moment,
    patience::with_patience,
    reply::{Delivery, Waiting},
};
use crate::{
    conversation::{self, Facts, Heard, Talk},
    line::{
        UserId,
        event::{Event, What},
    },
    storage::{KeptEvent, Write},
    vaccination::{
        ids::{AccountId, BookingId},
        notice::NoticeKind,
        time::Clock,
    },
    wording::{Language, Say},
};

const LOADING_SECONDS: u8 = 20;
/// The silence after which LINE is queried again for the person's language.
const LANGUAGE_HOLDS: TimeDelta = TimeDelta::days(1);

/// The messages of a transition and the conversation state after it.
pub(super) struct Talked {
    pub(super) language: Language,
    pub(super) say: Vec<Say>,
    pub(super) talk: Talk,
}

impl Chat {
    /// Handles one event and completes it.
    pub(super) async fn listen(
        &self,
        kept: &KeptEvent,
        event: &Event,
        clock: &dyn Clock,
    ) -> Result<(), ChatError> {
        let now = clock.now();
        // In standby another module answers the chat (LINE: "should send nothing"), and no
        // coupon is discussed in a group.
        let person = event.user.as_ref().filter(|_| !event.standby && !event.in_group);
        let Some(user) = person else {
            return self.finish(kept, None, now).await;
        };
        if matches!(event.what, What::Unfollow) {
            let account = self.desk.account(user.as_str(), now).await?;
            self.desk.set_friend(account, false, event.occurred_at, now).await?;
        }
        if let What::Unsend { message_id } = &event.what {
            return self.forget(kept, user, message_id, now).await;
        }
        let Some(heard) = heard(&event.what) else {
            return self.finish(kept, None, now).await;
        };
        let answer = if let Some(answer) = Answer::kept(kept) {
            self.begin(kept, &answer, None, clock).await?.then_some(answer)
        } else {
            let talk = Box::pin(self.talk(event, user, heard, Moment::of(kept, now)));
            let talked = with_patience(talk, self.show_that_we_think(user)).await?;
            if talked.say.is_empty() || event.reply_token.is_none() {
                return self.finish(kept, Some((user, &talked.talk)), now).await;
            }
            self.fix(kept, user, &talked, clock).await?
        };
        let (Some(answer), Some(token)) = (answer, &event.reply_token) else { return Ok(()) };
        let waiting = Waiting { kept, user, token };
        let told = match self.say(&waiting, &answer, clock).await? {
            Delivery::Delivered => true,
            Delivery::InDoubt => false,
            Delivery::Superseded => return Ok(()),
        };
        self.answered(kept, answer.cancelled().filter(|_| told), clock.now()).await
    }

    async fn show_that_we_think(&self, user: &UserId) {
        if let Err(error) = self.line.loading(user, LOADING_SECONDS).await {
            tracing::debug!(%error, "could not show the loading indicator");
        }
    }

    /// Erases an unsent message from the inbox and from the conversation. Nothing is answered: LINE
    /// gives no reply token for it.
    async fn forget(
        &self,
        kept: &KeptEvent,
        user: &UserId,
        message_id: &str,
        now: DateTime<Utc>,
    ) -> Result<(), ChatError> {
        let talk = self.talk_of(user).await?.without_what_was_typed();
        let tx = self.store.begin().await?;
        if tx.finish_event(kept, now).await? == Write::Skipped {
            return Ok(());
        }
        tx.erase_unsent(message_id, now).await?;
        tx.save_talk(user.as_str(), talk.to_record().as_bytes(), now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn talk_of(&self, user: &UserId) -> Result<Talk, ChatError> {
        let kept = self.store.talk(user.as_str()).await?;
        Ok(kept.map_or_else(Talk::default, |kept| {
            Talk::from_record(&String::from_utf8_lossy(&kept.state))
        }))
    }

    /// Apologizes to the sender of an event that cannot be processed, unless another answer was
    /// stored before.
    pub(super) async fn regret(&self, kept: &KeptEvent, event: &Event, clock: &dyn Clock) {
        let (Some(user), Some(token), None) = (&event.user, &event.reply_token, &kept.answer)
        else {
            return;
        };
        let told = async {
            let account = self.desk.account(user.as_str(), clock.now()).await?;
            let answer = self.worded(&[Say::Trouble], self.language(account).await?)?;
            if self.begin(kept, &answer, None, clock).await? {
                let _delivery = self.say(&Waiting { kept, user, token }, &answer, clock).await?;
            }
            Ok::<_, ChatError>(())
        };
        if let Err(error) = told.await {
            tracing::warn!(
                %error, event = %kept.event_id,
                "could not send an apology for a failed event"
            );
        }
    }

    async fn talk(
        &self,
        event: &Event,
        user: &UserId,
        heard: Heard,
        moment: Moment,
    ) -> Result<Talked, ChatError> {
        let Moment { occurred_at, said_at, now } = moment;
        let account = self.meet(user, event, now).await?;
        let language = self.language(account).await?;
        let facts = Facts {
            now: said_at,
            occurred_at,
            programme: self.desk.programme(),
            faq: &self.municipality.faq,
            terms_version: &self.municipality.terms.version,
            links_in_chat: self.identity_in_chat,
            asks_check_code: self.desk.identity().check_code,
            identification_closed: self.desk.identity().closed,
        };
        let talk = self.talk_of(user).await?;
        let mut step = conversation::hear(talk, heard, &facts);
        let mut say = step.say;
        while let Some(ask) = step.ask {
            let answer = self.ask(account, ask, moment).await?;
            step = conversation::answer(step.next, answer, &facts);
            say.append(&mut step.say);
        }
        let say = self.with_place_in_line(user, say, now).await;
        Ok(Talked { language, say, talk: step.next })
    }

    /// Returns the sender's account. A follow marks the account as a friend. The language is
    /// queried on a follow and when the person has been silent for a day, because it may have
    /// changed, and because some people were friends of the account before this service received
    /// its events.
    async fn meet(
        &self,
        user: &UserId,
        event: &Event,
        now: DateTime<Utc>,
    ) -> Result<AccountId, ChatError> {
        let account = self.desk.account(user.as_str(), now).await?;
        let follows = matches!(event.what, What::Follow { .. });
        if follows {
            self.desk.set_friend(account, true, event.occurred_at, now).await?;
        }
        if follows || self.has_been_silent(user, now).await? {
            self.learn_language(user, account).await?;
        }
        Ok(account)
    }

    async fn has_been_silent(&self, user: &UserId, now: DateTime<Utc>) -> Result<bool, ChatError> {
        let kept = self.store.talk(user.as_str()).await?;
        Ok(kept.is_none_or(|kept| now - kept.updated_at >= LANGUAGE_HOLDS))
    }

    /// Queries the language. If LINE does not answer, the known language is kept, Japanese at
    /// first.
    async fn learn_language(&self, user: &UserId, account: AccountId) -> Result<(), ChatError> {
        let Ok(Some(profile)) = self.line.profile(user).await else { return Ok(()) };
        let Some(tag) = profile.language else { return Ok(()) };
        Ok(self.desk.set_language(account, &tag).await?)
    }

    async fn language(&self, account: AccountId) -> Result<Language, ChatError> {
        let account = self.store.account(account).await?;
        Ok(Language::from_line(account.and_then(|account| account.language).as_deref()))
    }

    /// Stores the conversation state and erases the event, in one transaction.
    async fn finish(
        &self,
        event: &KeptEvent,
        talk: Option<(&UserId, &Talk)>,
        now: DateTime<Utc>,
    ) -> Result<(), ChatError> {
        let tx = self.store.begin().await?;
        if tx.finish_event(event, now).await? == Write::Skipped {
            tracing::warn!(event = %event.event_id, "an event took longer than its lease");
            return Ok(());
        }
        if let Some((user, talk)) = talk {
            tx.save_talk(user.as_str(), talk.to_record().as_bytes(), now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Erases an event and its answer, and records the cancellations that the answer has reported.
    async fn answered(
        &self,
        event: &KeptEvent,
        told: impl Iterator<Item = BookingId>,
        now: DateTime<Utc>,
    ) -> Result<(), ChatError> {
        let tx = self.store.begin().await?;
        if tx.finish_event(event, now).await? == Write::Skipped {
            tracing::warn!(event = %event.event_id, "an event took longer than its lease");
            return Ok(());
        }
        for booking in told {
            tx.notice_told(booking, NoticeKind::Cancellation, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Converts an event into an input of the conversation; `None` if it gets no answer.
fn heard(what: &What) -> Option<Heard> {
    match what.clone() {
        What::Follow { returning } => Some(Heard::Followed { returning }),
        What::Text { text, .. } => Some(Heard::Text(text)),
        What::Postback { data, date } => Some(Heard::Pressed { data, date }),
        What::OtherMessage { kind, .. } => Some(Heard::OtherMessage { kind }),
        What::Unfollow | What::Unsend { .. } | What::Unknown { .. } => None,
    }
}
