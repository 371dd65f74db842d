//! The state at LINE: generations of our menus, and where the aliases and the default point.

use std::collections::BTreeMap;

use serde_json::Value;

use super::name::{MenuName, Role, before_alias, is_tab_alias, role_alias, tab_alias};
use crate::line::{
    Line, LineError, RichMenuId,
    rich_menu::{AliasId, KnownRichMenu},
};

/// Everything a change needs to know about the state at LINE.
#[derive(Clone, Debug)]
pub struct AtLine {
    /// Our generations, in the order in which LINE lists them.
    pub generations: Vec<Generation>,
    /// The number of menus that are not ours.
    pub others: usize,
    /// The menu of people who have none of their own.
    pub default: Option<RichMenuId>,
    aliases: BTreeMap<String, RichMenuId>,
}

/// The menus that one `apply` created.
#[derive(Clone, Debug, PartialEq)]
pub struct Generation {
    /// In the form `2026-12-01T00:00:00Z`.
    pub made_at: String,
    pub fingerprint: String,
    pub menus: Vec<Made>,
}

/// One menu at LINE.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub id: RichMenuId,
    pub menu: String,
    pub role: Role,
    /// The digest of its picture.
    pub digest: String,
    /// The JSON that LINE returned.
    pub object: Value,
}

impl AtLine {
    pub async fn read(line: &Line) -> Result<Self, LineError> {
        let menus = line.rich_menus().await?;
        let found = menus.len();
        let generations = generations(menus);
        let ours: usize = generations.iter().map(|it| it.menus.len()).sum();
        let aliases = line.rich_menu_aliases().await?;
        let aliases = aliases.into_iter().map(|(alias, id)| (alias.to_string(), id)).collect();
        let default = line.default_rich_menu().await?;
        Ok(Self { generations, others: found - ours, default, aliases })
    }

    /// Returns the generation that was last brought into force, or is being brought into it.
    pub fn in_force(&self) -> Option<&Generation> {
        self.with(self.aliases.get(&role_alias(Role::Default)))
    }

    /// Returns the generation to roll back to.
    pub fn before(&self) -> Option<&Generation> {
        let before = self.with(self.aliases.get(&before_alias()))?;
        (Some(before) != self.in_force()).then_some(before)
    }

    /// Returns the generation whose default menu is LINE's default.
    pub(super) fn shown(&self) -> Option<&Generation> {
        self.with(self.default.as_ref())
    }

    /// Returns the complete generations, which are those that have been in force. The others were
    /// left by interrupted changes.
    pub(super) fn whole(&self) -> impl Iterator<Item = &Generation> {
        let whole = [self.in_force(), self.before(), self.shown()];
        self.generations.iter().filter(move |it| whole.contains(&Some(*it)))
    }

    pub fn leftovers(&self) -> impl Iterator<Item = &Generation> {
        self.generations.iter().filter(|it| self.whole().all(|whole| whole != *it))
    }

    /// Returns whether the change to this generation was completed: the default is set last.
    pub fn is_settled(&self, generation: &Generation) -> bool {
        self.in_force() == Some(generation)
            && self.default.as_ref() == generation.default_menu().map(|made| &made.id)
            && generation.pointers().iter().all(|(alias, id)| self.points(alias, id))
            && (generation.linked().is_some() || self.alias(&role_alias(Role::Linked)).is_none())
    }

    pub(super) fn points(&self, alias: &str, menu: &RichMenuId) -> bool {
        self.aliases.get(alias) == Some(menu)
    }

    pub(super) fn alias(&self, alias: &str) -> Option<&RichMenuId> {
        self.aliases.get(alias)
    }

    /// Returns the generation that stays in addition to `target` once that is in force: the one
    /// that was shown until then.
    pub(super) fn kept_beside(&self, target: Option<&Generation>) -> Option<&Generation> {
        let other = |it: &&Generation| Some(*it) != target;
        self.shown().filter(other).or(self.before().filter(other))
    }

    /// Returns the tab aliases that a generation does not have.
    pub(super) fn stale(&self, generation: &Generation) -> Vec<AliasId> {
        let needed: Vec<_> = generation.menus.iter().map(|made| tab_alias(&made.menu)).collect();
        let stale = self.aliases.keys().filter(|it| is_tab_alias(it) && !needed.contains(*it));
        stale.filter_map(|alias| alias.parse().ok()).collect()
    }

    fn with(&self, menu: Option<&RichMenuId>) -> Option<&Generation> {
        let menu = menu?;
        self.generations.iter().find(|it| it.menus.iter().any(|made| made.id == *menu))
    }
}

impl Generation {
    pub(super) fn of_role(&self, role: Role) -> Option<&Made> {
        self.menus.iter().find(|made| made.role == role)
    }

    pub fn default_menu(&self) -> Option<&Made> {
        self.of_role(Role::Default)
    }

    pub fn linked(&self) -> Option<&Made> {
        self.of_role(Role::Linked)
    }

    /// Returns the aliases that point to its menus when it is in force, except the default's.
    pub(super) fn pointers(&self) -> Vec<(String, RichMenuId)> {
        let tabs = self.menus.iter().map(|made| (tab_alias(&made.menu), made.id.clone()));
        let linked = self.linked().map(|made| (role_alias(Role::Linked), made.id.clone()));
        tabs.chain(linked).collect()
    }
}

/// Groups menus by the time of their creation and their content.
fn generations(menus: Vec<KnownRichMenu>) -> Vec<Generation> {
    let mut generations: Vec<Generation> = Vec::new();
    for KnownRichMenu { id, name, object } in menus {
        let Some(name) = MenuName::read(&name) else { continue };
        let MenuName { made_at, fingerprint, menu, role, picture } = name;
        let made = Made { id, menu, role, digest: picture, object };
        let same = |it: &&mut Generation| it.made_at == made_at && it.fingerprint == fingerprint;
        match generations.iter_mut().find(same) {
            Some(generation) => generation.menus.push(made),
            None => generations.push(Generation { made_at, fingerprint, menus: vec![made] }),
        }
    }
    generations
}
