//! よくある質問: the municipality's questions and answers, found by what people type, with typing
//! errors and in any script.

use strsim::{normalized_damerau_levenshtein, sorensen_dice};

use super::{language::Translated, text};

/// How many questions are shown at most.
const MOST: usize = 3;
/// The smallest similarity of a match.
const ALIKE: f64 = 0.4;

/// A question, with keywords that people use for it, and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub ask: Translated,
    pub answer: Translated,
    pub keywords: Vec<String>,
}

/// All questions, in the municipality's order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faq(pub Vec<Question>);

impl Faq {
    /// Returns the questions most similar to the typed text, the best first.
    pub fn nearest(&self, typed: &str) -> Vec<&Question> {
        let typed = comparable(typed);
        if typed.is_empty() {
            return Vec::new();
        }
        let mut near: Vec<(f64, &Question)> = self
            .0
            .iter()
            .map(|question| (question.nearness(&typed), question))
            .filter(|(nearness, _)| *nearness >= ALIKE)
            .collect();
        // A stable sort: equally similar questions stay in the municipality's order.
        near.sort_by(|one, other| other.0.total_cmp(&one.0));
        let best = near.first().map_or(0.0, |(nearness, _)| *nearness);
        near.retain(|(nearness, _)| *nearness >= best * 0.6);
        near.into_iter().take(MOST).map(|(_, question)| question).collect()
    }
}

impl Question {
    fn nearness(&self, typed: &str) -> f64 {
        let asked = [&self.ask.ja, &self.ask.easy, &self.ask.en];
        let asked = asked.into_iter().map(|ask| sorensen_dice(typed, &comparable(ask)));
        let words = self.keywords.iter().map(|word| contains(typed, &comparable(word)));
        asked.chain(words).fold(0.0, f64::max)
    }
}

/// Returns how well the best part of the typed text fits a keyword, tolerating one wrong letter in
/// longer keywords. Short keywords get a lower weight.
fn contains(typed: &str, word: &str) -> f64 {
    let (typed, length) = (typed.chars().collect::<Vec<_>>(), word.chars().count());
    let weight = if length >= 3 { 1.0 } else { 0.8 };
    let parts = typed.windows(length.clamp(1, typed.len()));
    let fit = parts
        .map(|part| normalized_damerau_levenshtein(&part.iter().collect::<String>(), word))
        .fold(0.0, f64::max);
    if fit > 0.74 { fit * weight } else { 0.0 }
}

/// Normalizes a text: one width, one case, hiragana for katakana, letters and digits only.
fn comparable(input: &str) -> String {
    let folded = text::fold_width(input).to_lowercase();
    folded
        .chars()
        .filter(|letter| letter.is_alphanumeric() || *letter == 'ー')
        .map(hiragana)
        .collect()
}

fn hiragana(letter: char) -> char {
    match letter {
        'ァ'..='ヶ' => char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(ja: &str, keywords: &[&str]) -> Question {
        let text = |ja: &str| Translated { ja: ja.into(), easy: String::new(), en: String::new() };
        let keywords = keywords.iter().map(|&word| word.to_owned()).collect();
        Question { ask: text(ja), answer: text("答え"), keywords }
    }

    fn faq() -> Faq {
        Faq(vec![
            question("予約の日時を変更したい", &["変更", "日程"]),
            question("接種券をなくしました", &["紛失", "再発行", "なくした"]),
            question("副反応が心配です", &["副反応", "ふくはんのう", "熱"]),
            question("駐車場はありますか", &["駐車場", "パーキング"]),
        ])
    }

    #[test]
    fn what_people_type_finds_the_question_they_mean() {
        for (typed, expected) in [
            ("予約の日を変更したいのですが", "予約の日時を変更したい"),
            ("日程をかえたい", "予約の日時を変更したい"),
            ("接種券なくした", "接種券をなくしました"),
            ("ふくはんのう", "副反応が心配です"),
            ("フクハンノウ", "副反応が心配です"),
            ("ﾊﾟｰｷﾝｸﾞ", "駐車場はありますか"),
            ("ぱーきんぐはあるの？", "駐車場はありますか"),
            ("副反応こわい", "副反応が心配です"),
            // One letter wrong.
            ("パーキンクありますか", "駐車場はありますか"),
        ] {
            let faq = faq();
            let found = faq.nearest(typed);
            assert_eq!(found.first().map(|it| it.ask.ja.as_str()), Some(expected), "{typed}");
        }
    }

    #[test]
    fn what_means_nothing_finds_nothing() {
        for typed in ["", "　", "こんにちは", "😀", "?!", "aaaa"] {
            assert_eq!(faq().nearest(typed), Vec::<&Question>::new(), "{typed}");
        }
    }

    #[test]
    fn at_most_three_are_found_the_nearest_first() {
        let many = Faq((0..9).map(|n| question(&format!("駐車場{n}"), &["駐車場"])).collect());
        assert_eq!(many.nearest("駐車場").len(), MOST);
        let found = faq();
        let found = found.nearest("駐車場はありますか");
        assert_eq!(found[0].ask.ja, "駐車場はありますか");
    }

    #[test]
    fn very_long_input_is_answered_at_once() {
        assert!(faq().nearest(&"駐".repeat(1_000_000)).len() <= MOST);
    }
}
