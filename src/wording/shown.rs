//! Facts prepared for display: on one line, cut to a length, never empty.
//!
//! Names, addresses and venue notices come from files that other people maintain. A card must be
//! sent whatever they contain.

use crate::line::message::{Action, Message, Outgoing};

/// The placeholder for an empty fact: LINE refuses empty text.
const NOTHING: &str = "－";

/// Returns the text on one line, cut to `most` characters.
pub(super) fn shown(text: &str, most: usize) -> String {
    let line = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if line.is_empty() {
        return NOTHING.to_owned();
    }
    if line.chars().count() <= most {
        return line;
    }
    let mut cut: String = line.chars().take(most.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// Returns whether LINE opens this address from a button, by the same checks that messages undergo.
pub(super) fn opens(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let plain = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    web && plain && is_taken(Action::uri(NOTHING, url))
}

/// Returns the digits of a telephone number, for a `tel:` link.
pub(super) fn dialled(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    (3..=15).contains(&digits.len()).then_some(digits)
}

fn is_taken(action: Action) -> bool {
    Outgoing::new([Message::text(NOTHING).quick_replies([action])]).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_and_empty_text_is_a_dash() {
        assert_eq!(shown("中央体育館", 10), "中央体育館");
        assert_eq!(shown("中央体育館", 4), "中央体…");
        assert_eq!(shown(" 中央\n\t体育館\u{0} ", 10), "中央 体育館");
        assert_eq!(shown(" \n", 10), "－");
    }

    #[test]
    fn only_addresses_that_line_opens_become_buttons() {
        for url in [
            "https://example.jp",
            "http://127.0.0.1:8090/liff/1-a/place",
            "https://example.jp/地図?q=潮風市",
        ] {
            assert!(opens(url), "{url}");
        }
        for url in [
            "",
            "example.jp",
            "https://",
            "javascript:alert(1)",
            "https://example.jp/a b",
            "https://[",
            "https://a:b:c/",
            "https://1.2.3.999/",
            "https://exa<mple.jp/",
        ] {
            assert!(!opens(url), "{url}");
        }
        assert!(!opens(&format!("https://example.jp/{}", "あ".repeat(200))));
    }

    #[test]
    fn a_telephone_number_is_dialled_by_its_digits() {
        assert_eq!(dialled("0570-011-228").as_deref(), Some("0570011228"));
        assert_eq!(dialled("なし"), None);
    }
}
