//! What the municipality asks of those who identify themselves.

use crate::{gate::Evidence, vaccination::check_code::CheckCode};

/// The municipality's choices about identification by coupon. People who are linked are not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IdentityRules {
    /// The check code of the letter is a third part of the proof.
    pub check_code: bool,
    /// Nobody is identified by a coupon now.
    pub closed: bool,
}

impl IdentityRules {
    /// What every attempt shows at least.
    pub fn evidence(self) -> Evidence {
        if self.check_code { Evidence::CheckCode } else { Evidence::BirthDate }
    }

    /// What an attempt shows. A code is evidence only where all are asked for theirs: otherwise a
    /// made-up one would spare an attacker the work, and count against everybody else.
    pub(super) fn evidence_of(self, shown: Option<CheckCode>) -> Evidence {
        if shown.is_some() { self.evidence() } else { Evidence::BirthDate }
    }

    /// Whether the code that is shown fits the one that is registered. One that is shown has to be
    /// right even where none is asked for.
    pub(super) fn fits(self, shown: Option<CheckCode>, registered: Option<CheckCode>) -> bool {
        match shown {
            Some(shown) => registered == Some(shown),
            None => !self.check_code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_shown_has_to_be_right_and_one_that_is_asked_for_has_to_be_shown() {
        let code = CheckCode::from_index(1);
        let other = CheckCode::from_index(2);
        let off = IdentityRules::default();
        let on = IdentityRules { check_code: true, ..off };
        for (shown, registered, with_off, with_on) in [
            (code, code, true, true),
            (other, code, false, false),
            (code, None, false, false),
            (None, code, true, false),
            (None, None, true, false),
        ] {
            assert_eq!(off.fits(shown, registered), with_off);
            assert_eq!(on.fits(shown, registered), with_on);
        }
    }
}
