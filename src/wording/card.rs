//! The layout of all our cards: a header in the municipality's colour, large letters, clear rows,
//! buttons one under the other. Designed for readers over 65.

use super::{
    Voice,
    colour::{EDGE, FINAL, OVER, PAPER, QUIET, legible},
    language::Sentence,
    sentences::facts,
    shown::shown,
};
use crate::{
    line::message::{
        Action, Color, Message,
        flex::{self, Component, Contents, Size, Space},
    },
    vaccination::person::Person,
};

const LONGEST_TOWN: usize = 40;
const LONGEST_LINE: usize = 120;

pub(super) struct Card<'a> {
    voice: &'a Voice<'a>,
    title: String,
    person: Option<String>,
    ground: Color,
    parts: Vec<Component>,
    buttons: Vec<flex::Button>,
}

impl<'a> Card<'a> {
    pub(super) fn new(voice: &'a Voice<'a>, title: Sentence) -> Self {
        Self {
            voice,
            title: voice.read(title).to_owned(),
            person: None,
            ground: legible(&voice.municipality.colour),
            parts: Vec::new(),
            buttons: Vec::new(),
        }
    }

    /// Makes the header grey, for what is over or refused.
    pub(super) fn over(mut self) -> Self {
        self.ground = OVER;
        self
    }

    /// Adds the name of the person the card is about.
    pub(super) fn of(mut self, person: Option<&Person>) -> Self {
        self.person = person.map(|person| name(self.voice, person));
        self
    }

    /// Adds a sentence in large letters.
    pub(super) fn text(self, text: &str) -> Self {
        let text = flex::text(text).size(Size::Lg).line_spacing(6);
        self.part(text)
    }

    /// Adds a sentence in smaller letters.
    pub(super) fn small(self, text: &str) -> Self {
        let text = flex::text(text).size(Size::Md).line_spacing(5);
        self.part(text.color(QUIET))
    }

    /// Adds the most important fact, visible at a glance.
    pub(super) fn glance(self, text: &str) -> Self {
        let text = flex::text(text).size(Size::Xxl).bold();
        self.part(text)
    }

    /// Adds a label in small letters with its value in large letters below.
    pub(super) fn row(self, name: Sentence, lines: &[&str]) -> Self {
        let name = label(self.voice.read(name));
        let lines: Vec<_> =
            lines.iter().map(|line| flex::text(shown(line, LONGEST_LINE)).size(Size::Lg)).collect();
        self.part(flex::column((name, lines)).spacing(Space::Xs))
    }

    /// Like [`Card::row`] with a still larger value, to be checked digit by digit.
    pub(super) fn figure(self, name: Sentence, figure: &str) -> Self {
        let name = label(self.voice.read(name));
        // A long value would break before its last character.
        let size = if figure.chars().count() > 12 { Size::Lg } else { Size::Xl };
        let figure = flex::text(figure).size(size).bold();
        self.part(flex::column((name, figure)).spacing(Space::Xs))
    }

    /// Adds a box set off from the rest.
    pub(super) fn note(self, title: Sentence, text: &str) -> Self {
        let title = label(self.voice.read(title)).bold();
        let text = flex::text(text).size(Size::Md).line_spacing(5);
        let note = flex::column((title, text)).spacing(Space::Sm);
        self.part(note.background(PAPER).padding(Space::Lg).corner(Space::Md))
    }

    pub(super) fn line(self) -> Self {
        self.part(flex::separator())
    }

    pub(super) fn part(mut self, part: impl Contents) -> Self {
        part.add_to(&mut self.parts);
        self
    }

    /// Adds the primary button: the one thing to do next.
    pub(super) fn first_button(mut self, action: impl Into<Option<Action>>) -> Self {
        let colour = legible(&self.voice.municipality.colour);
        let button = action.into().map(|action| flex::button(action).primary(colour));
        self.buttons.extend(button);
        self
    }

    /// Adds a button for another thing that can be done.
    pub(super) fn button(mut self, action: impl Into<Option<Action>>) -> Self {
        let button = action.into().map(|action| flex::button(action).secondary());
        self.buttons.extend(button);
        self
    }

    /// Adds the button that leaves the question.
    pub(super) fn quiet_button(mut self, action: impl Into<Option<Action>>) -> Self {
        let button = action.into().map(|action| flex::button(action).color(QUIET));
        self.buttons.extend(button);
        self
    }

    /// Adds the button for what cannot be undone; `asks` if it opens a question first.
    pub(super) fn final_button(mut self, action: Action, asks: bool) -> Self {
        let button = flex::button(action);
        self.buttons.push(if asks { button.color(FINAL) } else { button.primary(FINAL) });
        self
    }

    pub(super) fn bubble(self) -> flex::Bubble {
        let header = header(self.voice, self.title, self.person, self.ground);
        let body = flex::column(self.parts);
        let bubble = flex::bubble()
            .size(flex::BubbleSize::Mega)
            .header(header)
            .body(body.spacing(Space::Lg).padding(Space::Xl));
        if self.buttons.is_empty() {
            return bubble;
        }
        let buttons = flex::column(self.buttons);
        bubble.footer(buttons.spacing(Space::Md).padding(Space::Lg))
    }

    /// Returns the card as a message; `alt` is read aloud and shown as notification.
    pub(super) fn message(self, alt: impl Into<String>) -> Message {
        Message::flex(alt, self.bubble())
    }

    /// Returns the card as a message with its title as `alt`.
    pub(super) fn titled(self) -> Message {
        let title = self.title.clone();
        self.message(title)
    }
}

/// Returns the words that say whose card it is.
pub(super) fn name(voice: &Voice<'_>, person: &Person) -> String {
    match &person.name {
        Some(name) if voice.names => voice.fill(facts::PERSON, &[("name", name.as_str())]),
        _ => voice.fill(facts::PERSON_BY_COUPON, &[("digits", person.coupon_ends())]),
    }
}

/// Returns a label in small letters.
pub(super) fn label(text: &str) -> flex::Text {
    flex::text(text).size(Size::Md).color(QUIET)
}

/// Returns a box that looks like paper.
pub(super) fn paper(contents: impl Contents) -> flex::Layout {
    flex::column(contents)
        .background(PAPER)
        .border(1, EDGE)
        .padding(Space::Lg)
        .corner(Space::Md)
        .spacing(Space::Md)
}

fn header(voice: &Voice<'_>, title: String, person: Option<String>, ground: Color) -> flex::Layout {
    let town = voice.municipality;
    let from = format!("{} {}", voice.choose(&town.name), voice.choose(&town.programme));
    let white = |text: String| flex::text(text).color(Color::WHITE);
    flex::column((
        white(shown(&from, LONGEST_TOWN)).size(Size::Sm),
        white(title).size(Size::Xl).bold(),
        person.map(|person| white(person).size(Size::Lg)),
    ))
    .background(ground)
    .padding(Space::Xl)
    .spacing(Space::Sm)
}
