//! Chooses the delivery method of one notification: LINE push if the person is linked, mail if LINE
//! does not reach them.

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;

use super::{Notices, backoff::next_try, deliver::Outcome, reasons};
use crate::{
    line::{RetryKey, UserId, message::Outgoing},
    mail::Letter,
    storage::{Account, Begun, OwedNotice, StorageError, Write},
    vaccination::{
        contact::MailAddress,
        ids::AccountId,
        language::Language,
        notice::{Notice, NoticeKind},
        person::Person,
    },
    wording::{self, Voice},
};

impl Notices {
    /// Sends a notification by LINE if possible. Mail follows only if LINE has certainly not
    /// accepted it.
    pub(super) async fn send(
        &self,
        notice: &OwedNotice,
        now: DateTime<Utc>,
    ) -> Result<Outcome, StorageError> {
        let person = self.store.person(notice.coupon).await?;
        let kind = notice.notice.kind();
        // The former addressee may not be allowed to know the name on record.
        let person = match person {
            Some(person) if kind.has_fixed_addressee() => Some(person.without_name()),
            person => person,
        };
        let by_line = match self.addressee(notice).await? {
            Ok(account) => self.push(notice, &account, person.as_ref()).await?,
            Err(reason) => Outcome::Failed(reason),
        };
        let reason = match (by_line, notice.begun) {
            // LINE can no longer be queried whether an earlier attempt arrived.
            (Outcome::Failed(reasons::NOT_LINKED | reasons::UNSENDABLE), Some(Begun::Line(_))) => {
                return Ok(Outcome::Failed(reasons::NOT_KNOWN));
            }
            (Outcome::Failed(reason), _) => reason,
            (Outcome::Later { reason, is_uncertain: false }, _) if is_last_attempt(notice, now) => {
                reason
            }
            (outcome, _) => return Ok(outcome),
        };
        if kind.has_fixed_addressee() {
            if notice.account.is_some() {
                return Ok(self.unreachable_by_line(notice, reason));
            }
            if self.post.is_none() {
                return Ok(Outcome::NotNeeded(reasons::NO_SERVER));
            }
        }
        Ok(match self.mail(notice, person.as_ref()).await? {
            Outcome::Failed(reasons::NO_WAY | reasons::NO_SERVER)
                if reasons::is_of_line(reason) =>
            {
                Outcome::Failed(reason)
            }
            outcome => outcome,
        })
    }

    /// Returns the outcome for an account that LINE does not reach. If there is an e-mail address,
    /// it has a notification of its own.
    fn unreachable_by_line(&self, notice: &OwedNotice, reason: &'static str) -> Outcome {
        let is_told_by_mail = notice.address.is_some() && self.post.is_some();
        if is_told_by_mail {
            return Outcome::NotNeeded(reason);
        }
        match notice.notice.kind() {
            _ if reasons::is_of_line(reason) => Outcome::Failed(reason),
            // The only kind of these that the call centre passes on by telephone.
            NoticeKind::LinkMoved => Outcome::Failed(reasons::NO_WAY),
            _ => Outcome::NotNeeded(reason),
        }
    }

    /// Returns the account to push to, or the reason why there is none: the sealed one of a kind
    /// with a fixed addressee, otherwise the one whose link has a seal. After a first attempt,
    /// further ones go to the same account until its outcome is known. If the link has moved since,
    /// there is none.
    async fn addressee(
        &self,
        notice: &OwedNotice,
    ) -> Result<Result<Account, &'static str>, StorageError> {
        if notice.begun == Some(Begun::Mail) {
            return Ok(Err(reasons::MAILED));
        }
        let present = if notice.notice.kind().has_fixed_addressee() {
            notice.account
        } else {
            self.store.account_of(notice.coupon).await?
        };
        let is_same = |id: &AccountId| notice.begun.is_none_or(|begun| begun == Begun::Line(*id));
        let account = match present.filter(is_same) {
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
        let is_friend = self.is_friend(&account).await?;
        Ok(if is_friend { Ok(account) } else { Err(reasons::NO_FRIEND) })
    }

    /// Returns whether the account is a friend. LINE answers a push with 200 even if the person
    /// never was a friend or has blocked us, but returns profiles of friends only, so an unknown
    /// account is looked up once.
    async fn is_friend(&self, account: &Account) -> Result<bool, StorageError> {
        if let Some(friend) = account.friend {
            return Ok(friend);
        }
        let Ok(user) = account.user_id.expose_secret().parse::<UserId>() else { return Ok(false) };
        let Ok(profile) = self.line.profile(&user).await else { return Ok(true) };
        let tx = self.store.begin().await?;
        tx.record_profile_query(account, profile.is_some()).await?;
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
        if self.store.begin_notice(notice, Begun::Line(account.id)).await? == Write::Skipped {
            return Ok(Outcome::NotOurs);
        }
        let key = RetryKey(notice.retry_key);
        let pushed = match notice.begun {
            None => self.line.push(&user, &outgoing, key).await,
            Some(_) => self.line.push_again(&user, &outgoing, key).await,
        };
        let Err(error) = pushed else { return Ok(Outcome::Sent("line")) };
        let reason = reasons::of(&error);
        if error.may_retry() {
            // An error about our channel or a rate limit says nothing about an earlier attempt.
            let is_uncertain = error.is_uncertain() || notice.begun.is_some();
            if !is_uncertain && self.store.end_notice(notice).await? == Write::Skipped {
                return Ok(Outcome::NotOurs);
            }
            return Ok(Outcome::Later { reason, is_uncertain });
        }
        Ok(match self.store.end_notice(notice).await? {
            Write::Applied => Outcome::Failed(reason),
            Write::Skipped => Outcome::NotOurs,
        })
    }

    async fn mail(
        &self,
        notice: &OwedNotice,
        person: Option<&Person>,
    ) -> Result<Outcome, StorageError> {
        let address = if notice.notice.kind().has_fixed_addressee() {
            notice.address.clone()
        } else {
            let contact = self.store.contact(notice.coupon).await?;
            contact.and_then(|contact| contact.mail_address())
        };
        let Some(MailAddress { email: to, language }) = address else {
            return Ok(Outcome::Failed(reasons::NO_WAY));
        };
        let Some(post) = &self.post else {
            return Ok(Outcome::Failed(reasons::NO_SERVER));
        };
        if self.store.begin_notice(notice, Begun::Mail).await? == Write::Skipped {
            return Ok(Outcome::NotOurs);
        }
        // Unlike a message on LINE, a mail may always contain the name.
        let voice = Voice { names: true, ..self.voice(language) };
        let mail = wording::mail(&notice.notice, person, &voice);
        let letter = Letter { subject: mail.subject, text: mail.text, html: mail.html };
        // One Message-ID for all attempts, so that mail programs recognize a copy.
        Ok(match post.send(&to, letter, notice.retry_key).await {
            Ok(()) => Outcome::Sent("mail"),
            // A second copy would have the same Message-ID.
            Err(error) if error.may_retry() => {
                Outcome::Later { reason: reasons::MAIL_NOT_TAKEN, is_uncertain: false }
            }
            Err(_) => match self.store.end_notice(notice).await? {
                Write::Applied => Outcome::Failed(reasons::MAIL_REFUSED),
                Write::Skipped => Outcome::NotOurs,
            },
        })
    }
}

/// Returns whether no further attempt will follow, because LINE may have forgotten the retry key by
/// then or the slot will have begun.
fn is_last_attempt(notice: &OwedNotice, now: DateTime<Utc>) -> bool {
    let next = next_try(notice.attempts, notice.first_tried_at, now, notice.retry_key);
    match (&notice.notice, next) {
        (Notice::Reminder(booking), Some(next)) => booking.slot.starts_at() <= next,
        (_, next) => next.is_none(),
    }
}
