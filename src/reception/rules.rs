//! What the municipality requires for identification.

use crate::{gate::Evidence, vaccination::check_code::CheckCode};

/// The municipality's settings for identification by coupon. They do not apply to linked people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IdentityRules {
    /// Whether the check code of the letter is required in addition.
    pub check_code: bool,
    /// Whether identification by coupon is closed.
    pub closed: bool,
}

impl IdentityRules {
    /// Returns the evidence that every attempt provides at least.
    pub fn evidence(self) -> Evidence {
        if self.check_code { Evidence::CheckCode } else { Evidence::BirthDate }
    }

    /// Returns the evidence of an attempt. A check code counts only if it is required: otherwise a
    /// made-up one would spare an attacker the proof of work, at the expense of everyone else.
    pub(super) fn evidence_of(self, shown: Option<CheckCode>) -> Evidence {
        if shown.is_some() { self.evidence() } else { Evidence::BirthDate }
    }

    /// Returns whether the check code fits the registered one. A code that is given must be right
    /// even if none is required.
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
