//! The digest by which the same version with other content is noticed.

use std::collections::BTreeMap;
use std::fmt::Write;

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;

use super::RuleSet;

pub(super) fn sha256(rules: &RuleSet) -> String {
    let json = serde_json::to_value(rules).expect("a rule set has string keys and serializable values only");
    let digest = digest(&SHA256, canonical(&json).as_bytes());
    digest.as_ref().iter().fold("sha256:".to_owned(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Keys sorted, no blanks, integers as they are; a rule set holds no fractions.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            let members = sorted.into_iter().map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rule_set::embedded;

    fn rules() -> RuleSet {
        RuleSet::parse(embedded()[0].1).expect("sound")
    }

    #[test]
    fn the_digest_carries_its_algorithm() {
        let digest = rules().digest();
        let hex = digest.strip_prefix("sha256:").expect("named");
        assert!(hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn comments_and_order_do_not_change_the_digest_but_any_value_does() {
        let toml = embedded()[0].1;
        let commented = format!(
            "# a comment\n{}",
            toml.replace("auto_open = false\ncount_visible = false", "count_visible = false\nauto_open = false")
        );
        assert_ne!(toml, commented);
        assert_eq!(RuleSet::parse(&commented).expect("sound").digest(), rules().digest());

        let changed = toml.replace("from_fen = 3_000_000", "from_fen = 3_000_001");
        assert_ne!(RuleSet::parse(&changed).expect("sound").digest(), rules().digest());
    }

    #[test]
    fn canonical_json_sorts_keys_at_every_depth() {
        let json = serde_json::json!({"b": [{"d": 1, "c": "\"中"}], "a": null});
        assert_eq!(canonical(&json), r#"{"a":null,"b":[{"c":"\"中","d":1}]}"#);
    }
}
