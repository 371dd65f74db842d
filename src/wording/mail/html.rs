//! The HTML form of a mail: one column, large letters, nothing loaded from elsewhere.
//!
//! Mail programs support little CSS and drop style sheets, so styles are inline; maud escapes every
//! fact.

use maud::{DOCTYPE, Markup, html};

use super::{
    super::{Language, Voice, colour, shown::shown},
    letter::{Letter, Part},
};

const PAGE: &str = "margin:0;padding:16px;background:#f4f4f4;color:#1a1a1a;\
    font-family:sans-serif;font-size:18px;line-height:1.7";
const SHEET: &str = "max-width:600px;margin:0 auto;background:#ffffff";
const TITLE: &str = "margin:0;font-size:24px;line-height:1.4";
const INSIDE: &str = "padding:8px 20px 20px";
const NAME: &str = "margin:20px 0 0;font-size:16px;color:#555555";
const FACT: &str = "margin:0;font-size:20px";
const BUTTON: &str = "display:inline-block;padding:12px 24px;border-radius:8px;\
    color:#ffffff;text-decoration:none;font-weight:bold";
const SMALL_PRINT: &str = "margin:24px 0 0;padding-top:12px;border-top:1px solid #cccccc;\
    font-size:16px;color:#555555";

pub(super) fn page(letter: &Letter, voice: &Voice<'_>) -> String {
    let ground = colour::legible(&voice.municipality.colour).to_string();
    let header = format!("padding:16px 20px;color:#ffffff;background:{ground}");
    html! {
        (DOCTYPE)
        html lang=(tag(voice.language)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (letter.title) }
            }
            body style=(PAGE) {
                div style=(SHEET) {
                    div style=(header) {
                        (shown(voice.choose(&voice.municipality.name), 40))
                        h1 style=(TITLE) { (letter.title) }
                    }
                    div style=(INSIDE) {
                        @for part in &letter.parts { (written(part, &ground)) }
                        p style=(SMALL_PRINT) { (letter.small_print) }
                    }
                }
            }
        }
    }
    .into_string()
}

fn written(part: &Part, ground: &str) -> Markup {
    match part {
        Part::Text(text) => html! { p { (text) } },
        Part::Fact { name, lines } => html! {
            p style=(NAME) { (name) }
            p style=(FACT) {
                @for (index, line) in lines.iter().enumerate() {
                    @if index > 0 { br; }
                    (line)
                }
            }
        },
        Part::Link { name, url } => html! {
            p { a href=(url) style=(format!("{BUTTON};background:{ground}")) { (name) } }
        },
    }
}

fn tag(language: Language) -> &'static str {
    match language {
        Language::Japanese | Language::EasyJapanese => "ja",
        Language::English => "en",
    }
}
