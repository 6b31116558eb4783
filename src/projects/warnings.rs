//! What an approver should know and what blocks nothing: splitting, wording that discriminates, needs of another field.

use serde::Serialize;

use super::model::{Content, Status};
use super::store::{self, Project};
use crate::areas;
use crate::needs;
use crate::platform::db::Conn;
use crate::platform::http::Result;
use crate::platform::i18n::{Language, Text};
use crate::platform::ids::NeedId;
use crate::platform::money::Money;
use crate::rules::{
    self,
    rule_set::{Regime, RuleSet},
};

/// A warning in the caller's language.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WarningView {
    #[schema(example = "splitting")]
    pub code: &'static str,
    pub pointer: String,
    pub detail: String,
    /// In both languages, for pages.
    #[serde(skip)]
    pub words: Text,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub code: &'static str,
    pub pointer: String,
    pub detail: Text,
}

impl Warning {
    pub fn view(&self, language: Language) -> WarningView {
        WarningView {
            code: self.code,
            pointer: self.pointer.clone(),
            detail: self.detail.in_language(language).to_owned(),
            words: self.detail.clone(),
        }
    }
}

/// Everything to be warned of before a decision on this project.
pub(super) fn of(conn: &mut Conn, project: &Project, content: &Content, rules: &RuleSet) -> Result<Vec<Warning>> {
    let mut warnings = discrimination(content, rules);
    if let (Some(budget), true, true) = (project.budget_fen, project.budget_line_id.is_some(), project.catalogue_item_id.is_some()) {
        warnings.extend(splitting(budget, &store::purchases_beside(conn, project)?, rules));
    }
    warnings.extend(beyond_the_line(conn, project)?);
    warnings.extend(other_fields(conn, project, content)?);
    Ok(warnings)
}

/// R7: the last approval reserves the money; that it would be refused then is said before. What is approved holds its money already.
fn beyond_the_line(conn: &mut Conn, project: &Project) -> Result<Option<Warning>> {
    let waits = matches!(project.status, Status::Draft | Status::Returned | Status::Submitted);
    let (Some(budget), Some(line), true) = (project.budget_fen, &project.budget_line_id, waits) else { return Ok(None) };
    let Some(line) = rules::budget::find(conn, line)?.filter(|line| line.available() < budget) else { return Ok(None) };
    // Of another's line nothing is told, not even how much is left.
    let (place, of_line) =
        (areas::path_of(conn, &project.area_code, "/area_code")?, areas::path_of(conn, &line.area_code, "/budget_line_id")?);
    if line.organization_id != project.buyer_id || !(place.starts_with(&of_line) || of_line.starts_with(&place)) {
        return Ok(None);
    }
    let (left, asked) = (line.available().to_yuan(), budget.to_yuan());
    Ok(Some(Warning {
        code: "beyond_budget_line",
        pointer: "/budget_fen".into(),
        detail: Text::new(
            format!("预算科目 {} 只余 {left} 元，少于申请的 {asked} 元；余额不足时最后一步审批不能通过。", line.code),
            format!(
                "only {left} yuan are left on the budget line {}, and {asked} are asked for: the last approval would be refused.",
                line.code
            ),
        ),
    }))
}

/// Needs of another service field than the project's: it may be meant, and it may be the wrong need.
fn other_fields(conn: &mut Conn, project: &Project, content: &Content) -> Result<Vec<Warning>> {
    let Some(field) = &project.field else { return Ok(Vec::new()) };
    let cited = needs::find_many(conn, &content.need_ids)?;
    let place_of = |id: &NeedId| content.need_ids.iter().position(|cited| cited == id).unwrap_or_default();
    let other = cited.into_iter().filter(|need| need.field != *field);
    Ok(other
        .map(|need| Warning {
            code: "need_of_another_field",
            pointer: format!("/need_ids/{}", place_of(&need.id)),
            detail: Text::new(
                format!("依据的需求“{}”属于另一个服务领域，请确认没有选错。", need.title_zh),
                format!("the cited need “{}” is of another service field; make sure that it is the right one.", need.title_zh),
            ),
        })
        .collect())
}

/// R25: whether purchases of one item under one budget line, which is one of a fiscal year, reach the threshold together; one alone is
/// no splitting.
pub fn looks_split(amounts: &[Money], from: Money) -> bool {
    amounts.len() > 1 && Money::sum(amounts.iter().copied()).is_none_or(|sum| sum >= from)
}

/// Most of the other purchases that a warning names, the latest first.
const MOST_NAMED: usize = 5;

/// R25, R64: several purchases of one item under one budget line in a fiscal year are summed up and compared.
fn splitting(this: Money, others: &[(String, Money)], rules: &RuleSet) -> Option<Warning> {
    let alert = rules.splitting_alert?;
    let amounts: Vec<Money> = others.iter().map(|(_, amount)| *amount).chain([this]).collect();
    if !looks_split(&amounts, alert.from_fen) {
        return None;
    }
    let sum = Money::sum(amounts);
    let (sum, from) = (sum.map_or_else(|| "—".into(), Money::to_yuan), alert.from_fen.to_yuan());
    let count = others.len() + 1;
    let numbers: Vec<&str> = others.iter().rev().take(MOST_NAMED).map(|(number, _)| number.as_str()).collect();
    let (and_more_zh, and_more_en) = if others.len() > MOST_NAMED { ("等", " and others") } else { ("", "") };
    let (named_zh, named_en) = (numbers.join("、"), numbers.join(", "));
    Some(Warning {
        code: "splitting",
        pointer: "/budget_fen".into(),
        detail: Text::new(
            format!(
                "本年度同一预算项目下同一品目共 {count} 项采购（另有 {named_zh}{and_more_zh}），合计 {sum} 元，达到 {from} 元，可能被视为化整为零。"
            ),
            format!(
                "{count} purchases of this item under this budget line (with {named_en}{and_more_en}) sum to {sum} yuan, {from} or more: this may be splitting."
            ),
        ),
    })
}

/// Words that tie points to membership, rating or place (R23).
const SUSPECT: &[&str] =
    &["会员", "枢纽成员", "A级", "5A", "4A", "3A", "等级评估", "星级", "本街道", "本地", "注册地", "member of", "rating", "local"];

/// R23: what a statutory purchase must not score is pointed out; a person judges the wording.
fn discrimination(content: &Content, rules: &RuleSet) -> Vec<Warning> {
    if rules.regime != Regime::Statutory {
        return Vec::new();
    }
    let suspect = |title: &str| SUSPECT.iter().find(|word| title.contains(**word));
    let found = content.criteria.iter().enumerate().filter_map(|(index, criterion)| Some((index, suspect(&criterion.title_zh)?)));
    found
        .map(|(index, word)| Warning {
            code: "discrimination",
            pointer: format!("/criteria/{index}/title_zh"),
            detail: Text::new(
                format!("“{word}”可能构成差别待遇（政府采购法实施条例第二十条）。"),
                format!("“{word}” may be discriminating (Implementing Regulations art. 20)."),
            ),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::decimal::Hundredths;
    use crate::projects::Criterion;
    use crate::rules::rule_set::embedded;

    fn rules(code: &str) -> RuleSet {
        embedded().iter().map(|(_, toml)| RuleSet::parse(toml).unwrap()).find(|rules| rules.code == code).unwrap()
    }

    #[test]
    fn r25_several_purchases_of_one_item_that_reach_the_threshold_together_are_pointed_out() {
        let street = rules("below_threshold_selection");
        let yuan = |text| Money::yuan(text).unwrap();
        let beside = |amounts: &[&'static str]| -> Vec<(String, Money)> {
            amounts.iter().enumerate().map(|(at, amount)| (format!("CG-{at}"), yuan(amount))).collect()
        };
        assert_eq!(splitting(yuan("400000"), &beside(&["599999.99"]), &street), None);
        let warning = splitting(yuan("400000"), &beside(&["300000", "300000"]), &street).unwrap();
        assert_eq!(warning.code, "splitting");
        assert!(warning.detail.en.contains("3 purchases") && warning.detail.en.contains("1000000.00 yuan"), "{}", warning.detail.en);
        assert!(warning.detail.zh.contains("（另有 CG-1、CG-0）"), "{}", warning.detail.zh);
        let many = splitting(yuan("400000"), &beside(&["200000"; 7]), &street).unwrap();
        assert!(many.detail.zh.contains("（另有 CG-6、CG-5、CG-4、CG-3、CG-2等）"), "{}", many.detail.zh);
        assert_eq!(splitting(yuan("1000000"), &[], &street), None, "one purchase is no splitting");
    }

    #[test]
    fn r23_points_for_a_rating_or_membership_are_pointed_out_in_a_statutory_purchase_only() {
        let scored = |title: &str| Content {
            criteria: vec![Criterion { key: "k".into(), title_zh: title.into(), title_en: None, points: Hundredths::whole(10) }],
            ..Content::default()
        };
        assert_eq!(discrimination(&scored("社会组织等级评估达到5A"), &rules("open_tender")).len(), 1);
        assert_eq!(discrimination(&scored("团队成员经验"), &rules("open_tender")), []);
        assert_eq!(discrimination(&scored("社会组织等级评估达到5A"), &rules("below_threshold_selection")), []);
    }
}
