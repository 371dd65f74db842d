//! Tickets of LINE accounts: the fingerprints by which tickets name accounts, and the tickets
//! issued in the chat, one per account.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError, RwLock},
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AccountMark, Foreign, RoomClosed, Ticket, WaitingRoom,
    ticket::{Kind, QueuedAfter},
};
use crate::vaccination::ids::AccountId;

/// The number of accounts whose fingerprints are remembered.
const MAX_MARKS: usize = 50_000;
/// The number of accounts whose tickets from the chat are remembered.
const MAX_CHAT_PLACES: usize = 50_000;
/// How long the same ticket is issued again in the chat. A ticket is valid for a day.
const CHAT_PLACE_REUSE: TimeDelta = TimeDelta::hours(12);

/// What each process remembers about accounts.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    /// Saves reading the user ids of accounts again.
    marks: RwLock<HashMap<AccountId, AccountMark>>,
    /// An account that writes repeatedly in the chat gets the same ticket.
    chat_places: Mutex<HashMap<AccountMark, Ticket>>,
}

impl WaitingRoom {
    /// Binds a ticket to the LINE account that its holder has proven to have.
    pub fn bind(&self, ticket: &Ticket, account: AccountMark) -> Result<String, Foreign> {
        if ticket.account.is_some_and(|its| its != account) {
            return Err(Foreign);
        }
        Ok(self.0.signer.sign(&Ticket { account: Some(account), ..*ticket }))
    }

    /// Issues a ticket to a person who writes in the chat, valid in whichever browser that account
    /// opens our pages with, and the same one again while it is valid. `None` if there is no queue.
    pub async fn place_in_chat(
        &self,
        account: AccountMark,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, RoomClosed> {
        if self.view().line.is_some_and(|line| line.next < line.admitted) {
            return Ok(None);
        }
        if let Some(place) = self.chat_place(account, now) {
            return Ok(Some(self.0.signer.sign(&place)));
        }
        let given = self.0.numbers.take().await?;
        self.see(given.line);
        let kind = Kind::Place(QueuedAfter::Arrival);
        let (number, account) = (given.number, Some(account));
        let place = Ticket { kind, number, visitor: None, account, issued: now };
        self.remember_chat_place(place, now);
        Ok(Some(self.0.signer.sign(&place)))
    }

    /// Returns the ticket that an account got in the chat, if it is still valid.
    fn chat_place(&self, account: AccountMark, now: DateTime<Utc>) -> Option<Ticket> {
        let places = self.0.accounts.chat_places.lock().unwrap_or_else(PoisonError::into_inner);
        places.get(&account).copied().filter(|place| self.is_reusable(place, now))
    }

    fn remember_chat_place(&self, place: Ticket, now: DateTime<Utc>) {
        let Some(account) = place.account else { return };
        let mut places = self.0.accounts.chat_places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= MAX_CHAT_PLACES {
            places.retain(|_, place| self.is_reusable(place, now));
        }
        if places.len() >= MAX_CHAT_PLACES {
            places.clear();
        }
        places.insert(account, place);
    }

    fn is_reusable(&self, place: &Ticket, now: DateTime<Utc>) -> bool {
        let age = now - place.issued;
        !self.has_lapsed(place) && age >= TimeDelta::zero() && age < CHAT_PLACE_REUSE
    }

    /// Returns the fingerprint of an account, if it is remembered.
    pub fn remembered_mark(&self, account: AccountId) -> Option<AccountMark> {
        let marks = self.0.accounts.marks.read().unwrap_or_else(PoisonError::into_inner);
        marks.get(&account).copied()
    }

    /// Computes and remembers the fingerprint of an account, which never changes.
    pub fn remember_mark(&self, account: AccountId, user_id: &str) -> AccountMark {
        let mark = self.account(user_id);
        let mut marks = self.0.accounts.marks.write().unwrap_or_else(PoisonError::into_inner);
        if marks.len() >= MAX_MARKS {
            marks.clear();
        }
        marks.insert(account, mark);
        mark
    }

    /// Computes the fingerprint by which tickets name a LINE account.
    pub fn account(&self, user_id: &str) -> AccountMark {
        self.0.signer.account(user_id)
    }
}
