//! Sound bodies out of the API document's schemas, naming the records of somebody else.

use serde_json::{Map, Value, json};

use super::records::Records;
use crate::support::contract::DOCUMENT;

/// The body of an operation, with everything that it requires and whatever names somebody's record.
pub fn sound(operation: &Value, records: &Records) -> Value {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_null() { json!({}) } else { sample("", schema, records) }
}

fn sample(name: &str, schema: &Value, records: &Records) -> Value {
    if let Some(known) = records.named(name) {
        return known;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = reference.trim_start_matches("#/").split('/').fold(&*DOCUMENT, |at, part| &at[part]);
        return sample(name, schema, records);
    }
    if let Some(example) = schema.get("example").or_else(|| schema["examples"].get(0)) {
        return example.clone();
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    if let Some(choices) = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()) {
        let choice = choices.iter().find(|choice| choice["type"] != "null").unwrap_or(&Value::Null);
        return sample(name, choice, records);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return parts.iter().map(|part| sample(name, part, records)).next_back().unwrap_or_default();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("object");
    match kind {
        "string" => string(schema["format"].as_str()),
        "integer" | "number" => json!(schema["minimum"].as_i64().unwrap_or(1).max(1)),
        "boolean" => json!(true),
        "array" => json!([sample("", &schema["items"], records)]),
        _ => object(schema, records),
    }
}

fn string(format: Option<&str>) -> Value {
    json!(match format {
        Some("date") => "2026-06-30",
        Some("date-time") => "2026-03-12T09:00:00+08:00",
        Some("password") => "a long enough pass phrase 7",
        _ => "测试",
    })
}

/// Required fields, and the optional ones that name a record.
fn object(schema: &Value, records: &Records) -> Value {
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let kept = properties.filter(|(name, _)| required.contains(&name.as_str()) || records.named(name).is_some());
    Value::Object(kept.map(|(name, property)| (name.clone(), sample(name, property, records))).collect::<Map<_, _>>())
}
