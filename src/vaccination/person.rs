//! The holder of a coupon, as family members are distinguished on one phone.

use std::fmt;

use super::{coupon::CouponNumber, kana::KanaName};

/// An opaque id of a person for links and pages: the same for one coupon as long as the key is in
/// use, and impossible to guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonId(String);

impl PersonId {
    /// Wraps the letters of an id, which need no escaping in a URL.
    pub fn new(letters: String) -> Self {
        Self(letters)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The holder of a coupon, by name or, if no name is known, by the last digits of the number.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// From the contact, once it is known.
    pub name: Option<KanaName>,
    /// The last four digits of the coupon number.
    coupon_ends: String,
    /// Set where links to the person's pages are made.
    id: Option<PersonId>,
}

impl Person {
    pub fn new(number: &CouponNumber, name: Option<KanaName>) -> Self {
        Self { name, coupon_ends: number.last_four().to_owned(), id: None }
    }

    pub fn coupon_ends(&self) -> &str {
        &self.coupon_ends
    }

    /// Returns the same person with the id for links.
    #[must_use]
    pub fn with_id(self, id: PersonId) -> Self {
        Self { id: Some(id), ..self }
    }

    pub fn id(&self) -> Option<&PersonId> {
        self.id.as_ref()
    }

    /// Returns the same person without the name.
    #[must_use]
    pub fn without_name(self) -> Self {
        Self { name: None, ..self }
    }
}

/// Keeps names and numbers out of logs.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}
