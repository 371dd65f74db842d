//! The texts of `sesshu history verify`.

use chrono::{DateTime, Utc};

use crate::{
    cli::print::Tongue,
    storage::{Alarm, Broken, Verified},
    vaccination::time::in_tokyo,
};

/// Describes the state of the chain.
pub(super) fn chain_words(verified: &Verified, tongue: Tongue) -> String {
    let Verified { seals, entries, unsealed, .. } = verified;
    let Some(broken) = verified.broken else {
        let newest_seal = verified.newest_in_hex();
        return tongue.pick(
            format!(
                "履歴 {entries} 件、封 {seals} 個。すべて記録したときのままです。まだ封をしていないもの {unsealed} 件。\n最後の封: {newest_seal}"
            ),
            format!(
                "{entries} entries under {seals} seals, all as recorded; {unsealed} not sealed \
                 yet.\nnewest seal: {newest_seal}"
            ),
        );
    };
    let Broken { seal, behind, until, sealed, there, .. } = broken;
    let made = DateTime::from_timestamp_micros(broken.sealed_at).map(moment).unwrap_or_default();
    let (from_ja, from_en) = match behind {
        Some(behind) => (format!("{behind} より後、"), format!("after entry {behind} ")),
        None => ("はじめから、".to_owned(), "from the first entry ".to_owned()),
    };
    tongue.pick(
        format!(
            "{from_ja}{until} までの履歴が、{seal} 番目の封（{made}）と違います（封をしたとき {sealed} 件、今 {there} 件）。その前の {entries} 件は記録したときのままです。"
        ),
        format!(
            "{from_en}up to entry {until}, the history differs from seal {seal} (made {made}): \
             {sealed} entries were sealed, {there} exist. The {entries} entries before them are as \
             recorded."
        ),
    )
}

/// Describes what an administrator has to examine.
pub(super) fn alarm_words(alarm: &Alarm, tongue: Tongue) -> String {
    match *alarm {
        Alarm::SealsRemoved => tongue.pick(
            "最後にした封がありません。封が取り除かれたか、書き換えられています",
            "the newest seal does not exist: seals were removed or altered",
        ).to_owned(),
        Alarm::Orphans { entries } => tongue.pick(
            format!("封が取り除かれた履歴が {entries} 件あります"),
            format!("the seals of {entries} entries were removed"),
        ),
        Alarm::SealedLate { seal, sealed_at, first_at } => {
            let (sealed_at, first_at) = (moment(sealed_at), moment(first_at));
            tongue.pick(
                format!(
                    "{seal} 番目の封（{sealed_at}）は、{first_at} の記録に遅れてしています。その間サービスが止まっていたのでなければ、封が取り除かれてやり直されています"
                ),
                format!(
                    "seal {seal}, made at {sealed_at}, covers a much older entry ({first_at}): \
                     unless the service was stopped in between, seals were removed and made again"
                ),
            )
        }
        Alarm::SealedAhead { seal, sealed_at, last_at } => {
            let (sealed_at, last_at) = (moment(sealed_at), moment(last_at));
            tongue.pick(
                format!(
                    "{seal} 番目の封（{sealed_at}）の中に、それより後の {last_at} の記録があります。時計が進んでいたのでなければ、作られた記録です"
                ),
                format!(
                    "seal {seal}, made at {sealed_at}, covers a later entry ({last_at}): unless a \
                     clock was ahead, the entry is forged"
                ),
            )
        }
        Alarm::Unsealed { entries, first_at } => {
            let first_at = moment(first_at);
            tongue.pick(
                format!(
                    "一時間以上たっても封をしていない履歴が {entries} 件あります（最も古いもの {first_at}）。サービスが動いているか、ログにエラーがないかを確かめてください"
                ),
                format!(
                    "{entries} entries have had no seal for more than an hour (the oldest is from \
                     {first_at}): check that the service runs and that its log has no errors"
                ),
            )
        }
        Alarm::Future { entries, last_at } => {
            let last_at = moment(last_at);
            tongue.pick(
                format!("未来の日時の履歴が {entries} 件あります（最も遅いもの {last_at}）"),
                format!("{entries} entries are in the future (the latest is from {last_at})"),
            )
        }
        Alarm::Unreadable { seal, signatures } => tongue.pick(
            format!(
                "{seal} 番目の封の中に、だれがしたのか読めない記録が {signatures} 件あります。別の記録から移されたものかもしれません"
            ),
            format!(
                "{signatures} signatures under seal {seal} cannot be read: they may have been moved \
                 there from other entries"
            ),
        ),
    }
}

fn moment(at: DateTime<Utc>) -> String {
    in_tokyo(at).format("%F %T").to_string()
}
