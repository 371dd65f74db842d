//! The language of the commands' output.

use std::env;

use crate::vaccination::language::Translated;

/// A text in both languages.
pub(in crate::cli) type Words = (&'static str, &'static str);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Tongue {
    Japanese,
    English,
}

impl Tongue {
    /// Returns the language of the POSIX locale: of the first of `LC_ALL`, `LC_MESSAGES` and `LANG`
    /// that is set; English unless it names Japanese.
    pub(in crate::cli) fn of_environment() -> Self {
        let said = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|it| env::var(it).ok());
        Self::of_locale(&said.into_iter().find(|it| !it.is_empty()).unwrap_or_default())
    }

    fn of_locale(locale: &str) -> Self {
        if locale == "ja" || locale.starts_with("ja_") || locale.starts_with("ja.") {
            Self::Japanese
        } else {
            Self::English
        }
    }

    /// Returns the Japanese or the English value.
    pub(in crate::cli) fn pick<T>(self, japanese: T, english: T) -> T {
        match self {
            Self::Japanese => japanese,
            Self::English => english,
        }
    }

    /// Returns the municipality's own text in this language.
    pub(in crate::cli) fn of(self, text: &Translated) -> &str {
        self.pick(&text.ja, &text.en)
    }

    pub(in crate::cli) fn say(self, (japanese, english): Words) -> &'static str {
        self.pick(japanese, english)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides() {
        for (locale, tongue) in [
            ("ja_JP.UTF-8", Tongue::Japanese),
            ("ja", Tongue::Japanese),
            ("ja.UTF-8", Tongue::Japanese),
            ("C.UTF-8", Tongue::English),
            ("en_US.UTF-8", Tongue::English),
            ("jam_JM", Tongue::English),
            ("", Tongue::English),
        ] {
            assert_eq!(Tongue::of_locale(locale), tongue, "{locale}");
        }
    }
}
