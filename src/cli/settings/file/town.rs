//! `[municipality]`, `[neighbours]`, `[call_centre]`, `[links]`, `[terms]`, `[faq]`: the
//! municipality, and its information for residents.

use reqwest::Url;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    text::Text,
    values::{address, colour, issuer},
};
use crate::vaccination::{
    coupon::Issuer,
    faq::Faq,
    municipality::{CallCentre, Links, Municipality, Terms},
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TownFile {
    name: Text,
    programme: Text,
    #[serde(deserialize_with = "issuer")]
    #[schemars(with = "String", regex(pattern = r"^\d{6}$"))]
    issuer: Issuer,
    #[serde(deserialize_with = "colour")]
    #[schemars(regex(pattern = r"^#[0-9a-fA-F]{6}$"))]
    colour: String,
    bring: Vec<Text>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallCentreFile {
    name: Text,
    phone: String,
    hours: Text,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinksFile {
    #[serde(deserialize_with = "address")]
    #[schemars(with = "String", extend("format" = "uri"))]
    faq: Url,
    #[serde(deserialize_with = "address")]
    #[schemars(with = "String", extend("format" = "uri"))]
    information: Url,
    #[serde(deserialize_with = "address")]
    #[schemars(with = "String", extend("format" = "uri"))]
    manual: Url,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TermsFile {
    pub(super) version: String,
    pub(super) file: String,
}

#[derive(Deserialize, JsonSchema)]
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
            name: self.name.into(),
            programme: self.programme.into(),
            issuer: self.issuer,
            neighbours,
            call_centre: CallCentre {
                name: centre.name.into(),
                phone: centre.phone,
                hours: centre.hours.into(),
            },
            links: Links {
                faq: links.faq.into(),
                information: links.information.into(),
                manual: links.manual.into(),
            },
            bring: self.bring.into_iter().map(Text::into).collect(),
            colour: self.colour,
            terms,
            faq,
        }
    }
}
