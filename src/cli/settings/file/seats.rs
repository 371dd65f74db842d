//! `[seats]`: the seats reserved for quota channels.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::vaccination::share::{Kept, Shares};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SeatsFile {
    #[serde(default)]
    line_percent: u8,
    #[serde(default)]
    web_percent: u8,
    #[serde(default)]
    phone_percent: u8,
    kept_until_days_before: Option<u32>,
}

pub(super) fn shares<'de, D: Deserializer<'de>>(from: D) -> Result<Shares, D::Error> {
    let SeatsFile { line_percent, web_percent, phone_percent, kept_until_days_before } =
        SeatsFile::deserialize(from)?;
    let kept = Kept::new(line_percent, web_percent, phone_percent).map_err(de::Error::custom)?;
    Ok(Shares::new(kept, kept_until_days_before))
}
