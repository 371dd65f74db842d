//! Who acts at the command line: asked for by every command that changes something about a
//! person, and kept in the history with it.

use clap::Args;

use crate::vaccination::staff::{Reason, Signature, StaffName};

#[derive(Debug, Clone, Args)]
pub(super) struct Signed {
    /// Your name: kept in the history with what you do
    #[arg(
        id = "staff",
        long = "as",
        value_name = "NAME",
        env = "SESSHU_STAFF",
        hide_env_values = true,
        value_parser = StaffName::parse
    )]
    name: StaffName,
}

impl Signed {
    pub(super) fn with(self, reason: Option<Reason>) -> Signature {
        Signature { name: self.name, reason }
    }
}
