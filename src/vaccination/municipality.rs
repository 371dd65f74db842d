//! The municipality and its programme as residents see them. All of it comes from the settings.

use super::{coupon::Issuer, faq::Faq, language::Translated};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// e.g. 潮風市.
    pub name: Translated,
    /// e.g. 新型コロナワクチン接種予約.
    pub programme: Translated,
    /// The code printed on its own coupons.
    pub issuer: Issuer,
    /// Partner municipalities, with their names as printed on their coupons.
    pub neighbours: Vec<(Issuer, String)>,
    pub call_centre: CallCentre,
    pub links: Links,
    /// What to bring, 持ち物, in display order.
    pub bring: Vec<Translated>,
    /// The main colour of pages and cards, `#rrggbb`.
    pub colour: String,
    pub terms: Terms,
    pub faq: Faq,
}

impl Municipality {
    /// Returns the name of the municipality with this code, as printed on its coupons, or the code
    /// if the name is not known.
    pub fn name_of<'a>(&'a self, issuer: &'a Issuer) -> &'a str {
        if *issuer == self.issuer {
            return &self.name.ja;
        }
        let known = self.neighbours.iter().find(|(code, _)| code == issuer);
        known.map_or(issuer.as_str(), |(_, name)| name)
    }
}

/// コールセンター: for what cannot be done online.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallCentre {
    pub name: Translated,
    pub phone: String,
    pub hours: Translated,
}

/// The municipality's own pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    pub faq: String,
    pub information: String,
    pub manual: String,
}

/// 利用規約: consent is recorded with the version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub version: String,
    pub blocks: Vec<Block>,
}

/// A block of the terms. They are structured, so that no page ever inserts HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Heading(String),
    Paragraph(String),
    List(Vec<String>),
}
