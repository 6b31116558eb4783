//! The API document: `api-spec/openapi.yaml` is what the code says, every operation has its row in the permission table,
//! and what callers must send is documented.

use std::collections::BTreeSet;

use serde_json::Value;
use shuniu::identity::permissions;

use crate::support::contract::DOCUMENT;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/api-spec/openapi.yaml");

fn operations() -> Vec<(String, String, &'static Value)> {
    let document: &'static Value = &DOCUMENT;
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| item.as_object().expect("item").iter().map(move |(method, op)| (path.clone(), method.clone(), op)))
        .filter(|(_, method, _)| ["get", "post", "put", "patch", "delete"].contains(&method.as_str()))
        .collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how a person asks for the file to be written anew")]
fn the_file_is_what_the_code_says() {
    let code = shuniu::app::document().to_yaml().expect("yaml");
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(FILE, &code).expect("write the document");
    }
    let file = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        file == code,
        "api-spec/openapi.yaml differs from the code: run UPDATE_OPENAPI=1 cargo test --test main contract::the_file and look at the diff"
    );
}

#[test]
fn operation_ids_are_unique_and_in_the_permission_table() {
    let mut seen = BTreeSet::new();
    for (path, method, op) in operations() {
        let id = op["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path} has no operationId"));
        assert!(seen.insert(id.to_owned()), "{id} stands twice");
        assert!(permissions::operation(id).is_some(), "{id} ({method} {path}) is not in the permission table");
    }
    for row in permissions::TABLE {
        assert!(seen.contains(row.id), "{} is in the permission table and not in the API", row.id);
    }
}

#[test]
fn every_post_documents_its_idempotency_key_and_every_decision_its_version() {
    for (path, method, op) in operations() {
        let headers: Vec<(&str, bool)> = op["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|p| p["in"] == "header")
            .map(|p| (p["name"].as_str().unwrap_or_default(), p["required"] == true))
            .collect();
        let row = permissions::operation(op["operationId"].as_str().unwrap_or_default()).expect("row");
        let key = headers.iter().find(|(name, _)| *name == "Idempotency-Key");
        assert_eq!(key.is_some(), method == "post", "{method} {path}");
        assert_eq!(key.is_some_and(|(_, required)| *required), row.needs_key, "{method} {path}");
        assert_eq!(headers.contains(&("If-Match", true)), row.needs_version, "{method} {path}");
        assert!(method != "patch" || row.needs_version, "{path}: a PATCH needs If-Match");
    }
}

#[test]
fn every_operation_documents_its_refusals() {
    for (path, method, op) in operations() {
        let refused = &op["responses"]["default"]["content"]["application/problem+json"];
        assert!(refused.is_object(), "{method} {path} does not document its problem documents");
        assert!(op["summary"].is_string(), "{method} {path} has no summary");
        assert!(op["tags"].is_array(), "{method} {path} has no tag");
    }
}
