//! The ticket and the pass that it becomes: signed, bound to a browser or an account, and complete
//! in itself. The server stores nothing about it.
//!
//! `format ‖ kind ‖ number ‖ visitor ‖ account ‖ issued ‖ entered ‖ HMAC-SHA256`, in base64url;
//! `entered` exists in a pass only. The key is derived from the sealing keys, so that all processes
//! sign and verify alike.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use sha2::Sha256;

const FORMAT: u8 = 2;
/// The length of the longest body, that of a pass.
const MAX_BODY: usize = 58;
const MAC: usize = 32;
/// How long an unused ticket is valid.
const PLACE_LIFE: TimeDelta = TimeDelta::hours(24);
/// How long a pass is valid after its last use. Longer than a person takes for one page.
const PASS_LIFE: TimeDelta = TimeDelta::minutes(20);
/// The longest stay, after which a pass ends however much it is used. Nine times the expected dwell
/// time: enough for a person who reads slowly or books for a family.
pub const MAX_STAY: TimeDelta = TimeDelta::minutes(45);
/// How long after its issue a pass can be read, so that its holder can be told that it has ended.
const PASS_READABLE: TimeDelta = TimeDelta::hours(2);
/// The clock skew between machines.
const SKEW: TimeDelta = TimeDelta::minutes(1);

/// A browser, by the random number in its cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VisitorId(pub [u8; 16]);

/// The fingerprint of a LINE account: a keyed hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountMark([u8; 16]);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Queued.
    Place(QueuedAfter),
    /// Admitted.
    Pass { entered: DateTime<Utc> },
    /// Finished: an exit pass.
    Farewell,
}

/// Why a browser was put at the end of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueuedAfter {
    /// It has just arrived.
    Arrival,
    /// Its grace period has passed.
    MissedTurn,
    /// Its pass has ended.
    EndedStay,
}

/// The content of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    pub(super) kind: Kind,
    pub(super) number: i64,
    /// `None` if it was issued in the chat and no browser has sent it yet.
    pub(super) visitor: Option<VisitorId>,
    pub(super) account: Option<AccountMark>,
    pub(super) issued: DateTime<Utc>,
}

impl Ticket {
    /// Returns the LINE account that the ticket is bound to.
    pub fn account(&self) -> Option<AccountMark> {
        self.account
    }

    /// Returns whether a pass or an exit pass is over.
    pub(super) fn has_ended(&self, now: DateTime<Utc>) -> bool {
        let unused = now >= self.issued + PASS_LIFE;
        match self.kind {
            Kind::Place(_) => false,
            Kind::Pass { entered } => unused || now >= entered + MAX_STAY,
            Kind::Farewell => unused,
        }
    }
}

/// Signs and reads tickets.
pub(super) struct Signer(Vec<u8>);

impl Signer {
    pub(super) fn new(secret: Vec<u8>) -> Self {
        Self(secret)
    }

    pub(super) fn sign(&self, ticket: &Ticket) -> String {
        let mut bytes = ticket.body();
        let mac = self.mac(b"ticket", &bytes).finalize().into_bytes();
        bytes.extend_from_slice(&mac);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a ticket if we have signed it and it is not too old. A pass may have
    /// [ended](Ticket::has_ended).
    pub(super) fn read(&self, shown: &str, now: DateTime<Utc>) -> Option<Ticket> {
        let bytes = URL_SAFE_NO_PAD.decode(shown).ok()?;
        let (body, mac) = bytes.split_last_chunk::<MAC>()?;
        self.mac(b"ticket", body).verify_slice(mac).ok()?;
        let ticket = Ticket::from_body(body)?;
        let is_place = matches!(ticket.kind, Kind::Place(_));
        let life = if is_place { PLACE_LIFE } else { PASS_READABLE };
        (ticket.issued - SKEW <= now && now < ticket.issued + life).then_some(ticket)
    }

    pub(super) fn account(&self, user_id: &str) -> AccountMark {
        let mac = self.mac(b"account", user_id.as_bytes()).finalize().into_bytes();
        let mut mark = [0; 16];
        mark.copy_from_slice(&mac[..16]);
        AccountMark(mark)
    }

    #[expect(clippy::expect_used, reason = "HMAC accepts keys of any length")]
    fn mac(&self, purpose: &[u8], message: &[u8]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC accepts keys of any length");
        mac.update(purpose);
        mac.update(&[0]);
        mac.update(message);
        mac
    }
}

impl Ticket {
    fn body(&self) -> Vec<u8> {
        let kind = match self.kind {
            Kind::Place(QueuedAfter::Arrival) => 0,
            Kind::Pass { .. } => 1,
            Kind::Farewell => 2,
            Kind::Place(QueuedAfter::MissedTurn) => 3,
            Kind::Place(QueuedAfter::EndedStay) => 4,
        };
        let mut body = Vec::with_capacity(MAX_BODY + MAC);
        body.extend_from_slice(&[FORMAT, kind]);
        body.extend_from_slice(&self.number.to_be_bytes());
        body.extend_from_slice(&self.visitor.map_or([0; 16], |visitor| visitor.0));
        body.extend_from_slice(&self.account.map_or([0; 16], |account| account.0));
        body.extend_from_slice(&self.issued.timestamp_micros().to_be_bytes());
        if let Kind::Pass { entered } = self.kind {
            body.extend_from_slice(&entered.timestamp_micros().to_be_bytes());
        }
        body
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (head, rest) = body.split_first_chunk::<2>()?;
        let (number, rest) = rest.split_first_chunk::<8>()?;
        let (visitor, rest) = rest.split_first_chunk::<16>()?;
        let (account, rest) = rest.split_first_chunk::<16>()?;
        let (issued, rest) = rest.split_first_chunk::<8>()?;
        let kind = match (head, rest) {
            ([FORMAT, 0], []) => Kind::Place(QueuedAfter::Arrival),
            ([FORMAT, 1], entered) => Kind::Pass { entered: moment(entered.try_into().ok()?)? },
            ([FORMAT, 2], []) => Kind::Farewell,
            ([FORMAT, 3], []) => Kind::Place(QueuedAfter::MissedTurn),
            ([FORMAT, 4], []) => Kind::Place(QueuedAfter::EndedStay),
            _ => return None,
        };
        Some(Self {
            kind,
            number: i64::from_be_bytes(*number),
            visitor: (*visitor != [0; 16]).then_some(VisitorId(*visitor)),
            account: (*account != [0; 16]).then_some(AccountMark(*account)),
            issued: moment(*issued)?,
        })
    }
}

fn moment(micros: [u8; 8]) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(i64::from_be_bytes(micros))
}

impl fmt::Debug for VisitorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitorId(…)")
    }
}

impl fmt::Debug for AccountMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountMark(…)")
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_777_600_000, 0).unwrap()
    }

    fn signer() -> Signer {
        Signer::new(vec![7; 32])
    }

    fn ticket(kind: Kind) -> Ticket {
        Ticket {
            kind,
            number: 41,
            visitor: Some(VisitorId([3; 16])),
            account: Some(signer().account("U1")),
            issued: now(),
        }
    }

    #[test]
    fn what_was_signed_is_read_again() {
        for kind in [
            Kind::Place(QueuedAfter::Arrival),
            Kind::Place(QueuedAfter::MissedTurn),
            Kind::Place(QueuedAfter::EndedStay),
            Kind::Pass { entered: now() - TimeDelta::minutes(7) },
            Kind::Farewell,
        ] {
            for (visitor, account) in [(None, None), (Some(VisitorId([9; 16])), None)] {
                let ticket = Ticket { visitor, account, ..ticket(kind) };
                assert_eq!(signer().read(&signer().sign(&ticket), now()), Some(ticket));
            }
        }
    }

    #[test]
    fn every_changed_byte_is_noticed_and_so_is_another_key() {
        let pass = ticket(Kind::Pass { entered: now() });
        let signed = URL_SAFE_NO_PAD.decode(signer().sign(&pass)).unwrap();
        for at in 0..signed.len() {
            let mut changed = signed.clone();
            changed[at] ^= 1;
            assert_eq!(signer().read(&URL_SAFE_NO_PAD.encode(changed), now()), None, "{at}");
            let cut = URL_SAFE_NO_PAD.encode(&signed[..at]);
            assert_eq!(signer().read(&cut, now()), None, "{at}");
        }
        let others = Signer::new(vec![8; 32]).sign(&pass);
        assert_eq!(signer().read(&others, now()), None);
        for nonsense in ["", "あ", "AAAA"] {
            assert_eq!(signer().read(nonsense, now()), None);
        }
    }

    #[test]
    fn a_place_is_good_for_a_day() {
        let signed = signer().sign(&ticket(Kind::Place(QueuedAfter::Arrival)));
        let last = now() + PLACE_LIFE - TimeDelta::microseconds(1);
        assert!(signer().read(&signed, last).is_some_and(|place| !place.has_ended(last)));
        assert!(signer().read(&signed, now() + PLACE_LIFE).is_none());
    }

    #[test]
    fn a_pass_ends_after_twenty_minutes_without_use_and_after_forty_five_with_it() {
        let unused = ticket(Kind::Pass { entered: now() });
        let late = ticket(Kind::Pass { entered: now() - TimeDelta::minutes(40) });
        let farewell = ticket(Kind::Farewell);
        for (pass, minutes) in [(unused, 20), (late, 5), (farewell, 20)] {
            let signed = signer().sign(&pass);
            let end = now() + TimeDelta::minutes(minutes);
            let read = |now| signer().read(&signed, now).unwrap();
            let last = end - TimeDelta::microseconds(1);
            assert!(!read(last).has_ended(last), "{pass:?}");
            assert!(read(end).has_ended(end), "{pass:?}");
            assert!(signer().read(&signed, now() + PASS_READABLE).is_none());
        }
    }

    #[test]
    fn a_clock_that_is_a_little_behind_reads_what_another_signed() {
        let signed = signer().sign(&ticket(Kind::Pass { entered: now() }));
        assert!(signer().read(&signed, now() - SKEW).is_some());
        assert!(signer().read(&signed, now() - SKEW - TimeDelta::seconds(1)).is_none());
    }

    #[test]
    fn an_account_is_known_by_its_mark_and_the_mark_does_not_name_it() {
        assert_eq!(signer().account("U1"), signer().account("U1"));
        assert_ne!(signer().account("U1"), signer().account("U2"));
        assert_ne!(signer().account("U1"), Signer::new(vec![8; 32]).account("U1"));
    }
}
