//! What a project still lacks before it can be submitted: everything at once, each by its field. Pure.

use chrono::{Months, NaiveDate};

use super::model::{Content, Instrument};
use super::store::Project;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Check, FieldError};
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;
use crate::rules::rule_set::{self, Regime, RuleSet};

/// What the database knows of the things that the project points at.
pub struct Facts {
    pub rules: RuleSet,
    pub today: NaiveDate,
    pub budget_line: Option<BudgetLineFact>,
    /// The catalogue item may be bought today (S25).
    pub item_is_valid: bool,
    /// The cited needs that nobody has verified, by their place in the list.
    pub unverified_needs: Vec<usize>,
    pub officer_is_of_buyer: bool,
    /// The deadline that publication today would allow.
    pub earliest_deadline: Timestamp,
}

pub struct BudgetLineFact {
    pub organization_id: OrganizationId,
    pub year: i32,
}

/// Every field that must change before submission.
pub fn missing(project: &Project, content: &Content, facts: &Facts) -> Vec<FieldError> {
    let mut check = Check::new();
    purpose(&mut check, project, content, facts);
    money(&mut check, project, facts);
    evidence_of_need(&mut check, content, facts);
    scoring(&mut check, content, &facts.rules);
    access(&mut check, content, &facts.rules);
    dates(&mut check, project, content, facts);
    check.into_errors()
}

fn required(check: &mut Check, is_there: bool, pointer: &str) {
    check.that(is_there, pointer, "required", "提交前须填写。", "is needed before submission.");
}

fn purpose(check: &mut Check, project: &Project, content: &Content, facts: &Facts) {
    required(check, !project.description_zh.trim().is_empty(), "/description_zh");
    required(check, project.field.is_some(), "/field");
    match content.instrument {
        None => required(check, false, "/instrument"),
        Some(instrument) => {
            check.that(
                facts.rules.instruments.contains(&in_rule_set(instrument)),
                "/instrument",
                "not_in_regime",
                format!("{} 不适用这种资金方式。", facts.rules.name_zh),
                format!("the rule set {} is not for this instrument.", facts.rules.code),
            );
        }
    }
    match project.officer_in_charge {
        None => required(check, false, "/officer_in_charge"),
        Some(_) => {
            check.that(
                facts.officer_is_of_buyer,
                "/officer_in_charge",
                "not_an_officer",
                "须为采购方的街道经办人。",
                "must be a street officer of the buyer.",
            );
        }
    }
}

/// R7: no purchase without a budget line. S48: of this buyer, for this year. S25: an item that may be bought today.
fn money(check: &mut Check, project: &Project, facts: &Facts) {
    required(check, project.budget_fen.is_some(), "/budget_fen");
    match (&project.budget_line_id, &facts.budget_line) {
        (Some(_), Some(line)) => {
            check
                .that(
                    line.organization_id == project.buyer_id,
                    "/budget_line_id",
                    "of_another_buyer",
                    "这条预算不属于采购方。",
                    "belongs to another organisation than the buyer.",
                )
                .that(
                    line.year == year_of(facts.today),
                    "/budget_line_id",
                    "of_another_year",
                    "这条预算不是今年的。",
                    "is not for this year.",
                );
        }
        _ => required(check, false, "/budget_line_id"),
    }
    match &project.catalogue_item_id {
        None => required(check, false, "/catalogue_item_id"),
        Some(_) => {
            check.that(
                facts.item_is_valid,
                "/catalogue_item_id",
                "not_valid_today",
                "该目录项目前无效。",
                "is not valid in the catalogue today.",
            );
        }
    }
}

/// R27: a verified need, or a record of how the public was asked.
fn evidence_of_need(check: &mut Check, content: &Content, facts: &Facts) {
    let consulted = content.consultation.as_deref().is_some_and(|text| !text.trim().is_empty());
    check.that(
        !content.need_ids.is_empty() || consulted,
        "/need_ids",
        "required",
        "须引用至少一条已核实的需求，或填写征询记录。",
        "cite at least one verified need, or record how the public was asked.",
    );
    for index in &facts.unverified_needs {
        check.that(false, &format!("/need_ids/{index}"), "not_verified", "这条需求尚未核实或已结束。", "is not a verified need.");
    }
}

/// Points and price weight sum to 100 exactly; the weight lies in the range of this regime and of no other (trap 4).
fn scoring(check: &mut Check, content: &Content, rules: &RuleSet) {
    required(check, !content.criteria.is_empty(), "/criteria");
    let Some(weight) = content.price_weight else {
        return required(check, false, "/price_weight");
    };
    let (least, most) = (rules.price_weight.min, rules.price_weight.max.unwrap_or(100));
    let (from, to) = (i64::from(least) * 100, i64::from(most) * 100);
    check.that(
        (from..=to).contains(&weight.hundredths()),
        "/price_weight",
        "outside_regime",
        format!("{} 的价格权重须在 {least} 到 {most} 之间。", rules.name_zh),
        format!("must be between {least} and {most} under {}.", rules.code),
    );
    let sum = Hundredths::sum(content.criteria.iter().map(|criterion| criterion.points).chain([weight]));
    check.that(
        sum == Some(Hundredths::whole(100)),
        "/criteria",
        "not_100",
        format!("各项分值与价格权重之和须为 100.00，现为 {}。", sum.map_or_else(|| "—".into(), |s| s.to_string())),
        format!("points and price weight must sum to 100.00, they sum to {}.", sum.map_or_else(|| "—".into(), |s| s.to_string())),
    );
}

/// R23: a statutory purchase is never gated by membership of the hub, by rating or by place.
fn access(check: &mut Check, content: &Content, rules: &RuleSet) {
    check.that(
        !(rules.regime == Regime::Statutory && content.requirements.serves_area),
        "/requirements/serves_area",
        "gates_by_place",
        "法定采购不得以所在地或服务区域设置门槛（政府采购法实施条例第二十条）。",
        "a statutory purchase must not be gated by place (Implementing Regulations art. 20).",
    );
}

/// The window of the regime; R9: one year of service, up to three with a reason.
fn dates(check: &mut Check, project: &Project, content: &Content, facts: &Facts) {
    match project.deadline {
        None => required(check, false, "/deadline"),
        Some(deadline) => {
            too_early(check, deadline, facts.earliest_deadline);
            after_service(check, deadline, content);
        }
    }
    required(check, content.service_from.is_some(), "/service_from");
    required(check, content.service_to.is_some(), "/service_to");
    let (Some(from), Some(to)) = (content.service_from, content.service_to) else { return };
    let within = |months| from.checked_add_months(Months::new(months)).is_some_and(|end| to < end);
    let reasoned = content.long_term_reason.as_deref().is_some_and(|text| !text.trim().is_empty());
    check.that(within(36), "/service_to", "too_long", "服务期最长三年。", "the service lasts three years at most.").that(
        within(12) || !within(36) || reasoned,
        "/long_term_reason",
        "required",
        "服务期超过一年须说明理由。",
        "a service of more than a year needs a reason.",
    );
}

/// A slip of the pen in the year would keep the bids sealed until then, and the deadline of a call never moves back.
pub fn after_service(check: &mut Check, deadline: Timestamp, content: &Content) {
    let Some(end) = content.service_to else { return };
    check.that(
        deadline.shanghai_date() <= end,
        "/deadline",
        "after_service",
        format!("不能晚于服务期结束日 {end}；发布后截止时间只能推迟，不能改回。"),
        format!("not after the service ends on {end}; once published a deadline never moves back."),
    );
}

/// The deadline leaves the regime's window, and the error names the earliest that does.
pub fn too_early(check: &mut Check, deadline: Timestamp, earliest: Timestamp) {
    check.that(
        deadline >= earliest,
        "/deadline",
        "too_early",
        format!("截止时间最早为北京时间 {}（{earliest}）。", earliest.shanghai()),
        format!("the earliest possible deadline is {} in Beijing ({earliest}).", earliest.shanghai()),
    );
}

pub fn year_of(date: NaiveDate) -> i32 {
    chrono::Datelike::year(&date)
}

fn in_rule_set(instrument: Instrument) -> rule_set::Instrument {
    match instrument {
        Instrument::Purchase => rule_set::Instrument::Purchase,
        Instrument::Subsidy => rule_set::Instrument::Subsidy,
        Instrument::Award => rule_set::Instrument::Award,
        Instrument::VentureGrant => rule_set::Instrument::VentureGrant,
        Instrument::FoundationGrant => rule_set::Instrument::FoundationGrant,
        Instrument::FacilityHosting => rule_set::Instrument::FacilityHosting,
    }
}
