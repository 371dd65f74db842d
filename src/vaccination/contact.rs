//! How a person can be reached, 連絡先 (manual, page 7).

use super::{
    email::{Email, NotAnEmail},
    kana::{KanaName, KanaNameError},
    language::Language,
    phone::{Phone, PhoneError},
};

/// A contact. Name and telephone number are required, the e-mail address is optional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub name: KanaName,
    pub phone: Phone,
    pub email: Option<Email>,
    /// The language of mails: the one in which the pages were read.
    pub language: Language,
}

/// An e-mail address, with the language of the mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailAddress {
    pub email: Email,
    pub language: Language,
}

/// Why a field of the form was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactError {
    Name(KanaNameError),
    Phone(PhoneError),
    Email(NotAnEmail),
}

impl Contact {
    /// Parses all three fields and returns every error, so that people correct the form once.
    pub fn parse(name: &str, phone: &str, email: Option<&str>) -> Result<Self, Vec<ContactError>> {
        let name = KanaName::parse(name).map_err(ContactError::Name);
        let phone = Phone::parse(phone).map_err(ContactError::Phone);
        let email = match email.filter(|text| !text.trim().is_empty()) {
            None => Ok(None),
            Some(text) => Email::parse(text).map(Some).map_err(ContactError::Email),
        };
        match (name, phone, email) {
            (Ok(name), Ok(phone), Ok(email)) => {
                Ok(Self { name, phone, email, language: Language::default() })
            }
            (name, phone, email) => {
                Err([name.err(), phone.err(), email.err()].into_iter().flatten().collect())
            }
        }
    }

    /// Returns whether name, phone and address are the same, names without spaces and dots.
    pub fn reaches_as(&self, other: &Self) -> bool {
        self.name.compared() == other.name.compared()
            && (&self.phone, &self.email) == (&other.phone, &other.email)
    }

    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// Returns the address for mails; `None` if the person gave none.
    pub fn mail_address(&self) -> Option<MailAddress> {
        let email = self.email.clone()?;
        Some(MailAddress { email, language: self.language })
    }

    /// Returns whether name, telephone number and e-mail address are equal, whatever the language.
    pub fn is_same_as(&self, other: &Self) -> bool {
        (&self.name, &self.phone) == (&other.name, &other.phone)
            && self.mail_address() == other.mail_address()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = Contact::parse("山田", "110", Some("nobody")).unwrap_err();
        assert_eq!(
            wrong,
            [
                ContactError::Name(KanaNameError::NotKana),
                ContactError::Phone(PhoneError::Invalid),
                ContactError::Email(NotAnEmail),
            ]
        );
    }

    #[test]
    fn language_counts_where_mails_are_written() {
        let with =
            Contact::parse("ワクチン タロウ", "09000000000", Some("taro@example.jp")).unwrap();
        assert!(!with.is_same_as(&with.clone().in_language(Language::English)));
        let without = Contact::parse("ワクチン タロウ", "09000000000", None).unwrap();
        assert!(without.is_same_as(&without.clone().in_language(Language::English)));
    }

    #[test]
    fn the_address_may_be_left_empty() {
        let contact = Contact::parse("ワクチン タロウ", "09000000000", Some("  ")).unwrap();
        assert_eq!(contact.email, None);
    }
}
