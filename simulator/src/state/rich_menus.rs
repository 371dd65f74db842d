//! Rich menus, their pictures and aliases, and who sees which
//! (D/messaging-api/rich-menus-overview/): a person's own menu before the default.

use std::collections::{BTreeMap, HashMap};

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::ids;

/// The number of menus, and of aliases, that an account may have through the API
/// (R/messaging-api/#create-rich-menu).
const MAX_PER_ACCOUNT: usize = 1000;

#[derive(Debug, Default)]
pub(crate) struct RichMenus {
    /// Menus, oldest first.
    menus: Vec<RichMenu>,
    default: Option<String>,
    links: HashMap<String, String>,
    aliases: BTreeMap<String, String>,
    /// The time when each batch was accepted, by request ID.
    pub(crate) batches: HashMap<String, DateTime<Utc>>,
}

/// A batch operation on everyone with a menu of their own.
#[derive(Debug)]
pub(crate) enum BatchOperation {
    Replace { from: String, to: String },
    Unlink { from: String },
    UnlinkAll,
}

#[derive(Debug)]
pub(crate) struct RichMenu {
    pub(crate) id: String,
    /// LINE's rich menu object without the ID.
    pub(crate) object: Value,
    pub(crate) image: Option<MenuImage>,
}

#[derive(Debug, Clone)]
pub(crate) struct MenuImage {
    pub(crate) content_type: &'static str,
    pub(crate) bytes: Bytes,
}

/// The reason why an operation on a menu or an alias is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RichMenuError {
    #[error("richmenu not found")]
    NotFound,
    #[error("must upload richmenu image before applying it to user")]
    NoImage,
    #[error("An image has already been uploaded to the richmenu")]
    ImageExists,
    #[error("richmenu alias not found")]
    AliasNotFound,
    #[error("conflict richmenu alias id")]
    AliasExists,
    #[error("You have reached the maximum number of rich menus")]
    TooMany,
}

impl RichMenu {
    /// Returns LINE's rich menu response object.
    pub(crate) fn response(&self) -> Value {
        let mut object = self.object.clone();
        object["richMenuId"] = Value::from(self.id.clone());
        object
    }
}

impl RichMenus {
    pub(crate) fn create(&mut self, object: Value) -> Result<String, RichMenuError> {
        if self.menus.len() >= MAX_PER_ACCOUNT {
            return Err(RichMenuError::TooMany);
        }
        let id = ids::rich_menu_id();
        self.menus.push(RichMenu { id: id.clone(), object, image: None });
        Ok(id)
    }

    pub(crate) fn find(&self, id: &str) -> Option<&RichMenu> {
        self.menus.iter().find(|menu| menu.id == id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &RichMenu> {
        self.menus.iter()
    }

    /// Deletes a menu and every link to it. Its aliases remain and name no menu.
    pub(crate) fn delete(&mut self, id: &str) -> Result<(), RichMenuError> {
        let before = self.menus.len();
        self.menus.retain(|menu| menu.id != id);
        if self.menus.len() == before {
            return Err(RichMenuError::NotFound);
        }
        self.default.take_if(|default| default == id);
        self.links.retain(|_, linked| linked != id);
        Ok(())
    }

    pub(crate) fn upload(&mut self, id: &str, image: MenuImage) -> Result<(), RichMenuError> {
        let menu =
            self.menus.iter_mut().find(|menu| menu.id == id).ok_or(RichMenuError::NotFound)?;
        if menu.image.is_some() {
            return Err(RichMenuError::ImageExists);
        }
        menu.image = Some(image);
        Ok(())
    }

    pub(crate) fn default(&self) -> Option<&str> {
        self.default.as_deref()
    }

    pub(crate) fn set_default(&mut self, id: &str) -> Result<(), RichMenuError> {
        self.require_usable(id)?;
        self.default = Some(id.to_owned());
        Ok(())
    }

    pub(crate) fn clear_default(&mut self) {
        self.default = None;
    }

    pub(crate) fn link(&mut self, user_id: &str, id: &str) -> Result<(), RichMenuError> {
        self.require_usable(id)?;
        self.links.insert(user_id.to_owned(), id.to_owned());
        Ok(())
    }

    pub(crate) fn unlink(&mut self, user_id: &str) {
        self.links.remove(user_id);
    }

    pub(crate) fn apply_batch(&mut self, change: &BatchOperation) {
        match change {
            BatchOperation::Replace { from, to } => {
                for linked in self.links.values_mut().filter(|linked| *linked == from) {
                    linked.clone_from(to);
                }
            }
            BatchOperation::Unlink { from } => self.links.retain(|_, linked| linked != from),
            BatchOperation::UnlinkAll => self.links.clear(),
        }
    }

    pub(crate) fn linked(&self, user_id: &str) -> Option<&str> {
        self.links.get(user_id).map(String::as_str)
    }

    /// Returns the menu this person sees: their own, or else the default.
    pub(crate) fn shown_to(&self, user_id: &str) -> Option<&RichMenu> {
        let id = self.linked(user_id).or_else(|| self.default())?;
        self.find(id)
    }

    pub(crate) fn create_alias(&mut self, alias: &str, id: &str) -> Result<(), RichMenuError> {
        if self.aliases.contains_key(alias) {
            return Err(RichMenuError::AliasExists);
        }
        if self.aliases.len() >= MAX_PER_ACCOUNT {
            return Err(RichMenuError::TooMany);
        }
        self.require_usable(id)?;
        self.aliases.insert(alias.to_owned(), id.to_owned());
        Ok(())
    }

    pub(crate) fn update_alias(&mut self, alias: &str, id: &str) -> Result<(), RichMenuError> {
        if !self.aliases.contains_key(alias) {
            return Err(RichMenuError::AliasNotFound);
        }
        self.require_usable(id)?;
        self.aliases.insert(alias.to_owned(), id.to_owned());
        Ok(())
    }

    pub(crate) fn delete_alias(&mut self, alias: &str) -> Result<(), RichMenuError> {
        self.aliases.remove(alias).map(drop).ok_or(RichMenuError::AliasNotFound)
    }

    pub(crate) fn alias(&self, alias: &str) -> Option<&str> {
        self.aliases.get(alias).map(String::as_str)
    }

    pub(crate) fn aliases(&self) -> impl Iterator<Item = (&String, &String)> {
        self.aliases.iter()
    }

    pub(crate) fn require_usable(&self, id: &str) -> Result<(), RichMenuError> {
        let menu = self.find(id).ok_or(RichMenuError::NotFound)?;
        if menu.image.is_none() {
            return Err(RichMenuError::NoImage);
        }
        Ok(())
    }
}
