//! Holds every answer that a test receives against the API document.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use serde_json::{Value, json};

use super::client::Got;

pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(shuniu::app::document()).expect("document"));
static VALIDATORS: LazyLock<Mutex<HashMap<String, &'static jsonschema::Validator>>> = LazyLock::new(Mutex::default);

/// Panics when the document does not promise this answer.
#[track_caller]
pub fn check(method: &str, path: &str, got: &Got) {
    let path = path.split('?').next().unwrap_or(path);
    let Some((template, operation)) = operation(method, path) else {
        assert!(
            !(200..300).contains(&got.status) || !path.starts_with("/api/v1/") || path.ends_with("openapi.json"),
            "{method} {path} is not in the document"
        );
        return;
    };
    let exact = got.status.to_string();
    let responses = &operation["responses"];
    let key = if responses.get(&exact).is_some() { exact.as_str() } else { "default" };
    assert!(got.status >= 400 || key != "default", "{method} {template}: {} is not documented: {}", got.status, got.body);
    let content = &responses[key]["content"];
    let sent = got.header("content-type").unwrap_or_default();
    let promised = content.as_object();
    let Some((media, description)) =
        promised.and_then(|c| c.iter().find(|(media, _)| sent.starts_with(media.as_str())).or(c.iter().next()))
    else {
        assert!(got.body.is_empty(), "{method} {template} {}: a body that the document does not promise: {}", got.status, got.body);
        return;
    };
    assert!(sent.starts_with(media.as_str()), "{method} {template}: {sent} instead of {media}");
    if media.contains("json") && description.get("schema").is_some() {
        let validator = validator(&format!("{method} {template} {key}"), &description["schema"]);
        if let Some(error) = validator.iter_errors(&got.json).next() {
            panic!("{method} {template} {}: {error} at {}: {}", got.status, error.instance_path(), got.body);
        }
    }
}

fn operation(method: &str, path: &str) -> Option<(&'static str, &'static Value)> {
    let asked: Vec<_> = path.trim_end_matches('/').split('/').collect();
    let document: &'static Value = &DOCUMENT;
    document["paths"].as_object()?.iter().find_map(|(template, item)| {
        let known: Vec<_> = template.split('/').collect();
        let fits = known.len() == asked.len() && known.iter().zip(&asked).all(|(k, a)| k.starts_with('{') || k == a);
        fits.then(|| item.get(method.to_ascii_lowercase())).flatten().map(|operation| (template.as_str(), operation))
    })
}

fn validator(key: &str, schema: &Value) -> &'static jsonschema::Validator {
    let mut known = VALIDATORS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    known.entry(key.to_owned()).or_insert_with(|| {
        let document = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "components": DOCUMENT["components"],
            "allOf": [schema],
        });
        Box::leak(Box::new(jsonschema::validator_for(&document).unwrap_or_else(|e| panic!("{key}: {e}"))))
    })
}
