//! Everything that must hold before a rule set is used. All that is wrong is listed at once, by field.

use std::collections::{BTreeSet, HashSet};

use serde::de::IntoDeserializer;

use super::{Minimum, RuleSet, TieRule};
use crate::platform::calendar::{CalendarDays, Days, WorkingDays};
use crate::platform::money::Money;

/// What is wrong with which field, by its path (`panel.by_amount`).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct RuleSetError {
    pub field: String,
    pub problem: String,
}

/// Who the rule set is; these need no source of their own.
const IDENTITY: [&str; 9] = ["code", "version", "name_zh", "name_en", "regime", "valid_from", "jurisdiction", "source", "certainty"];

/// The regime's values; each needs a line in `[sources]`.
const VALUES: [&str; 17] = [
    "instruments",
    "min_window",
    "min_received",
    "min_qualified",
    "panel",
    "recusal",
    "price_weight",
    "rounding",
    "ties",
    "publicity",
    "auto_open",
    "count_visible",
    "ladder",
    "evaluation_days",
    "award_days",
    "contract_days",
    "amendment_cap",
];

/// Values that a regime may do without.
const OPTIONAL_VALUES: [&str; 4] = ["clarifications", "splitting_alert", "abnormally_low", "matching_weights"];

pub(super) fn parse(toml: &str) -> Result<RuleSet, Vec<RuleSetError>> {
    let table = read_table(toml).map_err(|error| vec![error])?;
    let mut problems = Problems::default();
    problems.check_keys(&table);
    if !problems.0.is_empty() {
        return Err(problems.0);
    }
    let rules = read_values(table).map_err(|error| vec![error])?;
    problems.check_values(&rules);
    if problems.0.is_empty() { Ok(rules) } else { Err(problems.0) }
}

fn read_table(toml: &str) -> Result<toml::Table, RuleSetError> {
    toml.parse().map_err(|error: toml::de::Error| problem("(file)", error.to_string().trim_end()))
}

fn read_values(table: toml::Table) -> Result<RuleSet, RuleSetError> {
    serde_path_to_error::deserialize(toml::Value::Table(table).into_deserializer())
        .map_err(|error| problem(&error.path().to_string(), error.inner().to_string().trim_end()))
}

fn problem(field: &str, problem: &str) -> RuleSetError {
    RuleSetError { field: field.to_owned(), problem: problem.to_owned() }
}

#[derive(Default)]
struct Problems(Vec<RuleSetError>);

impl Problems {
    fn unless(&mut self, holds: bool, field: &str, otherwise: &str) {
        if !holds {
            self.0.push(problem(field, otherwise));
        }
    }

    fn check_keys(&mut self, table: &toml::Table) {
        let required = IDENTITY.iter().chain(&VALUES).chain(&["sources"]);
        for field in required.clone() {
            self.unless(table.contains_key(*field), field, "is missing");
        }
        let known: HashSet<&str> = required.chain(&OPTIONAL_VALUES).chain(&["valid_to"]).copied().collect();
        for field in table.keys() {
            self.unless(known.contains(field.as_str()), field, "is not a field of a rule set");
        }
        let Some(sources) = table.get("sources").and_then(toml::Value::as_table) else {
            return;
        };
        let present = |field: &&&str| table.contains_key(**field);
        let sourced: BTreeSet<&str> = VALUES.iter().chain(OPTIONAL_VALUES.iter().filter(present)).copied().collect();
        for field in &sourced {
            self.unless(sources.contains_key(*field), &format!("sources.{field}"), "is missing");
        }
        for field in sources.keys() {
            self.unless(sourced.contains(field.as_str()), &format!("sources.{field}"), "names no value of this file");
        }
    }

    fn check_values(&mut self, rules: &RuleSet) {
        self.check_identity(rules);
        self.check_days("min_window", rules.min_window);
        self.check_minimum("min_received", rules.min_received);
        self.check_minimum("min_qualified", rules.min_qualified);
        self.unless(rules.min_qualified.n <= rules.min_received.n, "min_qualified", "asks for more bids than min_received");
        self.check_panel(rules);
        self.check_scoring(rules);
        self.check_days("publicity.days", rules.publicity.days);
        self.check_ladder(rules);
        self.check_days("evaluation_days", rules.evaluation_days);
        self.check_days("award_days", rules.award_days);
        self.check_days("contract_days", rules.contract_days);
        self.unless(rules.amendment_cap <= 100, "amendment_cap", "must be 0 to 100 percent");
        if let Some(rule) = &rules.clarifications {
            self.check_days("clarifications.ask_until", rule.ask_until);
            self.check_days("clarifications.answer_days", rule.answer_days);
            self.check_days("clarifications.notice", rule.notice);
        }
        self.check_alerts(rules);
        if let Some(weights) = rules.matching_weights {
            let sum: u64 = weights.percent().into_iter().map(u64::from).sum();
            self.unless(sum == 100, "matching_weights", "must sum to 100");
        }
        for (field, provenance) in &rules.sources {
            self.unless(!provenance.source.trim().is_empty(), &format!("sources.{field}.source"), "is empty");
        }
    }

    fn check_identity(&mut self, rules: &RuleSet) {
        let snake_case = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
        self.unless(!rules.code.is_empty() && rules.code.bytes().all(snake_case), "code", "must be small letters, digits and underscores");
        for (field, text) in [
            ("version", &rules.version),
            ("name_zh", &rules.name_zh),
            ("name_en", &rules.name_en),
            ("jurisdiction", &rules.jurisdiction),
            ("source", &rules.source),
        ] {
            self.unless(!text.trim().is_empty(), field, "is empty");
        }
        let ends_in_order = rules.valid_to.is_none_or(|last| rules.valid_from <= last);
        self.unless(ends_in_order, "valid_to", "lies before valid_from");
        self.unless(!rules.instruments.is_empty(), "instruments", "is empty");
        self.unless(no_repetition(&rules.instruments), "instruments", "lists one twice");
    }

    fn check_days(&mut self, field: &str, days: Days) {
        let (Days::Working(WorkingDays(n)) | Days::Calendar(CalendarDays(n))) = days;
        self.unless((1..=365).contains(&n), &format!("{field}.n"), "must be 1 to 365 days");
    }

    fn check_minimum(&mut self, field: &str, minimum: Minimum) {
        self.unless(minimum.n >= 1, &format!("{field}.n"), "must be at least 1");
        if let Some(exception) = minimum.exception {
            let fewer = (1..minimum.n).contains(&exception.n);
            self.unless(fewer, &format!("{field}.exception.n"), "must be at least 1 and below the minimum");
        }
    }

    fn check_panel(&mut self, rules: &RuleSet) {
        let panel = &rules.panel;
        let fits = |size: u32| size >= 1 && (!panel.odd || size % 2 == 1);
        self.unless(fits(panel.min), "panel.min", "must be at least 1, and odd where the panel must be odd");
        let ratio = panel.expert_ratio;
        let share = ratio.denominator > 0 && ratio.numerator <= ratio.denominator;
        self.unless(share, "panel.expert_ratio", "must be a share from 0 to 1");

        let sizes = || std::iter::once(panel.min).chain(panel.by_amount.iter().map(|larger| larger.min));
        self.unless(sizes().skip(1).all(fits), "panel.by_amount", "must be odd where the panel must be odd");
        self.unless(sizes().is_sorted(), "panel.by_amount", "must not shrink as the amount grows");
        let amounts = || panel.by_amount.iter().map(|larger| larger.from_fen);
        self.unless(
            amounts().is_sorted_by(|lower, upper| lower < upper) && amounts().all(|amount| amount > Money::ZERO),
            "panel.by_amount",
            "amounts must be above 0 and ascend",
        );
    }

    fn check_scoring(&mut self, rules: &RuleSet) {
        let weight = rules.price_weight;
        let max = weight.max.unwrap_or(100);
        self.unless(weight.min <= max && max <= 100, "price_weight", "must be a range within 0 to 100 percent");
        self.unless(rules.rounding.places == 2, "rounding.places", "only 2 places are kept");
        self.unless(rules.ties.first() == Some(&TieRule::Score), "ties", "must begin with the score");
        self.unless(no_repetition(&rules.ties), "ties", "lists one twice");
    }

    fn check_ladder(&mut self, rules: &RuleSet) {
        let amounts = || rules.ladder.iter().map(|rung| rung.from_fen);
        self.unless(amounts().next() == Some(Money::ZERO), "ladder", "must begin at 0 fen");
        self.unless(amounts().is_sorted_by(|lower, upper| lower < upper), "ladder", "amounts must ascend");
        self.unless(amounts().all(|amount| amount <= Money::LARGEST_BUDGET), "ladder", "an amount is too large");
        let approved = rules.ladder.iter().all(|rung| !rung.steps.is_empty());
        self.unless(approved, "ladder", "has a rung without an approver");
    }

    fn check_alerts(&mut self, rules: &RuleSet) {
        if let Some(alert) = rules.splitting_alert {
            self.unless(alert.from_fen > Money::ZERO, "splitting_alert.from_fen", "must be above 0");
        }
        if let Some(low) = rules.abnormally_low {
            for (field, percent) in [
                ("abnormally_low.mean_percent", low.mean_percent),
                ("abnormally_low.second_lowest_percent", low.second_lowest_percent),
                ("abnormally_low.ceiling_percent", low.ceiling_percent),
            ] {
                self.unless((1..=100).contains(&percent), field, "must be 1 to 100 percent");
            }
            self.unless(low.explanation_minutes >= 1, "abnormally_low.explanation_minutes", "must be at least 1");
        }
    }
}

fn no_repetition<T: PartialEq>(items: &[T]) -> bool {
    items.iter().enumerate().all(|(index, item)| !items[..index].contains(item))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rule_set::embedded;

    /// The fields complained of when `from` is replaced in the sound file.
    fn fields_wrong_with(from: &str, to: &str) -> Vec<String> {
        let (_, sound) = embedded()[0];
        assert!(sound.contains(from), "{from}");
        let errors = RuleSet::parse(&sound.replacen(from, to, 1)).expect_err(to);
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn weights_of_the_matching_sum_to_one_hundred() {
        let (_, sound) = embedded().iter().find(|(name, _)| *name == "open_tender.toml").expect("shipped");
        let errors = RuleSet::parse(&sound.replacen("field = 30", "field = 31", 1)).expect_err("101 percent");
        assert_eq!(errors.into_iter().map(|error| error.field).collect::<Vec<_>>(), ["matching_weights"]);
    }

    #[test]
    fn every_broken_value_is_named_by_its_field() {
        for (from, to, field) in [
            ("code = \"below_threshold_selection\"", "code = \"Below\"", "code"),
            ("version = \"2026-01\"", "version = \" \"", "version"),
            ("jurisdiction = \"310000\"", "jurisdiction = \"310000\"\nvalid_to = \"2025-12-31\"", "valid_to"),
            ("[\"purchase\", \"facility_hosting\"]", "[]", "instruments"),
            ("[\"purchase\", \"facility_hosting\"]", "[\"purchase\", \"purchase\"]", "instruments"),
            (
                "[abnormally_low]",
                "[matching_weights]\nfield = 99\ntarget_group = 0\narea = 0\ntext = 0\ntrack_record = 0\nrating = 0\ncapacity = 0\nbudget_fit = 0\n[abnormally_low]",
                "sources.matching_weights",
            ),
            ("min_window = { n = 5", "min_window = { n = 0", "min_window.n"),
            ("min_window = { n = 5", "min_window = { n = 366", "min_window.n"),
            ("min_received = { n = 3, exception = { n = 1", "min_received = { n = 3, exception = { n = 3", "min_received.exception.n"),
            ("min_qualified = { n = 3", "min_qualified = { n = 4", "min_qualified"),
            ("min = 5", "min = 4", "panel.min"),
            ("numerator = 0, denominator = 1", "numerator = 2, denominator = 1", "panel.expert_ratio"),
            ("numerator = 0, denominator = 1", "numerator = 0, denominator = 0", "panel.expert_ratio"),
            ("odd = true", "odd = true\nby_amount = [{ from_fen = 1, min = 8 }]", "panel.by_amount"),
            ("odd = true", "odd = true\nby_amount = [{ from_fen = 1, min = 3 }]", "panel.by_amount"),
            ("odd = true", "odd = true\nby_amount = [{ from_fen = 0, min = 7 }]", "panel.by_amount"),
            ("{ min = 10, max = 30 }", "{ min = 40, max = 30 }", "price_weight"),
            ("{ min = 10, max = 30 }", "{ min = 10, max = 130 }", "price_weight"),
            ("places = 2", "places = 3", "rounding.places"),
            ("ties = [\"score\", \"price\"", "ties = [\"price\", \"score\"", "ties"),
            ("\"price\", \"technical\"]", "\"price\", \"price\"]", "ties"),
            ("publicity = { days = { n = 5", "publicity = { days = { n = 0", "publicity.days.n"),
            ("from_fen = 0", "from_fen = 1", "ladder"),
            ("from_fen = 3_000_000", "from_fen = 0", "ladder"),
            ("from_fen = 3_000_000", "from_fen = 3_000_000_000_000_000", "ladder"),
            ("steps = [{ role = \"street_approver\" }]", "steps = []", "ladder"),
            ("evaluation_days = { n = 5", "evaluation_days = { n = 0", "evaluation_days.n"),
            ("award_days = { n = 5", "award_days = { n = 0", "award_days.n"),
            ("contract_days = { n = 30", "contract_days = { n = 0", "contract_days.n"),
            ("amendment_cap = 10", "amendment_cap = 101", "amendment_cap"),
            ("from_fen = 100_000_000", "from_fen = 0", "splitting_alert.from_fen"),
            ("mean_percent = 50", "mean_percent = 0", "abnormally_low.mean_percent"),
            ("explanation_minutes = 30", "explanation_minutes = 0", "abnormally_low.explanation_minutes"),
            ("ties = { source = \"domain §2.5\"", "ties = { source = \"\"", "sources.ties.source"),
        ] {
            assert_eq!(fields_wrong_with(from, to), [field], "{to}");
        }
    }

    #[test]
    fn a_value_of_the_wrong_type_is_named_by_its_path() {
        for (from, to, field) in [
            ("auto_open = false", "auto_open = \"no\"", "auto_open"),
            ("unit = \"working_days\"", "unit = \"weeks\"", "min_window"),
            ("reserves = 1", "reserves = -1", "panel.reserves"),
            ("reserves = 1", "reserve = 1", "panel.reserve"),
            ("role = \"street_approver\"", "role = \"mayor\"", "ladder[0].steps[0].role"),
            ("certainty = \"unconfirmed\"", "certainty = \"perhaps\"", "sources.splitting_alert.certainty"),
        ] {
            let fields = fields_wrong_with(from, to);
            assert!(fields.len() == 1 && fields[0].starts_with(field), "{to}: {fields:?}");
        }
    }

    #[test]
    fn missing_and_unknown_fields_are_listed_at_once() {
        let wrong = fields_wrong_with("recusal = \"panel\"", "recusel = \"panel\"");
        assert_eq!(wrong, ["recusal", "recusel"]);
        let wrong = RuleSet::parse("").expect_err("empty");
        assert_eq!(wrong.len(), IDENTITY.len() + VALUES.len() + 1);
    }

    #[test]
    fn every_value_needs_a_source_and_every_source_a_value() {
        assert_eq!(fields_wrong_with("\nties = { source", "\nknots = { source"), ["sources.ties", "sources.knots"]);
        assert_eq!(fields_wrong_with("[splitting_alert]\nfrom_fen = 100_000_000", ""), ["sources.splitting_alert"]);
    }

    #[test]
    fn several_broken_values_are_listed_at_once() {
        let (_, sound) = embedded()[0];
        let broken = sound.replace("amendment_cap = 10", "amendment_cap = 200").replace("places = 2", "places = 4");
        assert_eq!(RuleSet::parse(&broken).expect_err("two").len(), 2);
    }

    #[test]
    fn what_is_not_toml_is_refused() {
        assert_eq!(RuleSet::parse("code = ").expect_err("broken")[0].field, "(file)");
    }
}
