//! `[identity]`: what identification by coupon asks for.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::reception::IdentityRules;

#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Identity {
    check_code: bool,
    closed: bool,
}

impl From<Identity> for IdentityRules {
    fn from(file: Identity) -> Self {
        Self { check_code: file.check_code, closed: file.closed }
    }
}
