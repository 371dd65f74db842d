//! `[identity]`: where people may identify themselves by coupon, and which credentials they enter.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::reception::IdentityRules;

#[derive(Deserialize, JsonSchema, Clone, Copy, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct IdentityFile {
    pub(super) in_chat: bool,
    check_code: bool,
    closed: bool,
}

impl From<IdentityFile> for IdentityRules {
    fn from(file: IdentityFile) -> Self {
        Self { check_code: file.check_code, closed: file.closed }
    }
}
