//! The format of `menu.toml`. Unknown keys are refused; an error names the line.

use serde::Deserialize;

use crate::line::rich_menu::{Bounds, Size};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) default: String,
    pub(super) linked: Option<String>,
    pub(super) font: Option<String>,
    pub(super) menu: Vec<WrittenMenu>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenMenu {
    pub(super) name: String,
    pub(super) chat_bar_text: String,
    pub(super) image: String,
    pub(super) size: Size,
    pub(super) area: Vec<WrittenArea>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenArea {
    pub(super) label: String,
    pub(super) bounds: Bounds,
    pub(super) action: Tap,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Tap {
    Postback {
        data: String,
        display_text: String,
    },
    Message {
        text: String,
    },
    Uri {
        uri: String,
    },
    /// A tab: shows the menu of this name.
    Switch {
        to: String,
    },
}
