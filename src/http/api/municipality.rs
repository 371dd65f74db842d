//! Endpoint for the municipality, the programme and its rules, which the pages need before
//! identification.

use axum::{Json, extract::State, http::HeaderMap};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::{App, LinePages, language},
    vaccination::{language::Translated, municipality::Block},
};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Municipality {
    name: String,
    programme: String,
    /// The code of the municipality whose coupons are expected.
    issuer: String,
    terms: Terms,
    call_centre: CallCentre,
    links: Links,
    line: LineSettings,
    rules: Rules,
    identity: Identity,
    /// The things to bring, in order.
    bring: Vec<String>,
    /// The theme colour, as `#rrggbb`.
    colour: String,
    opens_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
    /// Whether bookings are accepted now.
    open: bool,
    /// Today's date in Tokyo, by the service's clock.
    today: chrono::NaiveDate,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Terms {
    version: String,
    blocks: Vec<TermsBlock>,
}

/// A block of the terms. The terms are structured, because the pages never insert HTML.
#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum TermsBlock {
    Heading { text: String },
    Paragraph { text: String },
    List { items: Vec<String> },
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CallCentre {
    name: String,
    phone: String,
    hours: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Links {
    faq: String,
    information: String,
    manual: String,
}

/// The LINE environment in which the pages run.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LineSettings {
    mode: LineMode,
    liff_id: String,
    /// The address at which people add the official account as a friend.
    friend_url: String,
    /// The address of the LINE simulator, in the demo only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    simulator_url: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum LineMode {
    Liff,
    Simulator,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Rules {
    book_until_days_before: u32,
    cancel_until_days_before: u32,
}

/// The requirements of identification by coupon.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IdentityRules)]
struct Identity {
    /// Whether the check code of the letter is required.
    check_code: bool,
    /// Whether identification by coupon is switched off at present.
    closed: bool,
}

/// Returns the municipality and its programme.
///
/// Texts are in the requested language (`Accept-Language`) as far as the settings have them in it.
#[utoipa::path(get, path = "/api/municipality", operation_id = "getMunicipality",
    responses((status = 200, body = Municipality)))]
pub(super) async fn municipality(State(app): State<App>, headers: HeaderMap) -> Json<Municipality> {
    let (town, programme) = (&app.municipality, app.desk.programme());
    let now = app.clock.now();
    let language = language::asked_for(&headers);
    let read = |text: &Translated| text.read(language).to_owned();
    Json(Municipality {
        name: read(&town.name),
        programme: read(&town.programme),
        issuer: town.issuer.as_str().to_owned(),
        terms: Terms {
            version: town.terms.version.clone(),
            blocks: town.terms.blocks.iter().map(TermsBlock::from).collect(),
        },
        call_centre: CallCentre {
            name: read(&town.call_centre.name),
            phone: town.call_centre.phone.clone(),
            hours: read(&town.call_centre.hours),
        },
        links: Links {
            faq: town.links.faq.clone(),
            information: town.links.information.clone(),
            manual: town.links.manual.clone(),
        },
        line: LineSettings::from(&app.site.line),
        rules: Rules {
            book_until_days_before: programme.book_until_days_before,
            cancel_until_days_before: programme.cancel_until_days_before,
        },
        identity: Identity {
            check_code: app.desk.identity().check_code,
            closed: app.desk.identity().closed,
        },
        bring: town.bring.iter().map(read).collect(),
        colour: town.colour.clone(),
        opens_at: programme.opens_at,
        closes_at: programme.closes_at,
        open: programme.is_open(now),
        today: crate::vaccination::time::tokyo_date(now),
    })
}

impl From<&Block> for TermsBlock {
    fn from(block: &Block) -> Self {
        match block {
            Block::Heading(text) => Self::Heading { text: text.clone() },
            Block::Paragraph(text) => Self::Paragraph { text: text.clone() },
            Block::List(items) => Self::List { items: items.clone() },
        }
    }
}

impl From<&LinePages> for LineSettings {
    fn from(pages: &LinePages) -> Self {
        match pages.clone() {
            LinePages::Liff { liff_id, friend_url } => {
                Self { mode: LineMode::Liff, liff_id, friend_url, simulator_url: None }
            }
            LinePages::Simulator { liff_id, friend_url, url } => {
                Self { mode: LineMode::Simulator, liff_id, friend_url, simulator_url: Some(url) }
            }
        }
    }
}
