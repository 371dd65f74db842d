//! Compares the rich menus in force with those of the folder.

use super::{About, Found, Patient};
use crate::office::rich_menu::AtLine;

pub(super) async fn look(patient: &Patient<'_>) -> Found {
    let drawn = match &patient.menus {
        Err(why) => return Found::MenuUnreadable { why: why.clone() },
        Ok(drawn) => drawn,
    };
    let there = match AtLine::read(patient.line).await {
        Err(error) => return Found::Unasked { about: About::RichMenu, why: error },
        Ok(there) => there,
    };
    let Some(in_force) = there.in_force() else { return Found::MenuMissing };
    let made_at = in_force.made_at.clone();
    if !there.is_settled(in_force) {
        return Found::MenuUnsettled;
    }
    if in_force.fingerprint == drawn.fingerprint {
        Found::MenuInForce { made_at }
    } else {
        Found::MenuDiffers { made_at }
    }
}
