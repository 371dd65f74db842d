//! Detects duplicate keys in JSON objects. `serde_json` silently keeps the last one; LINE refuses
//! the whole request.

use std::{collections::HashSet, fmt};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Returns whether the keys of every object in `json` are unique; false for invalid JSON.
pub(super) fn are_unique(json: &str) -> bool {
    serde_json::from_str::<Strict>(json).is_ok()
}

struct Strict;

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON with every key once")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Strict, A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            map.next_value::<Strict>()?;
            if let Some(twice) = seen.replace(key) {
                return Err(A::Error::custom(format_args!("duplicate key {twice}")));
            }
        }
        Ok(Strict)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Strict, A::Error> {
        while seq.next_element::<Strict>()?.is_some() {}
        Ok(Strict)
    }

    fn visit_str<E>(self, _: &str) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict)
    }
}

#[cfg(test)]
mod tests {
    use super::are_unique;

    #[test]
    fn a_key_written_twice_is_found_at_any_depth() {
        assert!(!are_unique(r#"{"type":"box","type":"box"}"#));
        assert!(!are_unique(r#"[{"a":{"b":[1,{"c":1,"d":2,"c":3}]}}]"#));
        assert!(!are_unique(r#"{"type":1,"typ\u0065":2}"#), "escaped, but the same key");
    }

    #[test]
    fn the_same_key_in_different_objects_is_fine() {
        assert!(are_unique(r#"[{"a":{"a":[{"a":null},{"a":true}]}},{"a":1.5,"b":-1}]"#));
    }

    #[test]
    fn broken_json_is_not_fine() {
        assert!(!are_unique(r#"{"a":1"#));
    }
}
