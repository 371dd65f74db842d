//! Keywords that people type instead of pressing a button: LINE for PC does not show the rich menu.

use crate::vaccination::text::fold_width;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// 予約, 確認: shows the bookings, or starts linking.
    Start,
    Cancel,
    /// 「キャンセルする」 in full: the only answer that cancels while the question is open.
    ConfirmCancel,
    /// Links one more coupon.
    Add,
    /// Unlinks the LINE account, which only the page can do.
    Unlink,
    Faq,
    Information,
    Manual,
    Help,
    Stop,
    Agree,
    Yes,
    No,
    /// Thanks, or a word that only says that the message was read.
    Acknowledge,
}

/// The keywords as [`plain`] returns them: hiragana for katakana, lower case.
const WORDS: [(Word, &[&str]); 14] = [
    (
        Word::Start,
        &[
            "予約",
            "よやく",
            "予約確認",
            "予約を確認",
            "予約の確認",
            "確認",
            "かくにん",
            "わくちん",
            "わくちん予約",
            "わくちん予約・確認",
            "接種予約",
            "予約をはじめる",
            "予約を始める",
            "まいぺーじ",
            "book",
            "booking",
            "reserve",
            "reservation",
            "appointment",
            "check",
        ],
    ),
    (
        Word::Cancel,
        &[
            "きゃんせる",
            "予約きゃんせる",
            "予約をきゃんせる",
            "予約のきゃんせる",
            "取消",
            "取消し",
            "取り消し",
            "とりけし",
            "変更",
            "予約変更",
            "予約の変更",
            "へんこう",
            "cancel",
            "change",
        ],
    ),
    (
        Word::ConfirmCancel,
        &[
            "きゃんせるする",
            "きゃんせるします",
            "予約をきゃんせるする",
            "予約をきゃんせるします",
            "はい、きゃんせるする",
            "はい、きゃんせるします",
            "はいきゃんせるする",
            "はいきゃんせるします",
            // Labels of buttons in simple Japanese.
            "きゃんせるする(やめる)",
            "ok(きゃんせるする)",
            "cancel it",
            "cancel this booking",
            "yes, cancel",
            "yes cancel",
            "yes, cancel it",
            "yes cancel it",
            "ok, cancel it",
        ],
    ),
    (
        Word::Add,
        &[
            "追加",
            "ついか",
            "家族",
            "かぞく",
            "家族の追加",
            "接種券を追加",
            "家族の接種券を追加",
            "add",
            "family",
            "add family coupon",
        ],
    ),
    (
        Word::Unlink,
        &["連携解除", "line連携解除", "line連携を解除", "連携を解除", "解除", "かいじょ", "unlink"],
    ),
    (Word::Faq, &["faq", "よくある質問", "しつもん", "質問", "questions"]),
    (
        Word::Information,
        &["情報", "じょうほう", "わくちん情報", "わくちん関連情報", "info", "information"],
    ),
    (Word::Manual, &["まにゅある", "使い方", "つかいかた", "操作方法", "manual", "guide"]),
    (Word::Help, &["へるぷ", "めにゅー", "help", "menu", "?"]),
    (
        Word::Stop,
        &["やめる", "止める", "やめ", "中止", "終了", "おわり", "終わり", "stop", "quit", "exit"],
    ),
    (Word::Agree, &["同意", "どうい", "agree", "i agree"]),
    (
        Word::Yes,
        &["はい", "うん", "そう", "ok", "おっけー", "正しい", "ただしい", "合っている", "yes", "y"],
    ),
    (Word::No, &["いいえ", "いや", "違う", "ちがう", "戻る", "もどる", "no", "n", "back"]),
    (
        Word::Acknowledge,
        &[
            "ありがとう",
            "ありがとうございます",
            "ありがとうございました",
            "わかりました",
            "わかった",
            "了解",
            "承知しました",
            "thanks",
            "thank you",
            "i see",
        ],
    ),
];

/// Endings that carry politeness or grammar, not meaning. Longer ones come first.
const ENDINGS: [&str; 10] = [
    "をお願いします",
    "お願いします",
    "をしたい",
    "したい",
    "します",
    "する",
    "ください",
    "です",
    "たい",
    "を",
];

impl Word {
    /// Returns the keyword that `text` is, in any width, in hiragana or katakana, with or without
    /// polite endings; `None` for anything longer than a keyword.
    pub(super) fn read(text: &str) -> Option<Self> {
        find(&plain(text))
    }
}

/// Returns whether the first clause of `text` is a yes, as in 「はい、わかりました」.
pub(super) fn begins_with_yes(text: &str) -> bool {
    let plain = plain(text);
    let first = plain.split(|c: char| c.is_whitespace() || "、。,.!".contains(c)).next();
    first.and_then(find) == Some(Word::Yes)
}

fn find(plain: &str) -> Option<Word> {
    let exact = WORDS.into_iter().find_map(|(word, forms)| forms.contains(&plain).then_some(word));
    exact.or_else(|| ENDINGS.into_iter().find_map(|ending| find(plain.strip_suffix(ending)?)))
}

/// Normalizes to one width, hiragana and lower case, without brackets, quotes and final
/// punctuation.
fn plain(text: &str) -> String {
    let folded = fold_width(text).to_lowercase();
    let trimmed = if folded == "?" {
        folded.as_str()
    } else {
        folded.trim_matches(|c: char| c.is_whitespace() || "「」『』。、.,!?~〜".contains(c))
    };
    trimmed.chars().map(to_hiragana).collect()
}

fn to_hiragana(c: char) -> char {
    match c {
        // Katakana ァ..ヶ are 0x60 above their hiragana.
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_words_of_the_manual_are_understood_however_they_are_typed() {
        for (typed, word) in [
            ("予約", Word::Start),
            ("よやく", Word::Start),
            ("ヨヤク", Word::Start),
            ("ﾖﾔｸ", Word::Start),
            (" 予約　", Word::Start),
            ("「予約」", Word::Start),
            ("予約したい", Word::Start),
            ("予約をお願いします。", Word::Start),
            ("ワクチン予約・確認", Word::Start),
            ("ﾜｸﾁﾝ予約･確認", Word::Start),
            ("確認", Word::Start),
            ("マイページ", Word::Start),
            ("Booking", Word::Start),
            ("キャンセル", Word::Cancel),
            ("ｷｬﾝｾﾙ", Word::Cancel),
            ("きゃんせる", Word::Cancel),
            ("キャンセルしたいです", Word::Cancel),
            ("予約をキャンセルしたい", Word::Cancel),
            ("キャンセルをお願いします", Word::Cancel),
            ("キャンセルする", Word::ConfirmCancel),
            ("「キャンセルする」", Word::ConfirmCancel),
            ("ｷｬﾝｾﾙする。", Word::ConfirmCancel),
            ("きゃんせるします", Word::ConfirmCancel),
            ("予約をキャンセルする", Word::ConfirmCancel),
            ("はい、キャンセルします", Word::ConfirmCancel),
            ("キャンセルする（やめる）", Word::ConfirmCancel),
            ("Cancel it", Word::ConfirmCancel),
            ("Yes, cancel!", Word::ConfirmCancel),
            ("ありがとうございます！", Word::Acknowledge),
            ("わかりました。", Word::Acknowledge),
            ("家族", Word::Add),
            ("家族の接種券を追加", Word::Add),
            ("「家族の接種券を追加」", Word::Add),
            ("Add family coupon", Word::Add),
            ("LINE連携を解除する", Word::Unlink),
            ("解除したい", Word::Unlink),
            ("ＦＡＱ", Word::Faq),
            ("faq", Word::Faq),
            ("よくある質問", Word::Faq),
            ("情報", Word::Information),
            ("ワクチン関連情報", Word::Information),
            ("マニュアル", Word::Manual),
            ("まにゅある", Word::Manual),
            ("ヘルプ", Word::Help),
            ("HELP!", Word::Help),
            ("？", Word::Help),
            ("やめる", Word::Stop),
            ("ヤメル", Word::Stop),
            ("やめたい", Word::Stop),
            ("同意する", Word::Agree),
            ("同意します", Word::Agree),
            ("はい", Word::Yes),
            ("ハイ！", Word::Yes),
            ("ＯＫ", Word::Yes),
            ("いいえ", Word::No),
            ("戻る", Word::No),
        ] {
            assert_eq!(Word::read(typed), Some(word), "{typed}");
        }
    }

    #[test]
    fn what_is_no_such_word_is_none() {
        for typed in [
            "",
            " ",
            "。",
            "予約の変更はできますか",
            "予約予約",
            "キャンセル料はかかりますか",
            "1234567890",
            "キャンセルしますか",
            "キャンセルしないで",
            "💉",
            "'; DROP TABLE talk; --",
        ] {
            assert_eq!(Word::read(typed), None, "{typed}");
        }
    }

    #[test]
    fn first_clause_tells_whether_a_text_begins_with_yes() {
        for yes in ["はい、わかりました", "OK!", "うん それで", "yes, please", "はい"]
        {
            assert!(begins_with_yes(yes), "{yes}");
        }
        for other in ["", "わかりました", "はいりません", "いいえ、はい", "会場は、はい"]
        {
            assert!(!begins_with_yes(other), "{other}");
        }
    }

    #[test]
    fn no_form_stands_for_two_words() {
        let mut forms: Vec<_> = WORDS.iter().flat_map(|(_, forms)| *forms).collect();
        let all = forms.len();
        forms.sort_unstable();
        forms.dedup();
        assert_eq!(forms.len(), all);
        for form in forms {
            assert_eq!(plain(form), *form, "a form that can never match");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,60}") {
            let _ = Word::read(&text);
        }
    }
}
