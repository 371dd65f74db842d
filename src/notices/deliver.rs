//! Delivering what is owed: by LINE push where the person is linked, by mail where LINE cannot.

use std::{collections::BTreeMap, pin::pin};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{
    FutureExt, StreamExt,
    future::{Fuse, FusedFuture},
    stream::FuturesUnordered,
};
use secrecy::ExposeSecret;

use super::{
    Notices,
    backoff::{is_forgotten, next_try},
    reasons,
};
use crate::{
    line::{LineError, RetryKey, UserId, message::Outgoing},
    mail::Letter,
    storage::{Account, Begun, OwedNotice, StorageError},
    vaccination::{ids::CouponId, language::Language, notice::Notice, person::Person, time::Clock},
    wording::{self, Voice},
};

/// How long a notice taken for sending is left to its sender before another may take it: longer
/// than all of one person's take when LINE is at its slowest.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How many are sent at the same time.
const SIDE_BY_SIDE: usize = 40;

/// What became of one attempt.
enum Outcome {
    Sent(&'static str),
    /// Worth trying again with the same retry key.
    Later(&'static str),
    /// This way leads nowhere.
    Failed(&'static str),
    /// It took so long that another has taken it up.
    NotOurs,
}

impl Outcome {
    fn count(&self, kind: &'static str) {
        let (way, outcome) = match self {
            Self::Sent(via) => (*via, "sent"),
            Self::Later(_) => ("none", "later"),
            Self::Failed(_) => ("none", "failed"),
            Self::NotOurs => return,
        };
        metrics::counter!(
            "sesshu_notices_total", "kind" => kind, "way" => way, "outcome" => outcome
        )
        .increment(1);
    }
}

/// A person's notices one after the other, as they came to be owed.
fn by_person(owed: Vec<OwedNotice>) -> impl Iterator<Item = Vec<OwedNotice>> {
    let mut people: BTreeMap<CouponId, Vec<OwedNotice>> = BTreeMap::new();
    for notice in owed {
        people.entry(notice.coupon).or_default().push(notice);
    }
    people.into_values().map(|mut theirs| {
        theirs.sort_by_key(|notice| notice.id);
        theirs
    })
}

impl Notices {
    /// Sends what is owed and not leased by another; returns how many were taken. What cannot be
    /// sent now is tried again later, and what cannot be sent at all stays on record as failed.
    pub async fn deliver(&self, clock: &dyn Clock) -> Result<usize, StorageError> {
        let mut taken = self.deliver_together(clock).await?;
        let (mut outcome, mut look) = (Ok(()), true);
        let mut under_way = FuturesUnordered::new();
        // Polled beside them: one of them may hold the database's only writer.
        let mut leasing = pin!(Fuse::terminated());
        loop {
            let free = SIDE_BY_SIDE.saturating_sub(under_way.len());
            // Not one by one: leasing is a transaction.
            if look && leasing.is_terminated() && free >= SIDE_BY_SIDE / 2 {
                leasing.set(self.store.lease_notices(clock.now(), LEASE, free as u64).fuse());
                look = false;
            }
            if leasing.is_terminated() && under_way.is_empty() {
                return outcome.map(|()| taken);
            }
            tokio::select! {
                owed = &mut leasing, if !leasing.is_terminated() => match owed {
                    Ok(owed) => {
                        look |= !owed.is_empty();
                        taken += owed.len();
                        under_way.extend(by_person(owed).map(|it| self.deliver_all(it, clock)));
                    }
                    Err(error) => outcome = outcome.and(Err(error)),
                },
                Some(settled) = under_way.next() => {
                    look = outcome.is_ok();
                    outcome = outcome.and(settled);
                }
            }
        }
    }

    async fn deliver_all(
        &self,
        theirs: Vec<OwedNotice>,
        clock: &dyn Clock,
    ) -> Result<(), StorageError> {
        for notice in theirs {
            self.deliver_one(&notice, clock).await?;
        }
        Ok(())
    }

    async fn deliver_one(
        &self,
        notice: &OwedNotice,
        clock: &dyn Clock,
    ) -> Result<(), StorageError> {
        let now = clock.now();
        if let Some(reason) = is_over(notice, now) {
            return self.settle(notice, Outcome::Failed(reason), now).await;
        }
        let outcome = match self.send(notice, now).await {
            // Nobody else's notice waits for a record that cannot be read.
            Err(StorageError::Corrupt(place)) => {
                tracing::error!(notice = %notice.id, %place, "a record is corrupt");
                Outcome::Failed(reasons::CORRUPT)
            }
            outcome => outcome?,
        };
        self.settle(notice, outcome, clock.now()).await
    }

    /// By LINE where that reaches them; mail follows only where LINE has certainly not taken it.
    async fn send(&self, notice: &OwedNotice, now: DateTime<Utc>) -> Result<Outcome, StorageError> {
        let person = self.store.person(notice.coupon).await?;
        let by_line = match self.addressee(notice, now).await? {
            Ok(account) => self.push(notice, &account, person.as_ref()).await?,
            Err(reason) => Outcome::Failed(reason),
        };
        match (by_line, notice.begun) {
            // Nobody is left whom LINE could be asked about.
            (Outcome::Failed(reasons::NOT_LINKED), Some(Begun::Line(_))) => {
                Ok(Outcome::Failed(reasons::NOT_KNOWN))
            }
            (Outcome::Failed(_), _) => self.mail(notice, person.as_ref()).await,
            (outcome, _) => Ok(outcome),
        }
    }

    /// Whom to push it to, or why to nobody. A push that was begun goes to the same account until
    /// LINE has told what became of it, whatever that person has done since.
    async fn addressee(
        &self,
        notice: &OwedNotice,
        now: DateTime<Utc>,
    ) -> Result<Result<Account, &'static str>, StorageError> {
        let account = match (notice.begun, notice.account) {
            (Some(Begun::Mail), _) => return Ok(Err(reasons::MAILED)),
            (Some(Begun::Line(begun)), _) => Some(begun),
            (None, Some(former)) => Some(former),
            (None, None) => self.store.account_of(notice.coupon).await?,
        };
        let account = match account {
            Some(id) => self.store.account(id).await?,
            None => None,
        };
        let Some(account) = account else { return Ok(Err(reasons::NOT_LINKED)) };
        if notice.begun.is_some() {
            return Ok(Ok(account));
        }
        if !self.pushed.contains(&notice.notice.kind()) && !notice.notice.is_urgent() {
            return Ok(Err(reasons::NOT_PUSHED));
        }
        let is_friend = self.is_friend(&account, now).await?;
        Ok(if is_friend { Ok(account) } else { Err(reasons::NO_FRIEND) })
    }

    /// LINE answers 200 for people who never were friends or have blocked us, and tells the profile
    /// of friends only: whoever is not known to be one is asked about once.
    async fn is_friend(&self, account: &Account, now: DateTime<Utc>) -> Result<bool, StorageError> {
        if let Some(friend) = account.friend {
            return Ok(friend);
        }
        let Ok(user) = account.user_id.expose_secret().parse::<UserId>() else { return Ok(false) };
        let Ok(profile) = self.line.profile(&user).await else { return Ok(true) };
        let tx = self.store.begin().await?;
        tx.set_friend(account.id, profile.is_some(), now).await?;
        tx.commit().await?;
        Ok(profile.is_some())
    }

    async fn push(
        &self,
        notice: &OwedNotice,
        account: &Account,
        person: Option<&Person>,
    ) -> Result<Outcome, StorageError> {
        let voice = self.voice(Language::from_line(account.language.as_deref()));
        let message = wording::notice(&notice.notice, person, &voice);
        let (Ok(outgoing), Ok(user)) =
            (Outgoing::new([message]), account.user_id.expose_secret().parse::<UserId>())
        else {
            return Ok(Outcome::Failed(reasons::UNSENDABLE));
        };
        if !self.store.begin_notice(notice, Begun::Line(account.id)).await? {
            return Ok(Outcome::NotOurs);
        }
        let reason = match self.line.push(&user, &outgoing, RetryKey(notice.retry_key)).await {
            Ok(_) => return Ok(Outcome::Sent("line")),
            Err(LineError::QuotaReached) => reasons::QUOTA,
            Err(error) if error.may_retry() => return Ok(Outcome::Later(reasons::NOT_TAKEN)),
            Err(_) => reasons::REFUSED,
        };
        self.store.end_notice(notice).await?;
        Ok(Outcome::Failed(reason))
    }

    async fn mail(
        &self,
        notice: &OwedNotice,
        person: Option<&Person>,
    ) -> Result<Outcome, StorageError> {
        let contact = self.store.contact(notice.coupon).await?;
        let Some((to, language)) = contact.and_then(|it| Some((it.email?, it.language))) else {
            return Ok(Outcome::Failed(reasons::NO_WAY));
        };
        let Some(post) = &self.post else {
            return Ok(Outcome::Failed(reasons::NO_SERVER));
        };
        if !self.store.begin_notice(notice, Begun::Mail).await? {
            return Ok(Outcome::NotOurs);
        }
        let mail = wording::mail(&notice.notice, person, &self.voice(language));
        let letter = Letter { subject: mail.subject, text: mail.text, html: mail.html };
        // One Message-ID for all attempts, so that a copy can be told from a second letter.
        Ok(match post.send(&to, letter, notice.retry_key).await {
            Ok(()) => Outcome::Sent("mail"),
            Err(error) if error.may_retry() => Outcome::Later(reasons::MAIL_NOT_TAKEN),
            Err(_) => {
                self.store.end_notice(notice).await?;
                Outcome::Failed(reasons::MAIL_REFUSED)
            }
        })
    }

    async fn settle(
        &self,
        notice: &OwedNotice,
        outcome: Outcome,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let (id, kind) = (notice.id, notice.notice.kind().as_str());
        outcome.count(kind);
        match outcome {
            Outcome::Sent(via) => {
                tracing::info!(notice = %id, kind, via, "a notice was sent");
                self.store.notice_sent(id, via, now).await
            }
            Outcome::Later(reason) => {
                let first = notice.first_tried_at;
                match next_try(notice.attempts, first, now, notice.retry_key) {
                    Some(at) => {
                        tracing::warn!(notice = %id, kind, reason, "a notice will be tried again");
                        self.store.notice_retry(id, at, reason).await
                    }
                    None => self.store.notice_failed(id, reason, now).await,
                }
            }
            Outcome::Failed(reason) => {
                tracing::warn!(notice = %id, kind, reason, "a notice cannot be delivered");
                self.store.notice_failed(id, reason, now).await
            }
            Outcome::NotOurs => Ok(()),
        }
    }

    pub(super) fn voice(&self, language: Language) -> Voice<'_> {
        Voice {
            language,
            municipality: &self.municipality,
            programme: &self.programme,
            pages: &self.pages,
        }
    }
}

/// Why it is not to be sent any more, if it is not.
fn is_over(notice: &OwedNotice, now: DateTime<Utc>) -> Option<&'static str> {
    match &notice.notice {
        Notice::Reminder(booking) if booking.slot.starts_at() <= now => Some(reasons::TOO_LATE),
        Notice::Suspension(booking, _) | Notice::Resumption(booking)
            if booking.slot.ends_at() <= now =>
        {
            Some(reasons::TOO_LATE)
        }
        _ => {
            is_forgotten(notice.attempts, notice.first_tried_at, now).then_some(reasons::NOT_KNOWN)
        }
    }
}
