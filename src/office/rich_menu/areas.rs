//! A menu's picture with its areas and labels drawn over it, to check where each area lies and what
//! a screen reader says there.

use base64::{Engine, engine::general_purpose::STANDARD};
use maud::html;

use super::{
    DrawnMenu, MenuError,
    draw::{Font, rendered},
};

/// Draws a PNG for people to look at; LINE gets the picture without areas.
pub fn areas_over(drawn: &DrawnMenu) -> Result<Vec<u8>, MenuError> {
    let svg = overlay(drawn);
    let tree = Font::built_in().tree(&drawn.menu.image, svg.as_bytes())?;
    rendered(&drawn.menu.image, &tree)
}

fn overlay(drawn: &DrawnMenu) -> String {
    let (width, height) = (drawn.menu.size.width, drawn.menu.size.height);
    let (kind, bytes) = (drawn.image.media_type(), STANDARD.encode(drawn.image.bytes()));
    // Relative to the width, so that labels look the same on small and large pictures.
    let unit = width / 50;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
            width=(width) height=(height) {
            image width=(width) height=(height) xlink:href={ "data:" (kind) ";base64," (bytes) } {}
            @for (number, (at, label)) in (1..).zip(drawn.menu.places()) {
                rect x=(at.x + 4) y=(at.y + 4) width=(at.width.saturating_sub(8))
                    height=(at.height.saturating_sub(8)) fill="#d50000" fill-opacity="0.08"
                    stroke="#d50000" stroke-width="8" stroke-dasharray="32 16" {}
                rect x=(at.x + 4) y=(at.y + 4) width=(at.width.saturating_sub(8))
                    height=(unit * 2) fill="#d50000" {}
                text x=(at.x + unit) y=(at.y + unit * 3 / 2) font-size=(unit * 6 / 5)
                    fill="#ffffff" { (number) " " (label) }
            }
        }
    }
    .into_string()
}
