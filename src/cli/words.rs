//! What staff read of acts, ways and bookings, the same in every command.

use super::print::Words;
use crate::vaccination::{
    booking::Standing,
    history::{Act, Way},
};

pub(super) fn act(act: &Act) -> Words {
    match act {
        Act::Identified { .. } => ("本人確認", "identified"),
        Act::Linked => ("LINE連携", "linked"),
        Act::Unlinked => ("LINE連携の解除", "unlinked"),
        Act::ContactChanged => ("連絡先の変更", "contact changed"),
        Act::Booked => ("予約", "booked"),
        Act::Cancelled => ("キャンセル", "cancelled"),
        Act::Attended => ("来場", "attended"),
        Act::Missed => ("来場なし", "missed"),
        Act::Registered => ("接種券の登録", "registered"),
        Act::Corrected => ("接種券の訂正", "corrected"),
        Act::Revoked => ("接種券の失効", "revoked"),
        Act::Unlocked => ("ロックの解除", "unlocked"),
    }
}

pub(super) fn way(way: Way) -> Words {
    match way {
        Way::Liff => ("LINEの画面", "LINE page"),
        Way::Web => ("Web", "web page"),
        Way::Chat => ("トーク", "chat"),
        Way::Phone => ("電話", "phone"),
        Way::Desk => ("職員", "staff"),
    }
}

pub(super) fn standing(standing: Standing) -> Words {
    match standing {
        Standing::Confirmed => ("予約中", "confirmed"),
        Standing::Past => ("終了", "past"),
        Standing::Attended => ("来場", "attended"),
        Standing::Missed => ("来場なし", "missed"),
        Standing::Cancelled => ("キャンセル", "cancelled"),
    }
}
