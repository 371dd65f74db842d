//! Brings menus into force. The change can be interrupted anywhere and repeated: everyone has a
//! menu all the time, and nothing is left over in the end.
//!
//! First the new menus are created and get their pictures, while no one sees them. Then
//! `sesshu_default` is pointed to them: from here on every repetition completes this change. Tabs
//! follow, then the people who have a menu of their own, and last the default, which marks the
//! change as complete. The previous generation stays, older ones are deleted.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::{
    AtLine, ChangeError, Drawn, Generation, Made,
    name::{Role, before_alias, moment, role_alias},
};
use crate::{
    line::{Line, LineError, RichMenuId},
    storage::Store,
};

/// Waits while LINE works.
pub type Pause<'a> = &'a (dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync);

/// What a change needs.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    pub line: &'a Line,
    pub store: &'a Store,
    pub now: DateTime<Utc>,
    pub pause: Pause<'a>,
}

/// The outcome of a change.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The generation in force now.
    pub generation: Generation,
    pub how: How,
    /// Whether LINE moved the people who have a menu of their own.
    pub moved: bool,
    /// The number of linked people whose menu is enqueued, to be set by the service or by the
    /// command that made the change.
    pub owed: u64,
    /// The number of deleted menus.
    pub deleted: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// It was in force already.
    Nothing,
    /// It was created.
    Made,
    /// LINE still had it.
    Returned,
    /// A change that had been interrupted was completed.
    Finished,
}

impl Change<'_> {
    /// Brings the menus of the folder into force.
    pub async fn apply(&self, drawn: &Drawn) -> Result<Changed, ChangeError> {
        let there = AtLine::read(self.line).await?;
        let same = |it: &&Generation| {
            it.fingerprint == drawn.fingerprint && it.menus.len() == drawn.menus.len()
        };
        match there.whole().find(same) {
            Some(same) if there.is_settled(same) => {
                let deleted = self.tidy(&there, same).await?;
                let generation = same.clone();
                Ok(Changed { generation, how: How::Nothing, moved: false, owed: 0, deleted })
            }
            Some(same) if there.in_force() == Some(same) => {
                self.bring(&there, same, How::Finished).await
            }
            Some(same) => self.bring(&there, same, How::Returned).await,
            None => {
                let cleared = self.clear(there.leftovers()).await?;
                let made = self.make(drawn).await?;
                let mut changed = self.bring(&there, &made, How::Made).await?;
                changed.deleted += cleared;
                Ok(changed)
            }
        }
    }

    /// Brings the previous generation into force; a second roll-back undoes the first. If a change
    /// was interrupted, completes that change instead.
    pub async fn roll_back(&self) -> Result<Changed, ChangeError> {
        let there = AtLine::read(self.line).await?;
        match there.in_force() {
            Some(begun) if !there.is_settled(begun) => {
                self.bring(&there, begun, How::Finished).await
            }
            _ => {
                let before = there.before().ok_or(ChangeError::NothingBefore)?;
                self.bring(&there, before, How::Returned).await
            }
        }
    }

    /// Creates menus with their pictures. No one sees them yet.
    async fn make(&self, drawn: &Drawn) -> Result<Generation, ChangeError> {
        let mut objects = Vec::new();
        for menu in &drawn.menus {
            let object = drawn.named(menu, self.now)?;
            // All are validated before the first is created: LINE allows 100 creations an hour.
            self.line.validate_rich_menu(&object).await?;
            objects.push((menu, object));
        }
        let mut menus = Vec::new();
        for (menu, object) in objects {
            let id = self.line.create_rich_menu(&object).await?;
            self.line.upload_rich_menu_image(&id, &menu.image).await?;
            let object = serde_json::to_value(&object).unwrap_or_default();
            let (role, digest) = (menu.menu.role, menu.digest.clone());
            menus.push(Made { id, menu: menu.menu.name.clone(), role, digest, object });
        }
        let fingerprint = drawn.fingerprint.clone();
        Ok(Generation { made_at: moment(self.now), fingerprint, menus })
    }

    async fn bring(
        &self,
        there: &AtLine,
        target: &Generation,
        how: How,
    ) -> Result<Changed, ChangeError> {
        let Some(default) = target.default_menu() else {
            return Err(LineError::Unreadable.into());
        };
        self.point(there, &role_alias(Role::Default), &default.id).await?;
        if let (Some(shown), Some(id)) = (there.shown(), &there.default)
            && shown != target
        {
            self.point(there, &before_alias(), id).await?;
        }
        for (alias, id) in target.pointers() {
            self.point(there, &alias, &id).await?;
        }
        let nobody_linked = role_alias(Role::Linked);
        if target.linked().is_none() && there.alias(&nobody_linked).is_some() {
            self.delete_alias(&nobody_linked).await?;
        }
        let (moved, owed) = self.move_everyone(there, target).await?;
        self.line.set_default_rich_menu(&default.id).await?;
        let deleted = self.tidy(there, target).await?;
        Ok(Changed { generation: target.clone(), how, moved, owed, deleted })
    }

    async fn point(&self, there: &AtLine, alias: &str, menu: &RichMenuId) -> Result<(), LineError> {
        let id = alias.parse().map_err(|_| LineError::Unreadable)?;
        match there.alias(alias) {
            Some(already) if already == menu => Ok(()),
            Some(_) => self.line.point_alias(&id, menu).await,
            None => self.line.create_alias(&id, menu).await,
        }
    }

    async fn delete_alias(&self, alias: &str) -> Result<(), LineError> {
        self.line.delete_alias(&alias.parse().map_err(|_| LineError::Unreadable)?).await
    }

    /// Deletes all generations but the one in force and the one before; returns how many menus.
    async fn tidy(&self, there: &AtLine, target: &Generation) -> Result<usize, LineError> {
        for alias in there.stale(target) {
            self.line.delete_alias(&alias).await?;
        }
        let keep = [Some(target), there.kept_beside(Some(target))];
        self.clear(there.generations.iter().filter(|it| !keep.contains(&Some(*it)))).await
    }

    async fn clear<'g>(
        &self,
        generations: impl Iterator<Item = &'g Generation>,
    ) -> Result<usize, LineError> {
        let mut deleted = 0;
        for made in generations.flat_map(|generation| &generation.menus) {
            self.line.delete_rich_menu(&made.id).await?;
            deleted += 1;
        }
        Ok(deleted)
    }
}

impl std::fmt::Debug for Change<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Change(…)")
    }
}
