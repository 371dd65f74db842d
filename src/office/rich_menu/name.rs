//! The names our menus have at LINE, which only administrators see, and the aliases that point
//! to them. They are all we know of what was done before.

use chrono::{DateTime, SecondsFormat, Utc};

/// What begins every name of ours.
const OURS: &str = "sesshu";

/// Who sees a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everyone without a menu of their own.
    Default,
    /// People whose LINE account is linked to a coupon.
    Linked,
    /// Whoever taps a tab that leads there.
    Tab,
}

/// `sesshu 2026-12-01T00:00:00Z 3f6c9a… main default 9f0e…`: when its generation was made, what
/// is in the generation, which menu of it this is, who sees it, what its picture is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MenuName {
    pub(super) made_at: String,
    pub(super) fingerprint: String,
    pub(super) menu: String,
    pub(super) role: Role,
    pub(super) picture: String,
}

impl MenuName {
    /// `None` for a name that is not ours.
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

/// The alias tabs lead to a menu by.
pub(super) fn tab_alias(menu: &str) -> String {
    format!("{OURS}-{menu}")
}

/// The alias of the menu of this role in force: the service finds by it what to show to people
/// who link their account.
pub fn role_alias(role: Role) -> String {
    format!("{OURS}_{}", role.word())
}

/// The alias of the default menu of the generation before.
pub(super) fn before_alias() -> String {
    format!("{OURS}_before")
}

/// Whether an alias is one of ours for tabs.
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
