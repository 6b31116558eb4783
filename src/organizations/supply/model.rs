//! What is stated of an organisation's supply, and how it is checked. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::organizations::profile;
use crate::organizations::taxonomy::taxonomy;
use crate::platform::http::{Check, Result};
use crate::platform::ids::CatalogueItemId;
use crate::platform::money::Money;
use crate::text_enum;

const MOST_SERVICES: usize = 50;
const MOST_STAFF: u32 = 100_000;
const MOST_PROJECTS: u32 = 1_000;

/// What an organisation offers and can take on. What is left out is not known; the matching does not take it for 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Supply {
    pub services: Vec<OfferedService>,
    /// People who work for it, in full-time places.
    pub staff: Option<u32>,
    /// Projects that it can run at the same time. Those under contract count against it.
    pub capacity: Option<u32>,
    /// The smallest and the largest budget that it works with.
    #[schema(value_type = Option<i64>, example = 3000000)]
    pub budget_min_fen: Option<Money>,
    #[schema(value_type = Option<i64>, example = 50000000)]
    pub budget_max_fen: Option<Money>,
    /// The usual budget of its projects, where no finished one tells.
    #[schema(value_type = Option<i64>, example = 12000000)]
    pub typical_budget_fen: Option<Money>,
    /// Service fields it would rather work in.
    pub preferred_fields: Vec<String>,
    /// The days on which it can work.
    pub available_from: Option<NaiveDate>,
    pub available_to: Option<NaiveDate>,
}

/// One service that an organisation offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferedService {
    #[schema(example = "上门助浴")]
    pub name_zh: String,
    /// Slug of its service field.
    #[schema(example = "elderly_care")]
    pub field: String,
    /// The item of the guide catalogue that it is.
    #[serde(default)]
    pub catalogue_item_id: Option<CatalogueItemId>,
    #[serde(default)]
    pub target_groups: Vec<String>,
}

text_enum! {
    /// The outcome of the annual inspection (年检).
    pub enum Inspection {
        Passed = "passed",
        BasicallyPassed = "basically_passed",
        Failed = "failed",
        Missed = "missed",
    }
}

/// How an organisation stands with those who rate it. Grade and stars are no ground for a score in a statutory purchase (R24).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Standing {
    /// The social-organisation grade 1A to 5A, as 1 to 5.
    pub grade: Option<u8>,
    /// The last day on which the grade holds; without it the grade holds until it is changed.
    pub grade_until: Option<NaiveDate>,
    /// The hub's stars, 1 to 5.
    pub stars: Option<u8>,
    pub inspection: Option<Inspection>,
    /// The year that the inspection was about.
    pub inspection_year: Option<u16>,
    /// Where this is from.
    #[schema(example = "市民政局 2025 年度评估公告")]
    pub source_zh: String,
}

impl Supply {
    pub(super) fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.that(
            self.services.len() <= MOST_SERVICES,
            "/services",
            "too_many",
            format!("最多 {MOST_SERVICES} 项。"),
            format!("at most {MOST_SERVICES}."),
        );
        for (place, service) in self.services.iter().enumerate() {
            let at = |key: &str| format!("/services/{place}/{key}");
            check.text(&at("name_zh"), &service.name_zh, 100);
            let is_field = taxonomy().field(&service.field).is_some();
            check.that(is_field, &at("field"), "unknown_field", "没有这个服务领域。", "is no service field.");
            for (number, group) in service.target_groups.iter().enumerate() {
                let is_group = taxonomy().is_target_group(group);
                let pointer = at(&format!("target_groups/{number}"));
                check.that(is_group, &pointer, "unknown_target_group", "没有这个服务对象。", "is no target group.");
            }
        }
        number(&mut check, "/staff", self.staff, 0, MOST_STAFF);
        number(&mut check, "/capacity", self.capacity, 0, MOST_PROJECTS);
        for (pointer, amount) in [
            ("/budget_min_fen", self.budget_min_fen),
            ("/budget_max_fen", self.budget_max_fen),
            ("/typical_budget_fen", self.typical_budget_fen),
        ] {
            if let Some(amount) = amount {
                check.amount(pointer, amount.fen());
            }
        }
        in_order(&mut check, "/budget_max_fen", self.budget_min_fen.map(Money::fen), self.budget_max_fen.map(Money::fen));
        for (pointer, day) in [("/available_from", self.available_from), ("/available_to", self.available_to)] {
            if let Some(day) = day {
                check.date(pointer, day);
            }
        }
        in_order(&mut check, "/available_to", self.available_from, self.available_to);
        for (place, field) in self.preferred_fields.iter().enumerate() {
            let is_field = taxonomy().field(field).is_some();
            check.that(is_field, &format!("/preferred_fields/{place}"), "unknown_field", "没有这个服务领域。", "is no service field.");
        }
        check.finish()
    }

    /// As it is stored: names without edges, lists without repetitions.
    pub(super) fn tidy(&self) -> Self {
        let mut tidy = self.clone();
        for service in &mut tidy.services {
            service.name_zh = service.name_zh.trim().to_owned();
            service.target_groups = profile::distinct(&service.target_groups);
        }
        tidy.preferred_fields = profile::distinct(&tidy.preferred_fields);
        tidy
    }
}

impl Standing {
    pub(super) fn check(&self) -> Result<()> {
        let mut check = Check::new();
        number(&mut check, "/grade", self.grade.map(u32::from), 1, 5);
        number(&mut check, "/stars", self.stars.map(u32::from), 1, 5);
        number(&mut check, "/inspection_year", self.inspection_year.map(u32::from), 1990, 2100);
        if let Some(day) = self.grade_until {
            check.date("/grade_until", day);
        }
        check.text("/source_zh", &self.source_zh, 200);
        check.finish()
    }

    /// The grade that holds on a day.
    pub fn grade_on(&self, day: NaiveDate) -> Option<u8> {
        self.grade.filter(|_| self.grade_until.is_none_or(|last| day <= last))
    }
}

fn number(check: &mut Check, pointer: &str, value: Option<u32>, least: u32, most: u32) {
    let holds = value.is_none_or(|value| (least..=most).contains(&value));
    check.that(holds, pointer, "out_of_range", format!("须在 {least} 到 {most} 之间。"), format!("must be between {least} and {most}."));
}

fn in_order<T: PartialOrd>(check: &mut Check, pointer: &str, first: Option<T>, last: Option<T>) {
    let holds = first.zip(last).is_none_or(|(first, last)| first <= last);
    check.that(holds, pointer, "before_the_first", "不能小于起始值。", "must not be below the first of the two.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_holds_until_its_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect(text);
        let standing = Standing { grade: Some(4), grade_until: Some(day("2026-06-30")), source_zh: "公告".into(), ..Standing::default() };
        assert_eq!((standing.grade_on(day("2026-06-30")), standing.grade_on(day("2026-07-01"))), (Some(4), None));
        assert_eq!(Standing { grade_until: None, ..standing }.grade_on(day("2040-01-01")), Some(4));
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let supply: Supply = serde_json::from_str(
            r#"{"services":[{"name_zh":" ","field":"x","target_groups":["y"]}],"capacity":1001,
                "budget_min_fen":200,"budget_max_fen":100,"preferred_fields":["z"],"available_from":"2026-05-02","available_to":"2026-05-01"}"#,
        )
        .expect("readable");
        let problem = supply.check().expect_err("refused");
        let mut named: Vec<&str> = problem.errors().iter().map(|error| error.pointer.as_str()).collect();
        named.sort_unstable();
        let wanted = [
            "/available_to",
            "/budget_max_fen",
            "/capacity",
            "/preferred_fields/0",
            "/services/0/field",
            "/services/0/name_zh",
            "/services/0/target_groups/0",
        ];
        assert_eq!(named, wanted);
        assert!(Standing { grade: Some(6), source_zh: "x".into(), ..Standing::default() }.check().is_err());
    }
}
