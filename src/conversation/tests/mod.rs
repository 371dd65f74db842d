//! Dialogues as tables: what the person does, what the chat says.

mod any_input;
mod bookings;
mod linking;
mod on_page;
mod small_talk;
mod survival;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::{
    vaccination::{booking::CancelRefused, faq::Faq, history::Way, ids::CouponId},
    wording::{Page, Seat, tests::sample},
};

const TERMS: &str = "2026-11";

/// A phone, a clock, and a `reception` that knows one coupon: 1234567890, born 1950-05-05.
struct Chat {
    now: DateTime<Utc>,
    programme: Programme,
    faq: Faq,
    terms_version: String,
    links_in_chat: bool,
    asks_check_code: bool,
    identification_closed: bool,
    talk: Talk,
    linked: Vec<PersonBooking>,
    failures: u32,
    /// The last card that asked whether number and birth date are right.
    card: i64,
    /// The credentials which that card repeated.
    repeated: Option<Proof>,
}

impl Chat {
    fn new() -> Self {
        Self {
            now: sample::tokyo("2026-11-22T12:00:00"),
            programme: sample::programme(),
            faq: sample::faq(),
            terms_version: TERMS.to_owned(),
            links_in_chat: true,
            asks_check_code: false,
            identification_closed: false,
            talk: Talk::default(),
            linked: Vec::new(),
            failures: 0,
            card: 0,
            repeated: None,
        }
    }

    /// A person whose coupon is linked and who has booking 1.
    fn linked() -> Self {
        let mut chat = Self::new();
        chat.linked =
            vec![PersonBooking { person: sample::somebody(), booking: Some(sample::booking(1)) }];
        chat
    }

    /// Plays a dialogue. On the left is what the person does (`予約` typed, `[v1:start]` pressed,
    /// `[v1:birth 1950-05-05]` picked, `[はい]` and `[いいえ]` pressed under the newest card,
    /// `(follow)`, `(sticker)`, `(30 min)` passing), on the right what the chat says.
    fn plays(&mut self, lines: &[(&str, &str)]) {
        for (number, (did, said)) in lines.iter().enumerate() {
            assert_eq!(self.hears(did), *said, "line {number}: {did}");
        }
    }

    fn hears(&mut self, did: &str) -> String {
        if let Some(minutes) = did.strip_prefix('(').and_then(|did| did.strip_suffix(" min)")) {
            self.now += TimeDelta::minutes(minutes.parse().unwrap());
            return String::new();
        }
        self.now += TimeDelta::seconds(1);
        let heard = self.heard(did);
        let said = self.turn(heard);
        let names = said.iter().map(|say| {
            let debug = format!("{say:?}");
            let end = debug.find(|c: char| !c.is_alphanumeric());
            debug[..end.unwrap_or(debug.len())].to_owned()
        });
        names.collect::<Vec<_>>().join(" + ")
    }

    /// Handles one event as `chat` does, with a restart after it.
    fn turn(&mut self, heard: Heard) -> Vec<Say> {
        let talk = Talk::from_record(&self.talk.to_record());
        let mut moved = hear(talk, heard, &self.facts());
        if let Some(ask) = moved.ask.take() {
            let answered = self.reception(ask);
            let then = answer(moved.next, answered, &self.facts());
            assert_eq!(then.ask, None, "one question to reception per event");
            moved.say.extend(then.say);
            moved.next = then.next;
        }
        self.talk = moved.next;
        for say in &moved.say {
            if let Say::AskIfRight { card, proof } = say {
                self.card = *card;
                self.repeated = Some(proof.clone());
            }
        }
        moved.say
    }

    fn is_idle(&self) -> bool {
        self.talk.step == Step::Idle
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            now: self.now,
            occurred_at: self.now,
            programme: &self.programme,
            faq: &self.faq,
            terms_version: &self.terms_version,
            links_in_chat: self.links_in_chat,
            asks_check_code: self.asks_check_code,
            identification_closed: self.identification_closed,
        }
    }

    fn heard(&self, did: &str) -> Heard {
        let pressed = |data: String| Heard::Pressed { data, date: None };
        match did {
            "(follow)" => Heard::Followed { returning: false },
            "(follow again)" => Heard::Followed { returning: true },
            "(sticker)" | "(image)" => {
                Heard::OtherMessage { kind: did.trim_matches(['(', ')']).to_owned() }
            }
            "[はい]" => pressed(format!("v1:confirm:yes:{}", self.card)),
            "[いいえ]" => pressed(format!("v1:confirm:no:{}", self.card)),
            _ => match did.strip_prefix('[').and_then(|did| did.strip_suffix(']')) {
                None => Heard::Text(did.to_owned()),
                Some(button) => match button.split_once(' ') {
                    None => pressed(button.to_owned()),
                    Some((data, date)) => {
                        Heard::Pressed { data: data.to_owned(), date: Some(date.parse().unwrap()) }
                    }
                },
            },
        }
    }

    fn reception(&mut self, ask: Ask) -> Answer {
        match ask {
            Ask::Bookings(why) => Answer::Bookings(why, self.linked.clone()),
            Ask::Link { .. } if self.failures >= 10 => Answer::TooManyFailures,
            Ask::Link { proof, issuer: None, .. } if proof.number.as_str() == GIVEN_OUT_TWICE => {
                Answer::IssuerNeeded(issuers())
            }
            Ask::Link { proof, issuer: Some(_), .. } => {
                let found =
                    PersonBooking { person: Person::new(&proof.number, None), booking: None };
                self.linked.push(found.clone());
                Answer::Linked(found)
            }
            Ask::Link { proof, .. } if proof == sample::proof() => {
                let found =
                    PersonBooking { person: Person::new(&proof.number, None), booking: None };
                self.linked.push(found.clone());
                Answer::Linked(found)
            }
            Ask::Link { .. } => {
                self.failures += 1;
                Answer::NotFound
            }
            Ask::Cancel(wanted) => self.cancel(wanted),
        }
    }

    fn cancel(&mut self, wanted: BookingId) -> Answer {
        let (now, programme) = (self.now, self.programme.clone());
        let holds = |it: &&mut PersonBooking| it.booking.as_ref().is_some_and(|b| b.id == wanted);
        let Some(holder) = self.linked.iter_mut().find(holds) else {
            return Answer::BookingUnknown;
        };
        let person = holder.person.clone();
        let booking = holder.booking.clone().unwrap();
        match booking.clone().cancel(&programme, Way::Chat, now, now) {
            Ok(booking) => {
                holder.booking = None;
                Answer::Cancelled { person, booking }
            }
            Err(CancelRefused::TooLate) => Answer::CancelTooLate { person, booking },
            Err(CancelRefused::AlreadyCancelled) => Answer::Cancelled { person, booking },
        }
    }
}

/// A number that two municipalities issued to people born on the same day.
const GIVEN_OUT_TWICE: &str = "1111111111";

fn issuers() -> Vec<Issuer> {
    ["990001", "990002"].map(|code| Issuer::parse(code).unwrap()).to_vec()
}

fn holder(id: i64, name: &str) -> PersonBooking {
    let mut booking = sample::booking(id);
    booking.coupon = CouponId(id);
    PersonBooking { person: sample::named(name), booking: Some(booking) }
}
