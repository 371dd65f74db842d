//! The rights of staff, and the commands that need them.

use std::fmt;

/// A right of a member. No right includes another: the call centre views and books, and a member
/// who loads files and rotates keys need not see any resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// To see who residents are and what they booked.
    View,
    /// To book, cancel and record for them.
    Book,
    /// Coupons, venues and slots, menus, keys, backups, and the staff.
    Administer,
}

/// There is no right with this name.
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
    ($($act:ident $word:literal $needs:expr),+ $(,)?) => {
        /// A command of staff, by its name on the command line.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum StaffAct {$($act),+}

        impl StaffAct {
            pub const ALL: &[Self] = &[$(Self::$act),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$act => $word),+ }
            }

            /// Returns the right that the command needs; `None` if every member may use it.
            pub fn right(self) -> Option<Right> {
                match self { $(Self::$act => $needs),+ }
            }
        }
    };
}

const VIEW: Option<Right> = Some(Right::View);
const BOOK: Option<Right> = Some(Right::Book);
const ADMINISTER: Option<Right> = Some(Right::Administer);
/// For commands that show no resident and that every member needs.
const ANY_MEMBER: Option<Right> = None;

acts! {
    BookingsList "bookings list" VIEW,
    BookingsShow "bookings show" VIEW,
    BookingsExport "bookings export" VIEW,
    CouponsShow "coupons show" VIEW,
    NoticesList "notices list" VIEW,
    PersonalDataExport "personal-data export" VIEW,
    BookingsBook "bookings book" BOOK,
    BookingsCancel "bookings cancel" BOOK,
    BookingsAttend "bookings attend" BOOK,
    BookingsMiss "bookings miss" BOOK,
    CouponsUnlock "coupons unlock" BOOK,
    NoticesRetry "notices retry" BOOK,
    NoticesTold "notices told" BOOK,
    CouponsImport "coupons import" ADMINISTER,
    CouponsAdd "coupons add" ADMINISTER,
    CouponsCorrect "coupons correct" ADMINISTER,
    CouponsRevoke "coupons revoke" ADMINISTER,
    PersonalDataErase "personal-data erase" ADMINISTER,
    Report "report" ANY_MEMBER,
    VenuesList "venues list" ANY_MEMBER,
    SlotsList "slots list" ANY_MEMBER,
    VenuesImport "venues import" ADMINISTER,
    SlotsImport "slots import" ADMINISTER,
    SlotsGenerate "slots generate" ADMINISTER,
    SlotsClose "slots close" ADMINISTER,
    SlotsReopen "slots reopen" ADMINISTER,
    SlotsCapacity "slots capacity" ADMINISTER,
    RichMenuPlan "rich-menu plan" ADMINISTER,
    RichMenuStatus "rich-menu status" ADMINISTER,
    RichMenuRender "rich-menu render" ADMINISTER,
    RichMenuApply "rich-menu apply" ADMINISTER,
    RichMenuRollback "rich-menu rollback" ADMINISTER,
    KeysRotate "keys rotate" ADMINISTER,
    BackupCreate "backup create" ADMINISTER,
    StaffAdd "staff add" ADMINISTER,
    StaffList "staff list" ADMINISTER,
    StaffAllow "staff allow" ADMINISTER,
    StaffAllowSelf "staff allow self" ADMINISTER,
    StaffRenew "staff renew" ADMINISTER,
    StaffRemove "staff remove" ADMINISTER,
    StaffHistory "staff history" ADMINISTER,
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
        let reads = ["list", "show", "export"];
        let without_residents = ["staff", "venues", "slots"];
        for act in StaffAct::ALL {
            let word = act.as_str();
            let reads = reads.iter().any(|end| word.ends_with(end));
            let of_residents = !without_residents.iter().any(|start| word.starts_with(start));
            assert_eq!(act.right() == Some(Right::View), reads && of_residents, "{act:?}");
        }
    }

    #[test]
    fn only_what_shows_no_resident_and_changes_nothing_needs_no_right() {
        let acts = StaffAct::ALL.iter().filter(|act| act.right().is_none());
        let words: Vec<_> = acts.map(|act| act.as_str()).collect();
        assert_eq!(words, ["report", "venues list", "slots list"]);
    }
}
