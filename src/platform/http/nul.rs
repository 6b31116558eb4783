//! U+0000, which PostgreSQL keeps in no text: refused at the door, with its place, on both databases.

use actix_web::HttpRequest;
use serde_json::Value;

use super::problem::{Problem, Result};

/// 422 where the address holds one.
pub(in crate::platform) fn none_in_address(req: &HttpRequest) -> Result<()> {
    let address = req.uri().path_and_query().map_or("", |address| address.as_str());
    if address.contains("%00") { Err(refused("address")) } else { Ok(()) }
}

/// 422 with the pointer of the first text of the JSON that holds one.
pub(in crate::platform) fn none_in_json(json: &[u8]) -> Result<()> {
    let maybe = json.windows(6).any(|six| six == b"\\u0000");
    let found = if maybe { serde_json::from_slice(json).ok().and_then(|value| pointer_to(&value)) } else { None };
    found.map_or(Ok(()), |pointer| Err(refused(&pointer)))
}

fn pointer_to(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.contains('\0') => Some(String::new()),
        Value::Array(items) => items.iter().enumerate().find_map(|(at, item)| pointer_to(item).map(|rest| format!("/{at}{rest}"))),
        Value::Object(fields) => fields.iter().find_map(|(name, item)| {
            let rest = if name.contains('\0') { Some(String::new()) } else { pointer_to(item) };
            rest.map(|rest| format!("/{name}{rest}"))
        }),
        _ => None,
    }
}

/// Also for what comes by a form, where the database is the first to see it.
pub fn refused(place: &str) -> Problem {
    Problem::field(place, "control_character", "不能含有字符 U+0000。", "must not contain the character U+0000.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_the_character_is_named_and_words_about_it_are_none() {
        let place = |json: &str| none_in_json(json.as_bytes()).err().map(|problem| problem.errors()[0].pointer.clone());
        assert_eq!(place(r#"{"a": ["x", {"b": "y\u0000"}]}"#).as_deref(), Some("/a/1/b"));
        assert_eq!(place(r#"{"a": "an escaped \\u0000", "b": "\u0001"}"#), None);
        assert_eq!(place(r#"{"a": "\u0000"#), None, "what is no JSON is refused as that");
    }
}
