//! `[municipality]`, `[neighbours]`, `[call_centre]`, `[links]`, `[terms]`, `[faq]`: who invites,
//! and what people are told.

use reqwest::Url;
use serde::Deserialize;

use super::values::{address, colour, issuer};
use crate::vaccination::{
    coupon::Issuer,
    faq::Faq,
    municipality::{CallCentre, Links, Municipality, Terms},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TownFile {
    name: String,
    programme: String,
    #[serde(deserialize_with = "issuer")]
    issuer: Issuer,
    #[serde(deserialize_with = "colour")]
    colour: String,
    bring: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallCentreFile {
    name: String,
    phone: String,
    hours: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinksFile {
    #[serde(deserialize_with = "address")]
    faq: Url,
    #[serde(deserialize_with = "address")]
    information: Url,
    #[serde(deserialize_with = "address")]
    manual: Url,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermsFile {
    pub(super) version: String,
    pub(super) file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaqFile {
    pub(super) file: String,
}

impl TownFile {
    pub(super) fn municipality(
        self,
        centre: CallCentreFile,
        links: LinksFile,
        neighbours: Vec<(Issuer, String)>,
        terms: Terms,
        faq: Faq,
    ) -> Municipality {
        Municipality {
            name: self.name,
            programme: self.programme,
            issuer: self.issuer,
            neighbours,
            call_centre: CallCentre { name: centre.name, phone: centre.phone, hours: centre.hours },
            links: Links {
                faq: links.faq.into(),
                information: links.information.into(),
                manual: links.manual.into(),
            },
            bring: self.bring,
            colour: self.colour,
            terms,
            faq,
        }
    }
}
