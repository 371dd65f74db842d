//! What members of the staff may do, and what they do that asks for it.

use std::fmt;

/// What somebody may be allowed. None holds another: the call centre views and books, whoever
/// loads files and turns keys need not see a single resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// To see who residents are and what they booked.
    View,
    /// To book, cancel and note for them.
    Book,
    /// Coupons, venues and slots, menus, keys, copies, and the staff.
    Administer,
}

/// A right of another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("rights are view, book and administer")]
pub struct NotARight;

impl Right {
    pub const ALL: [Self; 3] = [Self::View, Self::Book, Self::Administer];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Book => "book",
            Self::Administer => "administer",
        }
    }

    pub fn parse(word: &str) -> Result<Self, NotARight> {
        Self::ALL.into_iter().find(|right| right.as_str() == word).ok_or(NotARight)
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! acts {
    ($($act:ident $word:literal $right:ident),+ $(,)?) => {
        /// What the staff do at the command line, by the name of the command.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum StaffAct {$($act),+}

        impl StaffAct {
            pub const ALL: &[Self] = &[$(Self::$act),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$act => $word),+ }
            }

            /// What it asks for.
            pub fn right(self) -> Right {
                match self { $(Self::$act => Right::$right),+ }
            }
        }
    };
}

acts! {
    BookingsList "bookings list" View,
    BookingsShow "bookings show" View,
    BookingsExport "bookings export" View,
    CouponsShow "coupons show" View,
    NoticesList "notices list" View,
    PersonalDataExport "personal-data export" View,
    BookingsBook "bookings book" Book,
    BookingsCancel "bookings cancel" Book,
    BookingsAttend "bookings attend" Book,
    BookingsMiss "bookings miss" Book,
    CouponsUnlock "coupons unlock" Book,
    NoticesRetry "notices retry" Book,
    NoticesTold "notices told" Book,
    CouponsImport "coupons import" Administer,
    CouponsAdd "coupons add" Administer,
    CouponsCorrect "coupons correct" Administer,
    CouponsRevoke "coupons revoke" Administer,
    PersonalDataErase "personal-data erase" Administer,
    VenuesImport "venues import" Administer,
    SlotsImport "slots import" Administer,
    SlotsGenerate "slots generate" Administer,
    SlotsClose "slots close" Administer,
    SlotsReopen "slots reopen" Administer,
    SlotsCapacity "slots capacity" Administer,
    RichMenuApply "rich-menu apply" Administer,
    RichMenuRollback "rich-menu rollback" Administer,
    KeysRotate "keys rotate" Administer,
    BackupCreate "backup create" Administer,
    StaffAdd "staff add" Administer,
    StaffList "staff list" Administer,
    StaffAllow "staff allow" Administer,
    StaffRenew "staff renew" Administer,
    StaffRemove "staff remove" Administer,
    StaffHistory "staff history" Administer,
}

impl StaffAct {
    pub fn from_record(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_and_every_right_is_known_again_by_its_word() {
        for act in StaffAct::ALL {
            assert_eq!(StaffAct::from_record(act.as_str()), Some(*act));
        }
        for right in Right::ALL {
            assert_eq!(Right::parse(right.as_str()), Ok(right));
        }
        assert_eq!(Right::parse("everything"), Err(NotARight));
        assert_eq!(StaffAct::from_record("bookings"), None);
    }

    #[test]
    fn whoever_only_looks_changes_nothing_and_whoever_administers_looks_at_nobody() {
        let reads = ["list", "show", "export", "history"];
        for act in StaffAct::ALL {
            let reads = reads.iter().any(|word| act.as_str().ends_with(word));
            let of_residents = !act.as_str().starts_with("staff");
            assert_eq!(act.right() == Right::View, reads && of_residents, "{act:?}");
        }
    }
}
