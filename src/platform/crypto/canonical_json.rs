//! One byte string for one JSON value (RFC 8785), so that two people who digest the same content get the same digest.
//!
//! Numbers are integers that every JSON reader holds exactly (at most 2^53 - 1 either way, RFC 7493 §2.2). Fractions are
//! refused instead of being formatted: money and scores are integers here.

use serde_json::{Map, Number, Value};
use thiserror::Error;

/// The largest integer that a reader with IEEE 754 doubles still holds exactly.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Why a value has no canonical form. The value itself is not repeated: it may be a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CanonicalJsonError {
    /// A number with a fraction or an exponent.
    #[error("a number with a fraction has no canonical form; write it as an integer of its smallest unit")]
    Float,
    /// An integer beyond ±(2^53 - 1).
    #[error("an integer beyond 9007199254740991 either way is not held exactly by every JSON reader")]
    IntegerTooLarge,
}

/// The canonical bytes of `value`: UTF-8, no white space, object keys in the order of their UTF-16 code units.
///
/// # Errors
/// [`CanonicalJsonError`] for numbers that are not exactly representable integers.
pub fn canonical_json(value: &Value) -> Result<Vec<u8>, CanonicalJsonError> {
    let mut out = String::new();
    write_value(&mut out, value)?;
    Ok(out.into_bytes())
}

fn write_value(out: &mut String, value: &Value) -> Result<(), CanonicalJsonError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_integer(out, number)?,
        Value::String(text) => write_string(out, text),
        Value::Array(items) => write_array(out, items)?,
        Value::Object(members) => write_object(out, members)?,
    }
    Ok(())
}

fn write_integer(out: &mut String, number: &Number) -> Result<(), CanonicalJsonError> {
    let magnitude = match (number.as_i64(), number.as_u64()) {
        (Some(signed), _) => signed.unsigned_abs(),
        (None, Some(unsigned)) => unsigned,
        (None, None) => return Err(CanonicalJsonError::Float),
    };
    if magnitude > MAX_SAFE_INTEGER {
        return Err(CanonicalJsonError::IntegerTooLarge);
    }
    out.push_str(&number.to_string());
    Ok(())
}

/// Escapes as ECMAScript's `JSON.stringify` does, which is also how `serde_json` writes a string.
fn write_string(out: &mut String, text: &str) {
    out.push_str(&Value::from(text).to_string());
}

fn write_array(out: &mut String, items: &[Value]) -> Result<(), CanonicalJsonError> {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_value(out, item)?;
    }
    out.push(']');
    Ok(())
}

fn write_object(out: &mut String, members: &Map<String, Value>) -> Result<(), CanonicalJsonError> {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
    out.push('{');
    for (index, (key, value)) in sorted.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_string(out, key);
        out.push(':');
        write_value(out, value)?;
    }
    out.push('}');
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn canonical(value: &Value) -> String {
        String::from_utf8(canonical_json(value).unwrap()).unwrap()
    }

    #[test]
    fn keys_are_sorted_at_every_depth_and_white_space_goes() {
        let value = json!({"b": [3, {"z": 1, "a": null}], "a": true, "": "x"});
        assert_eq!(canonical(&value), r#"{"":"x","a":true,"b":[3,{"a":null,"z":1}]}"#);
    }

    #[test]
    fn keys_sort_as_in_the_example_of_rfc_8785() {
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis"
        });
        assert_eq!(
            canonical(&value),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"\u{f6}\":\"Latin Small Letter O With Diaeresis\",\
             \"\u{20ac}\":\"Euro Sign\",\"\u{1f600}\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        );
    }

    #[test]
    fn strings_are_escaped_as_ecmascript_does() {
        let value = json!("\u{20ac}$\u{f}\nA'\u{42}\u{22}\u{5c}\\\"/\u{8}\u{c}\t\r\u{7f}枢纽");
        assert_eq!(canonical(&value), "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\f\\t\\r\u{7f}枢纽\"");
    }

    #[test]
    fn numbers_that_readers_disagree_about_are_refused() {
        for float in [json!(1.5), json!(1.0), json!([{"price": -0.0}]), json!({"a": 1e3})] {
            assert_eq!(canonical_json(&float), Err(CanonicalJsonError::Float));
        }
        for large in [json!(i64::MAX), json!(i64::MIN), json!(u64::MAX), json!(1_i64 << 53), json!(-(1_i64 << 53))] {
            assert_eq!(canonical_json(&large), Err(CanonicalJsonError::IntegerTooLarge));
        }
        assert_eq!(canonical(&json!([(1_i64 << 53) - 1, 1 - (1_i64 << 53), 0])), "[9007199254740991,-9007199254740991,0]");
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-(1_i64 << 53) + 1..1_i64 << 53).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..6).prop_map(|members| members.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_canonical_form_says_the_same_and_is_its_own_canonical_form(value in any_value()) {
            let bytes = canonical_json(&value).unwrap();
            let read: Value = serde_json::from_slice(&bytes).unwrap();
            prop_assert_eq!(&read, &value);
            prop_assert_eq!(canonical_json(&read).unwrap(), bytes);
        }
    }
}
