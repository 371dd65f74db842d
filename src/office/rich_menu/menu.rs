//! What `menu.toml` says.

use serde::Deserialize;

use super::{Folder, MenuError};
use crate::{
    line::{
        message::Action,
        rich_menu::{Bounds, RichMenu, Size},
    },
    vaccination::municipality::Links,
};

/// A menu as the administrator wrote it, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    pub(super) name: String,
    pub(super) image: String,
    pub(super) size: Size,
    chat_bar_text: String,
    areas: Vec<(Bounds, Action)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    chat_bar_text: String,
    image: String,
    size: Size,
    area: Vec<Area>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Area {
    label: String,
    bounds: Bounds,
    action: Tap,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
enum Tap {
    Postback { data: String, display_text: String },
    Message { text: String },
    Uri { uri: String },
}

impl Menu {
    pub fn read(folder: &Folder, links: &Links) -> Result<Self, MenuError> {
        let written: Written = toml::from_slice(&folder.read("menu.toml")?)?;
        let areas = written.area.into_iter().map(|area| area.with(links));
        Ok(Self {
            name: written.name,
            image: written.image,
            size: written.size,
            chat_bar_text: written.chat_bar_text,
            areas: areas.collect::<Result<_, _>>()?,
        })
    }

    /// As LINE wants it, under a name that only administrators see.
    pub(super) fn named(&self, name: &str) -> Result<RichMenu, MenuError> {
        Ok(RichMenu::new(name, &self.chat_bar_text, self.size, self.areas.clone())?)
    }
}

impl Area {
    fn with(self, links: &Links) -> Result<(Bounds, Action), MenuError> {
        let action = match self.action {
            Tap::Postback { data, display_text } => {
                Action::postback(self.label, data).display_text(display_text)
            }
            Tap::Message { text } => Action::message(self.label, text),
            Tap::Uri { uri } => Action::uri(self.label, filled(&uri, links)?),
        };
        Ok((self.bounds, action))
    }
}

/// The address with `{faq}`, `{information}` and `{manual}` replaced by the municipality's pages.
fn filled(uri: &str, links: &Links) -> Result<String, MenuError> {
    let filled = uri
        .replace("{faq}", &links.faq)
        .replace("{information}", &links.information)
        .replace("{manual}", &links.manual);
    match uri_left_open(&filled) {
        Some(name) => Err(MenuError::UnknownLink(name.to_owned())),
        None => Ok(filled),
    }
}

fn uri_left_open(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once('{')?;
    Some(rest.split_once('}').map_or(rest, |(name, _)| name))
}
