//! The doctor's texts: findings and remedies.

use chrono::TimeDelta;

use super::line_words;
use crate::{
    cli::print::Tongue, gate::Guesses, office::doctor::Found, storage::HistoryWatch,
    vaccination::ids::SlotId,
};

/// The length at which lists of slots are cut.
const MAX_SLOTS_SHOWN: usize = 20;

/// A finding in words.
pub(super) struct Said {
    pub(super) found: String,
    /// `None` if nothing needs to be done.
    pub(super) to_do: Option<String>,
}

/// A text in both languages.
pub(super) struct Both(pub(super) String, pub(super) String);

pub(super) fn both(japanese: impl Into<String>, english: impl Into<String>) -> Both {
    Both(japanese.into(), english.into())
}

pub(super) fn say(found: &Found, tongue: Tongue) -> Said {
    let (found, to_do) = line_words::say(found).unwrap_or_else(|| rest(found));
    let pick = |Both(japanese, english)| tongue.pick(japanese, english);
    Said { found: pick(found), to_do: to_do.map(pick) }
}

/// Returns the texts about mail and the database.
fn rest(found: &Found) -> (Both, Option<Both>) {
    match found {
        Found::MailSet { host, signs_in: true } => (
            both(
                format!("{host} に認証できました"),
                format!("{host} accepts the user and password"),
            ),
            None,
        ),
        Found::MailSet { host, signs_in: false } => (
            both(
                format!("{host} に接続できました（認証なし）"),
                format!("{host} accepts mail without authentication"),
            ),
            None,
        ),
        Found::MailFails { host, why } => (
            both(
                format!("{host} に送信できません: {why}"),
                format!("{host} does not accept mail: {why}"),
            ),
            Some(both(
                "[mail] の host・port・encryption と SESSHU_SMTP_USER・SESSHU_SMTP_PASSWORD を確認してください",
                "check host, port and encryption in [mail], SESSHU_SMTP_USER and SESSHU_SMTP_PASSWORD",
            )),
        ),
        Found::MailUnset => (
            both("メールサーバーの設定がありません", "no mail server is configured"),
            Some(both(
                "LINEを使わない方には何も届きません。送る場合は [mail] を設定してください",
                "people without LINE get no notices; set up [mail] to reach them",
            )),
        ),
        Found::DatabaseAnswers { version } => (both(version, version), None),
        Found::DatabaseFails { why } => (
            both(format!("接続できません: {why}"), format!("cannot be opened: {why}")),
            Some(both(
                "database.url または SESSHU_DATABASE_URL と、鍵 SESSHU_SEALING_KEYS を確認してください",
                "check database.url or SESSHU_DATABASE_URL, and the keys in SESSHU_SEALING_KEYS",
            )),
        ),
        Found::DatabaseMissing { file } => (
            both(format!("{file} がありません"), format!("{file} does not exist")),
            Some(both("sesshu migrate up で作成してください", "create it with sesshu migrate up")),
        ),
        Found::TablesFit => {
            (both("表はこの版に合っています", "the tables match this version"), None)
        }
        Found::TablesOld { pending } => {
            let count = pending.len();
            (
                both(
                    format!("表の更新が{count}件残っています"),
                    format!("{count} migrations are pending"),
                ),
                Some(both("sesshu migrate up を実行してください", "run sesshu migrate up")),
            )
        }
        Found::KeysFit => (both("暗号鍵は合っています", "the sealing keys match the data"), None),
        Found::KeysUnused => {
            (both("データはまだありません", "the database contains no sealed data yet"), None)
        }
        Found::KeysOther => (
            both(
                "暗号鍵がデータと合いません。住民の情報を読めません",
                "the sealing keys do not match the data: no coupon would be found",
            ),
            Some(both(
                "SESSHU_SEALING_KEYS に、このデータベースを作ったときの鍵を設定してください",
                "set SESSHU_SEALING_KEYS to the keys this database was sealed with",
            )),
        ),
        Found::SeatsCounted => (
            both("予約枠の予約数は合っています", "the booking counts of the slots are correct"),
            None,
        ),
        Found::SeatsMiscounted { slots } => miscounted(slots),
        Found::RightsSelfGranted { times } => (
            both(
                format!("この30日間に、職員が自分の権限を増やしたことが{times}回あります"),
                format!("members of staff gave themselves rights {times} times in 30 days"),
            ),
            Some(both(
                "sesshu staff history の「staff allow self」を見て、本人に確かめてください",
                "find \"staff allow self\" in sesshu staff history, and ask the members for the reason",
            )),
        ),
        Found::DatabaseExposed { files } => exposed(files),
        _ => clock(found),
    }
}

fn exposed(files: &[String]) -> (Both, Option<Both>) {
    let files = files.join(" ");
    let found = both(
        format!("持ち主以外も読み書きできるファイルがあります: {files}"),
        format!("others than the owner may read or write {files}"),
    );
    let to_do =
        both(format!("chmod 600 {files} を実行してください"), format!("run chmod 600 {files}"));
    (found, Some(to_do))
}

fn miscounted(slots: &[SlotId]) -> (Both, Option<Both>) {
    let many = slots.len();
    let ids = slots.iter().take(MAX_SLOTS_SHOWN).map(ToString::to_string).collect::<Vec<_>>();
    let more = if many > MAX_SLOTS_SHOWN { ", …" } else { "" };
    let ids = format!("{}{more}", ids.join(", "));
    let found = both(
        format!("{many}件の予約枠で、数えた予約数が実際と違います（枠の番号 {ids}）"),
        format!("{many} slots have a wrong count of bookings (slot ids {ids})"),
    );
    let to_do = both(
        "空席の表示が実際と違い、定員を超えて予約が入るおそれがあります。docs/runbooks/seats-miscounted.md を見てください",
        "too many or too few people can book them; see docs/runbooks/seats-miscounted.md",
    );
    (found, Some(to_do))
}

/// Returns the texts about failed identifications.
fn guessing(guesses: Guesses) -> (Both, Option<Both>) {
    let Guesses { failures_today, per_day, locked_numbers } = guesses;
    let found = both(
        format!(
            "今日の本人確認の誤り {failures_today}件（{per_day}件で全員にロボットでないことの確認）、止めている券番号 {locked_numbers}件"
        ),
        format!(
            "{failures_today} failures today (from {per_day} on, everyone gets the robot check), {locked_numbers} numbers locked"
        ),
    );
    let to_do = both(
        "だれかが番号を試しているかもしれません。docs/SECURITY.md の Credential guessing を見てください。止められた本人は、電話で確かめて sesshu coupons unlock で戻せます",
        "this may be credential guessing: see \"Credential guessing\" in docs/SECURITY.md. Residents who are locked out can be unlocked by telephone (sesshu coupons unlock)",
    );
    (found, guesses.are_many().then_some(to_do))
}

fn clock(found: &Found) -> (Both, Option<Both>) {
    match found {
        Found::ClockFits { by } => {
            let (ja, en) = difference(*by);
            (
                both(
                    format!("LINEとの時差は{ja}です"),
                    format!("differs from LINE's clock by {en}"),
                ),
                None,
            )
        }
        Found::ClockOff { by } => {
            let (ja, en) = difference(*by);
            (
                both(
                    format!("LINEの時計と{ja}ずれています"),
                    format!("differs from LINE's clock by {en}"),
                ),
                Some(both(
                    "NTPで時計を合わせてください。締切はこの時計で決まります",
                    "synchronise the clock by NTP: deadlines depend on it",
                )),
            )
        }
        Found::DatabaseClockFits { by } => {
            let (ja, en) = difference(*by);
            (both(format!("この機械との時差は{ja}です"), format!("its clock is {en} off")), None)
        }
        Found::DatabaseClockOff { by } => {
            let (ja, en) = difference(*by);
            (
                both(format!("時計がこの機械と{ja}ずれています"), format!("its clock is {en} off")),
                Some(both("両方の時計をNTPで合わせてください", "synchronise both clocks by NTP")),
            )
        }
        Found::FewGuesses(guesses) | Found::ManyGuesses(guesses) => guessing(*guesses),
        Found::HistoryQuiet => {
            (both("履歴の封に異状はありません", "the history matches its seals"), None)
        }
        Found::HistoryAlarms(watch) => history(*watch),
        Found::Unasked { why, .. } => (
            both(
                format!("確認できませんでした: {}", line_words::japanese(why)),
                format!("could not be queried: {why}"),
            ),
            Some(both("しばらくしてからもう一度実行してください", "run sesshu doctor again later")),
        ),
        // The others are LINE's.
        _ => (both("", ""), None),
    }
}

/// Returns the texts about conspicuous entries of the history.
fn history(watch: HistoryWatch) -> (Both, Option<Both>) {
    let HistoryWatch { unsealed, future, late, ahead, removed } = watch;
    let found = both(
        format!(
            "履歴を確かめてください: 封のない古い履歴 {unsealed}件、未来の履歴 {future}件、遅れた封 {late}個、記録より前の封 {ahead}個、なくなった封 {removed}"
        ),
        format!(
            "the history must be examined: {unsealed} old entries without a seal, {future} entries \
             in the future, {late} late seals, {ahead} seals earlier than their entries, {removed} \
             removed seals"
        ),
    );
    let to_do = both(
        "sesshu history verify で調べてください（docs/runbooks/history-alarm.md）",
        "run sesshu history verify (docs/runbooks/history-alarm.md)",
    );
    (found, Some(to_do))
}

fn difference(by: TimeDelta) -> (String, String) {
    let seconds = by.num_seconds();
    (format!("{seconds:+}秒"), format!("{seconds:+} s"))
}
