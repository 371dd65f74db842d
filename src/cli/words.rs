//! Texts for staff about acts, channels and bookings, the same in every command.

use super::print::{Tongue, Words};
use crate::{
    notices::reasons,
    storage::NoticeState,
    vaccination::{
        booking::Standing,
        history::{Act, Way},
        notice::NoticeKind,
        time::in_tokyo,
    },
};

/// Formats a moment that LINE stores for us in local time.
pub(super) fn wall_clock(moment: &str) -> String {
    match moment.parse() {
        Ok(at) => in_tokyo(at).format("%Y-%m-%d %H:%M").to_string(),
        Err(_) => moment.to_owned(),
    }
}

pub(super) fn act(act: &Act) -> Words {
    match act {
        Act::Identified { .. } => ("本人確認", "identified"),
        Act::Linked => ("LINE連携", "linked"),
        Act::Unlinked => ("LINE連携の解除", "unlinked"),
        Act::ContactChanged => ("連絡先の変更", "contact changed"),
        Act::SessionsEnded => ("ほかの端末のログアウト", "other devices logged out"),
        Act::Booked => ("予約", "booked"),
        Act::Cancelled => ("キャンセル", "cancelled"),
        Act::Attended => ("来場", "attended"),
        Act::Missed => ("来場なし", "missed"),
        Act::Registered => ("接種券の登録", "registered"),
        Act::Corrected => ("接種券の訂正", "corrected"),
        Act::Revoked => ("接種券の失効", "revoked"),
        Act::Unlocked => ("ロックの解除", "unlocked"),
        Act::Erased => ("個人情報の消去", "erased"),
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

pub(super) fn notice(kind: NoticeKind) -> Words {
    match kind {
        NoticeKind::Confirmation => ("予約の確認", "Confirmation"),
        NoticeKind::Cancellation => ("キャンセルの確認", "Cancellation"),
        NoticeKind::Reminder => ("リマインド", "Reminder"),
        NoticeKind::LinkMoved => ("連携の移動", "Link moved"),
        NoticeKind::Linked => ("連携の開始", "Linked"),
        NoticeKind::Unlinked => ("連携の解除", "Unlinked"),
        NoticeKind::ContactChanged => ("連絡先の変更", "Contact changed"),
        NoticeKind::CancellationCopy => ("キャンセルの控え", "Cancellation (copy)"),
        NoticeKind::Suspension => ("休止の連絡", "Suspension"),
        NoticeKind::Resumption => ("再開の連絡", "Resumption"),
    }
}

pub(super) fn notice_state(state: NoticeState) -> Words {
    match state {
        NoticeState::Waiting => ("送信待ち", "waiting"),
        NoticeState::Sending => ("送信中", "being sent"),
        NoticeState::Sent => ("送信済み", "sent"),
        NoticeState::Suppressed => ("送信不要", "not needed"),
        NoticeState::Failed => ("送信失敗", "failed"),
    }
}

/// Names the delivery method of a notification.
pub(super) fn notice_way(via: &str, tongue: Tongue) -> String {
    let words = match via {
        "line" => ("LINE", "LINE"),
        "mail" => ("メール", "mail"),
        "phone" => ("電話", "telephone"),
        other => return other.to_owned(),
    };
    tongue.say(words).to_owned()
}

/// Describes the stored failure reason of a notification.
pub(super) fn notice_reason(reason: &str, tongue: Tongue) -> String {
    const JAPANESE: [(&str, &str); 21] = [
        (reasons::NOT_TAKEN, "LINEがいまは受け取りません"),
        (reasons::NOT_PUSHED, "この種類はLINEで送らない設定です"),
        (reasons::NOT_KNOWN, "届いたかどうか不明のまま1日が過ぎました"),
        (reasons::NOT_KNOWN_TOO_LATE, "届いたかどうか不明のまま予約の時間になりました"),
        (reasons::TOO_LATE, "送る前に予約の時間になりました"),
        (reasons::CORRUPT, "この方の記録を読み取れません"),
        (reasons::NOT_LINKED, "LINE連携がありません"),
        (reasons::NO_FRIEND, "公式アカウントの友だちではありません"),
        (reasons::MAILED, "すでにメールで送っています"),
        (reasons::UNSENDABLE, "LINEで送れない内容か宛先です"),
        (reasons::QUOTA, "今月のメッセージの上限に達しました"),
        (reasons::REFUSED, "LINEに断られました"),
        (reasons::TOKEN_REFUSED, "LINEに断られました（401：チャネルアクセストークンが無効です）"),
        (reasons::CHANNEL_REFUSED, "LINEに断られました（403：チャネルに権限がありません）"),
        (
            reasons::CREDENTIALS_REFUSED,
            "LINEにトークンの発行を断られました（チャネルIDとシークレットを確かめてください）",
        ),
        (reasons::NO_TOKEN, "LINEからトークンを取得できません"),
        (reasons::INTERRUPTED, "内部エラーのため送れませんでした"),
        (reasons::NO_WAY, "LINEもメールアドレスもありません"),
        (reasons::NO_SERVER, "メールサーバーの設定がありません"),
        (reasons::MAIL_REFUSED, "メールサーバーに断られました"),
        (reasons::MAIL_NOT_TAKEN, "メールサーバーがいまは受け取りません"),
    ];
    let known = JAPANESE.iter().find(|(english, _)| *english == reason);
    match (known, tongue) {
        (Some((_, japanese)), Tongue::Japanese) => (*japanese).to_owned(),
        _ => reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_line_keeps_for_us_is_shown_by_the_clock_in_tokyo() {
        assert_eq!(wall_clock("2026-11-30T23:30:00Z"), "2026-12-01 08:30");
        assert_eq!(wall_clock("by hand"), "by hand");
    }

    #[test]
    fn every_reason_on_a_record_is_told_in_japanese() {
        for reason in reasons::ALL {
            assert_ne!(notice_reason(reason, Tongue::Japanese), reason);
            assert_eq!(notice_reason(reason, Tongue::English), reason);
        }
    }
}
