//! A place of vaccination, 会場.

use super::ids::VenueId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Venue {
    pub id: VenueId,
    /// 会場区分, e.g. 集団接種会場.
    pub category: String,
    pub name: String,
    pub kana: String,
    pub address: String,
    /// 会場からのお知らせ, if there is one (manual, page 9).
    pub notice: Option<String>,
    pub map_url: Option<String>,
}
