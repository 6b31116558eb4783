//! Which weights count for a project: those of its rule set, else the service's own.

use super::engine::{DEFAULT, Weights};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::time::Timestamp;
use crate::projects::Project;
use crate::rules;
use crate::rules::rule_set::RuleSet;

/// By the frozen rule set of a published project, and by the one that is valid today before.
pub(super) fn of_project(conn: &mut Conn, project: &Project, now: Timestamp) -> Result<Weights> {
    let rules = match &project.rule_set {
        Some(frozen) => Some(frozen.parse()?),
        None => rules::find_current(conn, &project.regime, now.shanghai_date())?,
    };
    rules.map_or(Ok(DEFAULT), |rules| of_rules(&rules))
}

fn of_rules(rules: &RuleSet) -> Result<Weights> {
    let Some(own) = rules.matching_weights else { return Ok(DEFAULT) };
    Weights::new(format!("{} {}", rules.code, rules.version), own.percent()).map_err(Problem::broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::engine::Key;
    use crate::rules::rule_set::embedded;

    #[test]
    fn r23_r24_neither_place_nor_grade_counts_in_a_statutory_purchase() {
        for (name, toml) in embedded() {
            let rules = RuleSet::parse(toml).expect(name);
            let weights = of_rules(&rules).expect(name);
            if rules.regime == crate::rules::rule_set::Regime::Statutory {
                assert_eq!((weights.of(Key::Area), weights.of(Key::Rating)), (0, 0), "{name}");
            } else {
                assert_eq!(weights, DEFAULT, "{name}");
            }
        }
    }
}
