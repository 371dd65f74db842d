//! The idempotency key of a request, under which the page can request the result again.

/// An idempotency key: 16 to 128 visible ASCII characters. The pages use one UUID per form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey(String);

impl RequestKey {
    pub fn parse(text: &str) -> Option<Self> {
        let good = (16..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        good.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_long_enough_to_be_nobody_elses_and_short_enough_to_keep() {
        assert!(RequestKey::parse("0f8fad5b-d9cb-469f-a165-70867728950e").is_some());
        for odd in ["", "short", "with spaces in between", "ねこねこねこねこ", &"k".repeat(129)]
        {
            assert_eq!(RequestKey::parse(odd), None, "{odd}");
        }
    }
}
