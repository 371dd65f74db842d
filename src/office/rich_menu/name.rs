//! The names of our menus at LINE, which only administrators see, and the aliases that point to the
//! menus. They are our only record of earlier changes.

use chrono::{DateTime, SecondsFormat, Utc};

/// The first word of the names of our menus.
const OURS: &str = "sesshu";

/// Who sees a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everyone without a menu of their own.
    Default,
    /// People whose LINE account is linked to a coupon.
    Linked,
    /// People who tap a tab that leads there.
    Tab,
}

/// A menu's name, such as `sesshu 2026-12-01T00:00:00Z 3f6c9a… main default 9f0e…`: creation and
/// fingerprint of its generation, name and role of the menu, and digest of its picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MenuName {
    pub(super) made_at: String,
    pub(super) fingerprint: String,
    pub(super) menu: String,
    pub(super) role: Role,
    pub(super) picture: String,
}

impl MenuName {
    /// Parses a name; `None` if it is not ours.
    pub(super) fn read(name: &str) -> Option<Self> {
        let mut words = name.split(' ');
        let mut next = || words.next().map(str::to_owned);
        let ours = next()? == OURS;
        let (made_at, fingerprint, menu) = (next()?, next()?, next()?);
        let role = Role::read(&next()?)?;
        let picture = next()?;
        (ours && next().is_none()).then_some(Self { made_at, fingerprint, menu, role, picture })
    }

    pub(super) fn write(&self) -> String {
        let Self { made_at, fingerprint, menu, role, picture } = self;
        format!("{OURS} {made_at} {fingerprint} {menu} {} {picture}", role.word())
    }
}

impl Role {
    pub fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Linked => "linked",
            Self::Tab => "tab",
        }
    }

    fn read(word: &str) -> Option<Self> {
        [Self::Default, Self::Linked, Self::Tab].into_iter().find(|role| role.word() == word)
    }
}

pub(super) fn moment(now: DateTime<Utc>) -> String {
    now.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Returns the alias by which tabs lead to a menu.
pub(super) fn tab_alias(menu: &str) -> String {
    format!("{OURS}-{menu}")
}

/// Returns the alias of the menu in force for a role, by which the service finds the menu for
/// people who link their account.
pub fn role_alias(role: Role) -> String {
    format!("{OURS}_{}", role.word())
}

/// Returns the alias of the default menu of the generation before.
pub(super) fn before_alias() -> String {
    format!("{OURS}_before")
}

/// Returns whether an alias is one of our tab aliases.
pub(super) fn is_tab_alias(alias: &str) -> bool {
    alias.strip_prefix(OURS).is_some_and(|rest| rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_ours_is_let_be() {
        let ours = MenuName {
            made_at: "2026-12-01T00:00:00Z".to_owned(),
            fingerprint: "3f6c9a12ab34cd56".to_owned(),
            menu: "main".to_owned(),
            role: Role::Default,
            picture: "9f0e12ab34cd56ef".to_owned(),
        };
        assert_eq!(MenuName::read(&ours.write()), Some(ours.clone()));
        let strange = ours.write().replace("default", "everyone");
        let longer = format!("{} x", ours.write());
        for other in ["made by hand", "sesshu", "", &strange, &longer] {
            assert_eq!(MenuName::read(other), None, "{other}");
        }
    }
}
