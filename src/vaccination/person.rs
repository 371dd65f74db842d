//! Whose coupon it is, as people are told apart on a family's phone.

use std::fmt;

use super::{coupon::CouponNumber, kana::KanaName};

/// An opaque id of a person for links and pages: the same for one coupon as long as the key is in
/// use, and not to be guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonId(String);

impl PersonId {
    /// The letters of an id: safe in an address without escaping.
    pub fn new(letters: String) -> Self {
        Self(letters)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The holder of a coupon: by name, or by the end of the number while no name is known.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// As given with the contact, once it is known.
    pub name: Option<KanaName>,
    /// The last four digits of the coupon number.
    coupon_ends: String,
    /// Where links to the person's pages are made.
    id: Option<PersonId>,
}

impl Person {
    pub fn new(number: &CouponNumber, name: Option<KanaName>) -> Self {
        Self { name, coupon_ends: number.last_four().to_owned(), id: None }
    }

    pub fn coupon_ends(&self) -> &str {
        &self.coupon_ends
    }

    /// The same person, with the id that links carry.
    #[must_use]
    pub fn with_id(self, id: PersonId) -> Self {
        Self { id: Some(id), ..self }
    }

    pub fn id(&self) -> Option<&PersonId> {
        self.id.as_ref()
    }

    /// The same person, known by the coupon only.
    #[must_use]
    pub fn without_name(self) -> Self {
        Self { name: None, ..self }
    }
}

/// Neither the name nor the number ever reaches a log.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}
