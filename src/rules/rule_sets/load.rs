//! Loads the rule sets of this program at start.

use std::sync::Arc;

use super::store;
use crate::platform::Platform;
use crate::platform::crypto::canonical_json::canonical_json;
use crate::platform::db::Tx;
use crate::platform::db::insert_ignore::{self, NewRuleSet};
use crate::platform::http::{Problem, Result};
use crate::platform::i18n::Text;
use crate::platform::time::Timestamp;
use crate::rules::rule_set::{RuleSet, embedded};

/// Stores what is new. The same version with another content refuses to start: projects were published under it.
pub(in crate::rules) async fn load(platform: &Arc<Platform>) -> Result<()> {
    let rule_sets = Arc::new(embedded().iter().map(|(file, toml)| read(file, toml)).collect::<Result<Vec<_>>>()?);
    let now = platform.clock.now();
    platform.db.write(move |tx| rule_sets.iter().try_for_each(|rules| store_once(tx, rules, now))).await
}

fn read(file: &str, toml: &str) -> Result<NewRuleSet> {
    let rules = RuleSet::parse(toml).map_err(|errors| {
        let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
        Problem::broken(format!("rule set {file}: {}", errors.join("; ")))
    })?;
    let body = canonical_json(&serde_json::to_value(&rules).map_err(Problem::internal)?).map_err(Problem::internal)?;
    Ok(NewRuleSet {
        digest: rules.digest(),
        body: String::from_utf8(body).map_err(Problem::internal)?,
        code: rules.code,
        version: rules.version,
        valid_from: rules.valid_from,
        valid_to: rules.valid_to,
    })
}

fn store_once(tx: &mut Tx, rules: &NewRuleSet, now: Timestamp) -> Result<()> {
    if insert_ignore::rule_set(tx, rules, now)? {
        return Ok(());
    }
    let stored = store::find(tx, &rules.code, &rules.version)?.map(|row| row.digest).unwrap_or_default();
    if stored == rules.digest { Ok(()) } else { Err(changed(rules, &stored)) }
}

fn changed(rules: &NewRuleSet, stored: &str) -> Problem {
    let NewRuleSet { code, version, digest, .. } = rules;
    Problem::new(
        500,
        "rules/digest_changed",
        ("规则集内容被改动", "A rule set was changed"),
        Text::new(
            format!(
                "规则集 {code} 版本 {version} 的内容与数据库中的不同（{digest}，原为 {stored}）。已使用的版本不得改动：请换用新的版本号。"
            ),
            format!(
                "rule set {code} version {version} has another content ({digest}) than the one in the database ({stored}); \
                 a version that was used never changes: give the new content a new version"
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_reads_back_as_the_same_rule_set() {
        for (file, toml) in embedded() {
            let row = read(file, toml).expect(file);
            let back: RuleSet = serde_json::from_str(&row.body).expect(file);
            assert_eq!(back.digest(), row.digest);
            assert_eq!(back, RuleSet::parse(toml).expect(file));
        }
    }
}
