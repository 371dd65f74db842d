//! The content of `menu.toml`, checked, with addresses filled in.

use super::{
    Folder, MenuError,
    name::{Role, tab_alias},
    written::{Tap, Written, WrittenArea, WrittenMenu},
};
use crate::{
    line::{
        message::Action,
        rich_menu::{Bounds, RichMenu, Size},
    },
    office::toml_file,
};

/// The addresses that a menu may name in braces, e.g. `{faq}`, by that name.
#[derive(Clone, Debug, Default)]
pub struct Addresses(pub Vec<(&'static str, String)>);

/// The menus as the administrator wrote them.
#[derive(Clone, Debug, PartialEq)]
pub struct Menus {
    pub(super) menus: Vec<Menu>,
    pub(super) font: Option<String>,
}

/// One menu.
#[derive(Clone, Debug, PartialEq)]
pub struct Menu {
    pub name: String,
    pub role: Role,
    /// The file of its picture.
    pub image: String,
    pub size: Size,
    chat_bar_text: String,
    areas: Vec<(Bounds, Action)>,
    /// The text that a screen reader reads for each area.
    labels: Vec<String>,
}

impl Menus {
    pub fn read(folder: &Folder, addresses: &Addresses) -> Result<Self, MenuError> {
        let written: Written = toml_file::read(&folder.read("menu.toml")?)?;
        let names: Vec<&str> = written.menu.iter().map(|menu| menu.name.as_str()).collect();
        for (index, name) in names.iter().enumerate() {
            if !is_name(name) {
                return Err(MenuError::Name((*name).to_owned()));
            }
            if names[..index].contains(name) {
                return Err(MenuError::Twice((*name).to_owned()));
            }
        }
        for named in written.named() {
            if !names.contains(&named) {
                return Err(MenuError::NoSuchMenu(named.to_owned()));
            }
        }
        let role = |name: &str| match name {
            name if name == written.default => Role::Default,
            name if Some(name) == written.linked.as_deref() => Role::Linked,
            _ => Role::Tab,
        };
        let menus = written.menu.into_iter().map(|menu| {
            let role = role(&menu.name);
            Menu::of(menu, role, addresses)
        });
        Ok(Self { menus: menus.collect::<Result<_, _>>()?, font: written.font })
    }

    pub fn iter(&self) -> impl Iterator<Item = &Menu> {
        self.menus.iter()
    }
}

impl Written {
    /// Returns the names of all menus that are referred to.
    fn named(&self) -> impl Iterator<Item = &str> {
        let tabs = self.menu.iter().flat_map(|menu| &menu.area).filter_map(|area| {
            if let Tap::Switch { to } = &area.action { Some(to.as_str()) } else { None }
        });
        [self.default.as_str()].into_iter().chain(self.linked.as_deref()).chain(tabs)
    }
}

impl Menu {
    fn of(written: WrittenMenu, role: Role, addresses: &Addresses) -> Result<Self, MenuError> {
        let labels = written.area.iter().map(|area| area.label.clone()).collect();
        let areas = written.area.into_iter().map(|area| area.with(addresses));
        Ok(Self {
            name: written.name,
            role,
            image: written.image,
            size: written.size,
            chat_bar_text: written.chat_bar_text,
            areas: areas.collect::<Result<_, _>>()?,
            labels,
        })
    }

    /// Returns the menu in LINE's form, under a name that only administrators see.
    pub(super) fn named(&self, name: &str) -> Result<RichMenu, MenuError> {
        Ok(RichMenu::new(name, &self.chat_bar_text, self.size, self.areas.clone())?)
    }

    /// Returns the areas that can be tapped, with their labels for screen readers.
    pub(super) fn places(&self) -> impl Iterator<Item = (Bounds, &str)> {
        self.areas.iter().map(|(bounds, _)| *bounds).zip(self.labels.iter().map(String::as_str))
    }
}

impl WrittenArea {
    fn with(self, addresses: &Addresses) -> Result<(Bounds, Action), MenuError> {
        let action = match self.action {
            Tap::Postback { data, display_text } => {
                Action::postback(self.label, data).display_text(display_text)
            }
            Tap::Message { text } => Action::message(self.label, text),
            Tap::Uri { uri } => Action::uri(self.label, addresses.fill(&uri)?),
            Tap::Switch { to } => {
                let data = format!("tab:{to}");
                Action::switch_menu(self.label, tab_alias(&to), data)
            }
        };
        Ok((self.bounds, action))
    }
}

impl Addresses {
    /// Replaces every name in braces by its address.
    fn fill(&self, text: &str) -> Result<String, MenuError> {
        let filled = self.0.iter().fold(text.to_owned(), |text, (name, address)| {
            text.replace(&format!("{{{name}}}"), address)
        });
        match left_open(&filled) {
            Some(name) => {
                let known: Vec<_> = self.0.iter().map(|(name, _)| format!("{{{name}}}")).collect();
                Err(MenuError::UnknownAddress(name.to_owned(), known.join(", ")))
            }
            None => Ok(filled),
        }
    }
}

fn left_open(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once('{')?;
    Some(rest.split_once('}').map_or(rest, |(name, _)| name))
}

/// Returns whether a name is short enough to be part of an alias at LINE.
fn is_name(name: &str) -> bool {
    let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    (1..=24).contains(&name.len()) && name.bytes().all(known)
}
