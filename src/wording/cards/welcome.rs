//! Greeting, menu and the municipality's own pages.

use super::super::{
    Page, Press, Voice,
    action::{link, press},
    card::Card,
    sentences::{labels, talk},
    shown::shown,
};
use crate::{
    line::message::{
        Message,
        flex::{self, Size},
    },
    vaccination::faq::Question,
};

const LONGEST_QUESTION: usize = 120;
const LONGEST_ANSWER: usize = 600;

/// Greets a new follower: what to have at hand (manual, page 1), and where to begin.
pub(in crate::wording) fn greeting(voice: &Voice<'_>, returning: bool) -> Message {
    let (title, words) = if returning {
        (talk::GREETING_AGAIN_TITLE, talk::GREETING_AGAIN)
    } else {
        (talk::GREETING_TITLE, talk::GREETING)
    };
    let town = shown(voice.choose(&voice.municipality.name), 40);
    let coupon = voice.fill(talk::COUPON_OF_TOWN, &[("town", &town)]);
    let coupon = format!("{coupon}\n{}", voice.read(talk::COUPON_OF_OTHER_TOWN));
    Card::new(voice, title)
        .text(voice.read(words))
        .note(talk::HAVE_AT_HAND, &coupon)
        .first_button(press(voice, labels::BOOK_OR_CHECK, &Press::Start))
        .button(link(voice, labels::MANUAL, &voice.municipality.links.manual))
        .quiet_button(press(voice, labels::MENU, &Press::Help))
        .titled()
}

/// Shows the four areas of the rich menu, which LINE for PC does not show.
pub(in crate::wording) fn menu(voice: &Voice<'_>) -> Message {
    let links = &voice.municipality.links;
    Card::new(voice, talk::MENU_TITLE)
        .text(voice.read(talk::MENU))
        .first_button(press(voice, labels::BOOK_OR_CHECK, &Press::Start))
        .button(link(voice, labels::FAQ, &links.faq))
        .button(link(voice, labels::INFORMATION, &links.information))
        .button(link(voice, labels::MANUAL, &links.manual))
        .titled()
}

/// Answers a typed text from the municipality's FAQ.
pub(in crate::wording) fn nearest(voice: &Voice<'_>, questions: &[Question]) -> Message {
    let card = Card::new(voice, talk::NEAREST_TITLE);
    let card = questions.iter().fold(card, |card, question| {
        let (ask, answer) = (voice.choose(&question.ask), voice.choose(&question.answer));
        card.part(flex::column((
            flex::text(shown(ask, LONGEST_QUESTION)).size(Size::Lg).bold(),
            flex::text(shown(answer, LONGEST_ANSWER)).size(Size::Md).line_spacing(5),
        )))
    });
    card.button(link(voice, labels::FAQ, &voice.municipality.links.faq)).titled()
}

/// Shows a ticket of the waiting room (アクセスが集中しています).
pub(in crate::wording) fn crowded(voice: &Voice<'_>, place: &str) -> Message {
    Card::new(voice, talk::CROWDED_TITLE)
        .text(voice.read(talk::CROWDED))
        .first_button(link(voice, labels::WAIT_IN_LINE, &voice.pages.waiting_room(place)))
        .message(voice.read(talk::CROWDED))
}

pub(in crate::wording) fn page(voice: &Voice<'_>, page: Page) -> Message {
    let links = &voice.municipality.links;
    let (title, words, url) = match page {
        Page::Faq => (labels::FAQ, talk::FAQ_PAGE, &links.faq),
        Page::Information => (labels::INFORMATION, talk::INFORMATION_PAGE, &links.information),
        Page::Manual => (labels::MANUAL, talk::MANUAL_PAGE, &links.manual),
    };
    Card::new(voice, title)
        .text(voice.read(words))
        .first_button(link(voice, labels::OPEN, url))
        .message(voice.read(words))
}
