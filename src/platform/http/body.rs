//! JSON bodies whose errors name the field (`serde_path_to_error`), with the digest that idempotency compares.

use std::future::Future;
use std::pin::Pin;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::PartialSchema;
use utoipa::openapi::{RefOr, Schema};

use super::nul;
use super::problem::{FieldError, Problem, Result};
use crate::platform::crypto::{Digest, sha256};
use crate::platform::i18n::Text;

/// A JSON body of at most one MiB, read as `T`. What is wrong with it is told after the permission was judged: who may not call
/// an operation does not learn what it takes.
pub struct Body<T> {
    value: Result<T>,
    pub(super) digest: Digest,
}

impl<T> Body<T> {
    /// A command that came by a form; `said` is what the form sent.
    pub fn of_form(value: T, said: &str) -> Self {
        Self { value: Ok(value), digest: sha256(said.as_bytes()) }
    }

    /// A command that the handler made of what came; `digest` tells one from another.
    pub fn made(value: Result<T>, digest: Digest) -> Self {
        Self { value, digest }
    }

    /// The command, or what is wrong with it.
    pub fn into_value(self) -> Result<T> {
        self.value
    }
}

/// The body of an operation that needs none: nothing at all, or `{}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

impl<T: DeserializeOwned + PartialSchema + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = req.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).map(is_json);
        let bytes = web::Bytes::from_request(req, payload);
        Box::pin(async move {
            Ok(match bytes.await {
                Err(cause) => Body { value: Err(too_large_or_broken(&cause)), digest: sha256(&[]) },
                Ok(bytes) if !bytes.is_empty() && json != Some(true) => Body { value: Err(not_json()), digest: sha256(&bytes) },
                Ok(bytes) => Body { value: read(&bytes), digest: sha256(&bytes) },
            })
        })
    }
}

fn is_json(content_type: &str) -> bool {
    content_type.split(';').next().is_some_and(|mime| mime.trim().eq_ignore_ascii_case("application/json"))
}

fn not_json() -> Problem {
    Problem::new(
        415,
        "unsupported_media_type",
        ("不支持的内容类型", "Unsupported media type"),
        Text::new("请求体须为 application/json。", "The body must be application/json."),
    )
}

fn too_large_or_broken(cause: &actix_web::Error) -> Problem {
    if cause.as_response_error().status_code().as_u16() == 413 {
        Problem::new(413, "too_large", ("内容过大", "Too large"), Text::new("请求体最多 1 MiB。", "The body may have 1 MiB at most."))
    } else {
        Problem::unreadable("body_broken", "请求体未能完整接收。", "The body did not arrive whole.")
    }
}

/// Reads bytes as `T`: 400 for broken JSON, 422 with the field's pointer for a wrong type, missing fields or an unknown one.
fn read<T: DeserializeOwned + PartialSchema>(bytes: &[u8]) -> Result<T> {
    let text: &[u8] = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { bytes };
    nul::none_in_json(text)?;
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| all_that_is_wrong::<T>(text, explain(&error)))?;
    deserializer.end().map_err(|error| unreadable(&error))?;
    Ok(value)
}

/// Errors that are told of one body, and fields of a body that is looked at for more than its first one.
const MOST_ERRORS: usize = 20;
const MOST_FIELDS: usize = 200;

/// serde ends at the first field that it cannot read. The others are found without it, field by field of the outermost object; and what is
/// missing there is named, too.
fn all_that_is_wrong<T: DeserializeOwned + PartialSchema>(json: &[u8], first: Problem) -> Problem {
    let given = match serde_json::from_slice(json) {
        Ok(Value::Object(given)) if given.len() <= MOST_FIELDS => given,
        _ => return first,
    };
    let mut readable = given.clone();
    let (mut errors, mut problem) = (Vec::new(), first);
    while let [error] = problem.errors() {
        let field = error.pointer.split('/').nth(1).unwrap_or_default().replace("~1", "/").replace("~0", "~");
        // A field that lacks altogether is none of those that cannot be read; they are all read by now.
        if readable.remove(&field).is_none() {
            break;
        }
        errors.push(error.clone());
        match serde_path_to_error::deserialize::<_, T>(Value::Object(readable.clone())) {
            Err(error) if errors.len() < MOST_ERRORS => problem = explain(&error),
            _ => break,
        }
    }
    if let RefOr::T(Schema::Object(expected)) = T::schema() {
        let lacking = expected.required.into_iter().filter(|field| !given.contains_key(field));
        errors.extend(lacking.map(|field| missing(format!("/{field}"), format!("missing field `{field}`"))));
    }
    if errors.is_empty() { problem } else { Problem::invalid(errors) }
}

fn missing(pointer: String, words: String) -> FieldError {
    FieldError::new(pointer, "required", "缺少此字段。", words)
}

fn unreadable(error: &serde_json::Error) -> Problem {
    Problem::unreadable(
        "json_unreadable",
        format!("JSON 在第 {} 行第 {} 列无法读取。", error.line(), error.column()),
        format!("The JSON cannot be read at line {}, column {}.", error.line(), error.column()),
    )
}

fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let cause = error.inner();
    if cause.is_data() {
        let words = words_of(cause);
        let pointer = pointer_of(error.path());
        let code = if let Some(field) = quoted(&words, "missing field `") {
            return Problem::invalid(vec![missing(format!("{pointer}/{field}"), words)]);
        } else if quoted(&words, "unknown field `").is_some() {
            "unknown_field"
        } else if words.contains("number out of range")
            || words.contains("invalid value: integer")
            || words.contains("invalid value: floating")
        {
            "out_of_range"
        } else if words.starts_with("unknown variant") {
            "unknown_value"
        } else {
            "wrong_type"
        };
        let (zh, en) = match (code, expected(&words)) {
            ("unknown_field", _) => ("没有这个字段，请核对拼写。".to_owned(), words),
            ("out_of_range", _) => ("数值超出范围。".to_owned(), words),
            ("unknown_value", _) => (format!("不是可选的值；可选：{}。", choices(&words)), words),
            (_, Some((zh, en))) => (format!("类型或格式不对，须为{zh}。"), format!("must be {en}.")),
            (_, None) => (format!("类型或格式不对（{words}）。"), words),
        };
        return Problem::invalid(vec![FieldError::new(pointer, code, zh, en)]);
    }
    // A number that no JSON reader can hold is the field's fault, not the document's.
    if words_of(cause).contains("number out of range") {
        let words = words_of(cause);
        return Problem::invalid(vec![FieldError::new(
            pointer_of(error.path()),
            "out_of_range",
            format!("数值超出范围（{words}）。"),
            words,
        )]);
    }
    unreadable(cause)
}

/// serde's message without its position.
fn words_of(error: &serde_json::Error) -> String {
    let words = error.to_string();
    words.rsplit_once(" at line ").map_or(words.clone(), |(head, _)| head.to_owned())
}

/// What the field must be, where serde or chrono says something else in words of their own.
fn expected(words: &str) -> Option<(&'static str, &'static str)> {
    const DATE: (&str, &str) = ("实际存在的日期，写为年-月-日，如 2026-03-12", "a date that there is, like 2026-03-12");
    let chrono = ["input contains invalid characters", "input is out of range", "premature end of input", "trailing input"];
    if chrono.contains(&words) || words.ends_with("expected a formatted date string") {
        return Some(DATE);
    }
    Some(match words.rsplit_once("expected ")?.1 {
        "i64" | "i32" | "i16" | "u64" | "u32" | "u16" | "u8" | "usize" => {
            ("整数，不加引号和单位", "a whole number, without quotes and units")
        }
        "f64" | "f32" => ("数字，不加引号", "a number, without quotes"),
        "a string" | "a borrowed string" => ("加引号的文字", "a string"),
        "a boolean" => ("true 或 false", "true or false"),
        "a sequence" => ("列表 […]", "a list […]"),
        "a map" => ("对象 {…}", "an object {…}"),
        of if of.starts_with("struct ") => ("对象 {…}", "an object {…}"),
        _ => return None,
    })
}

/// The values that an unknown one could have been.
fn choices(words: &str) -> String {
    let known = words.split_once("expected ").map_or("", |(_, known)| known);
    known.split('`').skip(1).step_by(2).collect::<Vec<_>>().join("、")
}

fn quoted<'a>(words: &'a str, lead: &str) -> Option<&'a str> {
    words.split_once(lead)?.1.split('`').next()
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { variant } => Some(format!("/{variant}")),
            Segment::Unknown => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[expect(dead_code)]
        budget_fen: i64,
        #[expect(dead_code)]
        place: String,
        #[expect(dead_code)]
        note: Option<String>,
        #[serde(default)]
        #[expect(dead_code)]
        items: Vec<Item>,
    }

    #[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Item {
        #[expect(dead_code)]
        name: String,
    }

    fn refused(json: &str) -> (u16, Vec<(String, &'static str)>) {
        let problem = read::<Order>(json.as_bytes()).err();
        problem.map_or((200, vec![]), |p| (p.status(), p.errors().iter().map(|e| (e.pointer.clone(), e.code)).collect()))
    }

    #[test]
    fn what_a_field_must_be_is_said_in_words_of_people() {
        let zh = |json: &str| read::<Order>(json.as_bytes()).err().map(|problem| problem.errors()[0].detail.zh.clone()).unwrap_or_default();
        assert_eq!(zh(r#"{"budget_fen": "28500元", "place": "x"}"#), "类型或格式不对，须为整数，不加引号和单位。");
        assert_eq!(zh(r#"{"budget_fen": 1, "place": 3}"#), "类型或格式不对，须为加引号的文字。");
        assert_eq!(zh(r#"{"budget_fen": 1, "place": "x", "items": {}}"#), "类型或格式不对，须为列表 […]。");
        let date =
            |text: &str| serde_json::from_value::<chrono::NaiveDate>(text.into()).err().map(|error| words_of(&error)).unwrap_or_default();
        for text in ["2026/5/18", "2026-13-01", "2026-02", "2026-02-30", "明天", "2026-05-18T00:00:00Z"] {
            assert_eq!(expected(&date(text)).map(|(zh, _)| zh.starts_with("实际存在的日期")), Some(true), "{text}: {}", date(text));
        }
        assert_eq!(choices("unknown variant `xx`, expected one of `society`, `foundation`"), "society、foundation");
    }

    #[test]
    fn every_error_names_its_field() {
        let one = |pointer: &str, code| (422, vec![(pointer.to_owned(), code)]);
        assert_eq!(refused(r#"{"budget_fen": "x", "place": "x"}"#), one("/budget_fen", "wrong_type"));
        assert_eq!(refused(r#"{"budget_fen": 10000000000000000000, "place": "x"}"#), one("/budget_fen", "out_of_range"));
        assert_eq!(refused(r#"{"budget_fen": 1e999}"#), one("/budget_fen", "out_of_range"));
        assert_eq!(refused(r#"{"budget_fen": 1, "place": "x", "items": [{"name": 3}]}"#), one("/items/0/name", "wrong_type"));
        assert_eq!(refused(r#"{"budget_fen": 1, "place": "x", "items": [{}]}"#), one("/items/0/name", "required"));
        assert_eq!(refused(r#"{"place": "x"}"#), one("/budget_fen", "required"));
        let both = (422, vec![("/budget_fen".to_owned(), "required"), ("/place".to_owned(), "required")]);
        assert_eq!(refused("{}"), both);
        assert_eq!(refused(""), both);
        assert_eq!(refused(r#"{"budget_fen": 1, "place": "x", "colour": 2}"#), one("/colour", "unknown_field"));
        let (status, all) = refused(r#"{"budget_fen": "x", "note": 3, "colour": 2, "items": [{"name": 3}]}"#);
        let expected = [
            ("/budget_fen", "wrong_type"),
            ("/colour", "unknown_field"),
            ("/items/0/name", "wrong_type"),
            ("/note", "wrong_type"),
            ("/place", "required"),
        ];
        assert_eq!((status, all), (422, expected.map(|(pointer, code)| (pointer.to_owned(), code)).to_vec()));
        let twice = refused(r#"{"budget_fen": 1, "budget_fen": 2, "place": "x"}"#);
        assert_eq!((twice.0, twice.1.len()), (422, 1), "a field that comes twice is told");
        let hostile: String = (0..50_000).map(|n| format!("\"f{n}\": 0,")).collect();
        assert_eq!(refused(&format!("{{{hostile} \"place\": \"x\"}}")).1.len(), 1, "nobody makes us count");
        let many: String = (0..100).map(|n| format!("\"f{n}\": 0,")).collect();
        assert_eq!(refused(&format!("{{{many} \"place\": \"x\", \"budget_fen\": 1}}")).1.len(), MOST_ERRORS);
        assert_eq!(refused("{\"budget_fen\": "), (400, vec![]));
        assert_eq!(refused("{\"budget_fen\": 1, \"place\": \"x\"} x"), (400, vec![]));
        assert_eq!(refused("{\"budget_fen\": 1, \"place\": \"x\"}"), (200, vec![]));
    }
}
