//! The state of each person: their booking, or the ways to make one.

use super::super::{
    Press, Seat, Standing, Voice,
    action::{call, link, press},
    card::Card,
    closing::questions,
    dates,
    language::Sentence,
    sentences::{booking as sentences, closing as closings, facts, labels},
    shown::shown,
};
use crate::{
    line::message::{Action, Message, Outgoing, flex},
    vaccination::{booking::Booking, person::Person, public_message::PublicMessage, venue::Venue},
};

/// The number of cards that LINE accepts in a row, as long as they have no more than 50 KB together
/// (Messaging API reference, "Carousel").
const MOST_CARDS: usize = 12;

const LONGEST_NOTICE: usize = 200;
const LONGEST_ITEM: usize = 30;
const MOST_ITEMS: usize = 10;

/// Shows one card per person; My Page shows those that do not fit in a message.
pub(in crate::wording) fn bookings(voice: &Voice<'_>, standings: &[Standing]) -> Message {
    let message = match standings {
        [] => return super::menu(voice),
        [only] => {
            let alt = standing_alt(voice, only);
            standing(voice, only).message(alt)
        }
        several => row(voice, several),
    };
    message.quick_replies([
        press(voice, labels::ADD_PERSON, &Press::Add),
        press(voice, labels::MENU, &Press::Help),
    ])
}

/// Adds day, time and place of a booking, as every card shows them.
pub(in crate::wording) fn with_seat<'a>(
    card: Card<'a>,
    voice: &Voice<'_>,
    it: &Booking,
) -> Card<'a> {
    card.glance(&dates::day(voice.language, it.slot.date))
        .glance(&dates::hours(voice.language, &it.slot))
        .line()
        .row(facts::VENUE, &[&it.venue.name, &it.venue.address])
}

/// Adds the venue notice (会場からのお知らせ) and what to bring (manual, page 11).
pub(in crate::wording) fn with_preparation<'a>(
    card: Card<'a>,
    voice: &Voice<'_>,
    it: &Booking,
) -> Card<'a> {
    let card = match it.venue.notice.as_deref().map(str::trim) {
        None | Some("") => card,
        Some(notice) => card.note(facts::VENUE_NOTICE, &shown(notice, LONGEST_NOTICE)),
    };
    let items = items(voice);
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    if items.is_empty() { card } else { card.row(facts::BRING, &items) }
}

/// Returns what to bring, item by item.
pub(in crate::wording) fn items(voice: &Voice<'_>) -> Vec<String> {
    let items = voice.municipality.bring.iter().take(MOST_ITEMS);
    items.map(|item| format!("・{}", shown(voice.choose(item), LONGEST_ITEM))).collect()
}

pub(in crate::wording) fn map(voice: &Voice<'_>, venue: &Venue) -> Option<Action> {
    link(voice, labels::MAP, venue.map_url.as_deref()?)
}

/// Returns what the notification on the phone says about a booking.
pub(in crate::wording) fn alt(voice: &Voice<'_>, title: Sentence, it: &Booking) -> String {
    voice.fill(
        sentences::ALT,
        &[
            ("title", voice.read(title)),
            ("day", &dates::day(voice.language, it.slot.date)),
            ("time", &dates::hours(voice.language, &it.slot)),
            ("venue", &shown(&it.venue.name, 60)),
        ],
    )
}

/// Returns the telephone number to call for what LINE cannot do.
pub(in crate::wording) fn by_phone(voice: &Voice<'_>) -> String {
    let centre = &voice.municipality.call_centre;
    voice.fill(
        facts::CANCEL_BY_PHONE,
        &[
            ("call_centre", &shown(voice.choose(&centre.name), 40)),
            ("phone", &shown(&centre.phone, 20)),
        ],
    )
}

fn standing<'a>(voice: &'a Voice<'a>, it: &Standing) -> Card<'a> {
    let person = Some(&it.person);
    let card = |title| Card::new(voice, title).of(person);
    match &it.seat {
        Seat::Booked { booking, cancellable } => {
            let title = if booking.slot.closed {
                closings::SUSPENDED_TITLE
            } else {
                sentences::BOOKED_TITLE
            };
            booked(card(title), voice, person, booking, *cancellable)
        }
        Seat::Free => card(sentences::FREE_TITLE)
            .text(voice.read(sentences::FREE))
            .first_button(link(voice, labels::BY_PLACE, &voice.pages.by_place(person)))
            .first_button(link(voice, labels::BY_DATE, &voice.pages.by_date(person)))
            .button(my_page(voice, person)),
        Seat::OpensAt(moment) => {
            let moment = dates::moment(voice.language, *moment);
            card(sentences::FREE_TITLE)
                .text(&voice.fill(sentences::OPENS_AT, &[("moment", &moment)]))
                .button(my_page(voice, person))
        }
        Seat::Closed => card(sentences::FREE_TITLE)
            .text(voice.read(sentences::CLOSED))
            .button(my_page(voice, person)),
    }
}

fn booked<'a>(
    card: Card<'a>,
    voice: &'a Voice<'a>,
    person: Option<&Person>,
    booking: &Booking,
    cancellable: bool,
) -> Card<'a> {
    if booking.slot.closed {
        return closed(card, voice, person, booking, cancellable);
    }
    let card = with_preparation(with_seat(card, voice, booking), voice, booking);
    if cancellable {
        let cancel = press(voice, labels::CANCEL, &Press::Cancel(booking.id));
        card.small(&dates::cancel_until(voice, booking.slot.date))
            .first_button(my_page(voice, person))
            .button(map(voice, &booking.venue))
            .final_button(cancel, true)
    } else {
        card.small(&by_phone(voice))
            .first_button(my_page(voice, person))
            .button(map(voice, &booking.venue))
            .quiet_button(call(voice))
    }
}

/// Fills the card of a booking whose slot is closed, without inviting the person to come.
fn closed<'a>(
    card: Card<'a>,
    voice: &'a Voice<'a>,
    person: Option<&Person>,
    booking: &Booking,
    cancellable: bool,
) -> Card<'a> {
    let message = booking.slot.closed_message.as_ref().map(PublicMessage::as_str);
    let card = with_closing(card, voice, booking, message).first_button(my_page(voice, person));
    if cancellable {
        let cancel = press(voice, labels::CANCEL, &Press::Cancel(booking.id));
        card.quiet_button(call(voice)).final_button(cancel, true)
    } else {
        card.quiet_button(call(voice))
    }
}

/// Adds that the slot is closed, why, and whom to call.
pub(in crate::wording) fn with_closing<'a>(
    card: Card<'a>,
    voice: &Voice<'_>,
    booking: &Booking,
    message: Option<&str>,
) -> Card<'a> {
    let card = card.over().text(voice.read(closings::SUSPENDED)).line();
    let card = with_seat(card, voice, booking);
    let card = match message {
        Some(message) => card.note(closings::TOWN_MESSAGE, message),
        None => card,
    };
    card.small(&questions(voice))
}

fn standing_alt(voice: &Voice<'_>, it: &Standing) -> String {
    match &it.seat {
        Seat::Booked { booking, .. } if booking.slot.closed => {
            alt(voice, closings::SUSPENDED_TITLE, booking)
        }
        Seat::Booked { booking, .. } => alt(voice, sentences::BOOKED_TITLE, booking),
        _ => voice.read(sentences::FREE_TITLE).to_owned(),
    }
}

fn more_people(voice: &Voice<'_>, count: usize) -> flex::Bubble {
    let count = count.to_string();
    Card::new(voice, sentences::MORE_PEOPLE_TITLE)
        .text(&voice.fill(sentences::MORE_PEOPLE, &[("count", &count)]))
        .first_button(my_page(voice, None))
        .bubble()
}

/// Returns one card per person, up to LINE's limit for one message.
fn row(voice: &Voice<'_>, people: &[Standing]) -> Message {
    let is_taken = |message: &Message| Outgoing::new([message.clone()]).is_ok();
    (1..=people.len().min(MOST_CARDS))
        .rev()
        .map(|count| row_of(voice, people, count))
        .find(is_taken)
        .unwrap_or_else(|| super::menu(voice))
}

fn row_of(voice: &Voice<'_>, people: &[Standing], count: usize) -> Message {
    let (first, rest) = people.split_at(count);
    let cards = first.iter().map(|it| standing(voice, it).bubble());
    let more = (!rest.is_empty()).then(|| more_people(voice, rest.len()));
    let cards = flex::carousel(cards.chain(more));
    Message::flex(voice.read(sentences::BOOKINGS_ALT), cards)
}

fn my_page(voice: &Voice<'_>, person: Option<&Person>) -> Option<Action> {
    link(voice, labels::MY_PAGE, &voice.pages.my_page(person))
}
