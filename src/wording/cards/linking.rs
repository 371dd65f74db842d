//! Linking a coupon in the chat: terms, coupon number, birth date, confirmation.

use chrono::NaiveDate;

use super::super::{
    Press, Voice,
    action::{call, link, pick_birth_date, press, stop},
    card::{Card, label, paper},
    colour::legible,
    language::Sentence,
    sentences::{facts, labels, linking},
    shown::shown,
};
use crate::{
    line::message::{
        Action, Message,
        flex::{self, Size, Space},
    },
    vaccination::coupon::{Issuer, Proof},
};

/// An example of a printed number; no coupon number begins like it.
const EXAMPLE: &str = "0123456789";

/// The longest issuer name on a button. LINE shows at most 20 characters of a label in a quick
/// reply, 40 on a card.
const LONGEST_ISSUER: usize = 20;
const MOST_ISSUERS: usize = 10;

/// Explains linking and shows the terms, in full behind a button.
pub(in crate::wording) fn terms(voice: &Voice<'_>) -> Message {
    let agree = Press::Agree { terms_version: voice.municipality.terms.version.clone() };
    Card::new(voice, linking::TERMS_TITLE)
        .text(voice.read(linking::LINK_MEANS))
        .small(voice.read(linking::LINK_GIVES))
        .line()
        .text(voice.read(linking::TERMS_ASK))
        .button(link(voice, labels::READ_TERMS, &voice.pages.terms()))
        .first_button(press(voice, labels::AGREE, &agree))
        .quiet_button(stop(voice))
        .titled()
        .quick_replies([press(voice, labels::AGREE, &agree), stop(voice)])
}

/// Refers to the page on which people identify themselves and link; `adds` if it is one more
/// coupon.
pub(in crate::wording) fn link_on_page(voice: &Voice<'_>, adds: bool) -> Message {
    Card::new(voice, linking::TERMS_TITLE)
        .text(voice.read(linking::LINK_MEANS))
        .small(voice.read(linking::LINK_GIVES))
        .line()
        .text(voice.read(linking::LINK_ON_PAGE))
        .first_button(link(voice, labels::IDENTIFY, &voice.pages.identity(adds)))
        .titled()
}

/// Asks for the number and draws where it is printed on the coupon.
pub(in crate::wording) fn ask_number(voice: &Voice<'_>) -> Message {
    Card::new(voice, linking::NUMBER_TITLE)
        .text(voice.read(linking::NUMBER_ASK))
        .small(voice.read(linking::NUMBER_WHERE))
        .part(coupon(voice))
        .quiet_button(stop(voice))
        .message(voice.read(linking::NUMBER_ASK))
        .quick_replies([stop(voice)])
}

/// Asks for the birth date, typed or picked. The picker opens at 1950, never at a date that could
/// be taken for an answer.
pub(in crate::wording) fn ask_birth_date(voice: &Voice<'_>, today: NaiveDate) -> Message {
    Card::new(voice, linking::BIRTH_TITLE)
        .text(voice.read(linking::BIRTH_ASK))
        .note(linking::BIRTH_EXAMPLES_TITLE, voice.read(linking::BIRTH_EXAMPLES))
        .first_button(pick_birth_date(voice, today))
        .quiet_button(stop(voice))
        .message(voice.read(linking::BIRTH_ASK))
        .quick_replies([pick_birth_date(voice, today), stop(voice)])
}

/// Repeats the end of the number, and the year of birth in both calendars: enough to notice another
/// coupon or an era that was misread. A person can unsend what they typed, but not this card, so it
/// contains neither the number nor the birth date. The notification on the phone shows nothing.
pub(in crate::wording) fn ask_if_right(voice: &Voice<'_>, proof: &Proof, card: i64) -> Message {
    let answer = |label: Sentence, right| press(voice, label, &Press::Confirm { right, card });
    let number = voice.fill(facts::NUMBER_ENDS, &[("digits", proof.number.last_four())]);
    Card::new(voice, linking::CONFIRM_TITLE)
        .figure(facts::NUMBER, &number)
        .figure(facts::BIRTH_YEAR, &proof.birth_date.year_in_both_calendars())
        .small(voice.read(linking::CONFIRM_HIDES))
        .line()
        .text(voice.read(linking::CONFIRM_ASK))
        .first_button(answer(labels::YES, true))
        .button(answer(labels::NO_AGAIN, false))
        .quiet_button(stop(voice))
        .titled()
        .quick_replies([answer(labels::YES, true), answer(labels::NO_AGAIN, false), stop(voice)])
}

/// Asks for the check code of the letter.
pub(in crate::wording) fn ask_check_code(voice: &Voice<'_>) -> Message {
    Card::new(voice, linking::CODE_TITLE)
        .text(voice.read(linking::CODE_ASK))
        .quiet_button(stop(voice))
        .message(voice.read(linking::CODE_ASK))
        .quick_replies([stop(voice)])
}

/// Asks for the issuer, with one button per municipality (住所地外接種).
pub(in crate::wording) fn ask_issuer(voice: &Voice<'_>, issuers: &[Issuer]) -> Message {
    let mut card = Card::new(voice, linking::ISSUER_TITLE).text(voice.read(linking::ISSUER_ASK));
    for issuer in issuers.iter().take(MOST_ISSUERS) {
        let name = shown(voice.municipality.name_of(issuer), LONGEST_ISSUER);
        let press = Press::Issuer(issuer.clone());
        card = card.button(Action::postback(name.clone(), press.to_string()).display_text(name));
    }
    card.quiet_button(stop(voice)).titled().quick_replies([stop(voice)])
}

/// Refers to My Page for unlinking: when the last coupon is unlinked, LINE must be notified, which
/// needs the live session of a LIFF page.
pub(in crate::wording) fn unlinking(voice: &Voice<'_>) -> Message {
    Card::new(voice, linking::UNLINK_TITLE)
        .text(voice.read(linking::UNLINK))
        .first_button(link(voice, labels::MY_PAGE, &voice.pages.my_page(None)))
        .titled()
}

/// Ends the attempts in the chat and refers to the page, which has the robot check.
pub(in crate::wording) fn too_many_failures(voice: &Voice<'_>) -> Message {
    Card::new(voice, linking::TOO_MANY_TITLE)
        .over()
        .text(voice.read(linking::TOO_MANY))
        .first_button(link(voice, labels::ROBOT_CHECK, &voice.pages.robot_check()))
        .titled()
}

/// Refers to the call centre because the number is locked: another person has been guessing its
/// birth date.
pub(in crate::wording) fn number_locked(voice: &Voice<'_>) -> Message {
    call_centre(voice, linking::LOCKED_TITLE, linking::LOCKED)
}

/// Refers to the call centre because identification by coupon is closed.
pub(in crate::wording) fn identification_closed(voice: &Voice<'_>) -> Message {
    call_centre(voice, linking::CLOSED_TITLE, linking::CLOSED)
}

fn call_centre(voice: &Voice<'_>, title: Sentence, text: Sentence) -> Message {
    let hours = shown(voice.choose(&voice.municipality.call_centre.hours), 60);
    Card::new(voice, title)
        .over()
        .text(voice.read(text))
        .small(&voice.fill(facts::CALL_HOURS, &[("hours", &hours)]))
        .first_button(call(voice))
        .titled()
}

/// Draws the upper part of a coupon: its title, some lines, and the number in a frame.
fn coupon(voice: &Voice<'_>) -> flex::Layout {
    let colour = legible(&voice.municipality.colour);
    let number = flex::column((
        label(voice.read(linking::NUMBER_DRAWN)),
        flex::text(EXAMPLE).size(Size::Xl).bold().color(colour),
    ));
    paper((
        flex::text(voice.read(linking::COUPON_DRAWN)).bold(),
        flex::separator(),
        flex::separator(),
        number.border(2, colour).corner(Space::Sm).padding(Space::Md),
    ))
}
