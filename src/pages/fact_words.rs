//! The facts of a journal entry as people read them: Chinese labels, money in yuan, Beijing time. The JSON of the file has every fact
//! as it was recorded; what says nothing (`false`, nothing at all) is left out here, and ids, and English that stands beside Chinese.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::Value;

use crate::audit::Duty;
use crate::bids;
use crate::evaluation::Correction;
use crate::needs;
use crate::organizations::taxonomy::taxonomy;
use crate::platform::i18n::Text;
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::{self, DocumentKind, Status};
use crate::rules::rule_set::{RuleSet, embedded};

/// One fact.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Fact {
    /// None where nobody has named it: then the key says it.
    label: Option<Text>,
    key: String,
    value: String,
}

/// What an entry says, a move of the purchase first.
pub(super) fn told(facts: &Value) -> Vec<Fact> {
    let Some(facts) = facts.as_object() else { return Vec::new() };
    let status = |key: &str| facts.get(key).and_then(Value::as_str).map(|word| coded(key, word));
    let moved = match (status("from"), status("to")) {
        (Some(from), Some(to)) => {
            Some(Fact { label: Some(Text::new("状态", "status")), key: "to".into(), value: format!("{from} → {to}") })
        }
        _ => None,
    };
    let is_move = moved.is_some();
    let others = facts.iter().filter(|(key, _)| !(is_for_programs(key) || is_move && matches!(key.as_str(), "from" | "to")));
    let others = others.filter_map(|(key, value)| Some(Fact { label: label(key), key: key.clone(), value: words(key, value)? }));
    moved.into_iter().chain(others).collect()
}

/// Ids, and English that stands beside Chinese.
fn is_for_programs(key: &str) -> bool {
    key.ends_with("_id") || key.ends_with("_ids") || key == "id" || key == "key" || key.ends_with("_en")
}

fn words(key: &str, value: &Value) -> Option<String> {
    match value {
        Value::Bool(false) if key == "invited" => Some("否".to_owned()),
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some("是".to_owned()),
        Value::Number(fen) if key.ends_with("_fen") => fen.as_i64().map(|fen| Money::from_fen(fen).to_string()),
        Value::String(text) => Some(Timestamp::parse(text).map_or_else(|| coded(key, text), Timestamp::shanghai)),
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(items.iter().filter_map(|item| words(key, item)).collect::<Vec<_>>().join("；")),
        Value::Object(facts) => {
            let is_name = |key: &str| matches!(key, "title_zh" | "name_zh");
            let (names, others): (Vec<_>, Vec<_>) =
                facts.iter().filter(|(key, _)| !is_for_programs(key)).partition(|(key, _)| is_name(key));
            let said = names.into_iter().chain(others).filter_map(|(key, value)| {
                let value = words(key, value)?;
                Some(label(key).filter(|_| !is_name(key)).map_or_else(|| value.clone(), |label| format!("{} {value}", label.zh)))
            });
            Some(said.collect::<Vec<_>>().join("，"))
        }
        Value::Number(number) => Some(number.to_string()),
    }
}

/// A program's word in those of people; what it does not know stays.
fn coded(key: &str, word: &str) -> String {
    let words = match key {
        "reason" | "code" => projects::reason_in_words(Some(word)),
        "status" | "project_status" | "from" | "to" => {
            let of_bid = || bids::Status::parse(word).map(bids::Status::words);
            Status::parse(word).map(Status::words).or_else(of_bid).or_else(|| needs::Status::parse(word).map(needs::Status::words))
        }
        "regime" => procedure(word),
        "warnings" => warning(word),
        "rules" => bids::Rule::parse(word).map(bids::Rule::words),
        "duty" => Duty::parse(word).map(Duty::words),
        "correction" => Correction::parse(word).map(Correction::words),
        "documents" => DocumentKind::parse(word).map(|kind| Text::new(kind.title().0, kind.title().1)),
        "field" | "fields" => taxonomy().field(word).map(|field| Text::new(&field.label_zh, &field.label_en)),
        "side" => match word {
            "buyer" => Some(Text::new("采购人", "buyer")),
            "supplier" => Some(Text::new("供应商", "supplier")),
            _ => None,
        },
        _ => None,
    };
    words.map_or_else(|| word.to_owned(), |words| words.zh)
}

/// What a rule set that the program brings is called.
fn procedure(code: &str) -> Option<Text> {
    static NAMES: LazyLock<Vec<(String, Text)>> = LazyLock::new(|| {
        let sets = embedded().iter().filter_map(|(_, toml)| RuleSet::parse(toml).ok());
        sets.map(|rules| (rules.code, Text::new(rules.name_zh, rules.name_en))).collect()
    });
    NAMES.iter().find(|(known, _)| known == code).map(|(_, name)| name.clone())
}

fn warning(code: &str) -> Option<Text> {
    let (zh, en) = match code {
        "splitting" => ("可能化整为零", "may be splitting"),
        "beyond_budget_line" => ("预算科目余额不足", "more than is left on the budget line"),
        "discrimination" => ("可能构成差别待遇", "may be discriminating"),
        "need_of_another_field" => ("需求属于其他服务领域", "a need of another service field"),
        _ => return None,
    };
    Some(Text::new(zh, en))
}

fn label(key: &str) -> Option<Text> {
    let (zh, en) = match key {
        "affects_bids" => ("可能影响投标", "may affect bids"),
        "amendment" => ("更正", "amendment"),
        "amount_fen" => ("预算总额", "whole budget"),
        "answer_by" => ("答复期限", "answer before"),
        "answer_zh" => ("答复", "answer"),
        "area_code" => ("地区", "place"),
        "available_fen" => ("预算余额", "budget left"),
        "bids" => ("投标", "bids"),
        "budget_fen" => ("预算", "budget"),
        "category" => ("类别", "category"),
        "certainty" => ("把握程度", "certainty"),
        "change_fen" => ("变动", "change"),
        "clarification" => ("提问", "question"),
        "code" => ("原因", "cause"),
        "collective" => ("集体决策", "decided together"),
        "commitment" => ("封存摘要", "commitment"),
        "committed_fen" => ("已占用", "committed"),
        "conflicts" => ("利害关系", "ties"),
        "contract_number" => ("合同编号", "contract"),
        "copied_from" => ("复制自", "copied from"),
        "correction" => ("更正的原因", "what was wrong"),
        "counts" => ("份数", "counts"),
        "criteria" => ("评分项", "criteria"),
        "days" => ("剩余天数", "days left"),
        "deadline" => ("投标截止", "deadline"),
        "deadline_after" => ("新的投标截止", "deadline since"),
        "deadline_before" => ("原投标截止", "deadline before"),
        "decide_by" => ("决定期限", "decide before"),
        "description_zh" => ("服务内容", "what is asked for"),
        "digest" => ("摘要", "digest"),
        "document_digest" => ("文件摘要", "digest of the document"),
        "documents" => ("须附材料", "documents"),
        "due_on" => ("最后一天", "last day"),
        "duty" => ("事项", "duty"),
        "experts" => ("专家", "experts"),
        "field" => ("领域", "field"),
        "fields" => ("服务领域", "service fields"),
        "flagged" => ("须留意", "flagged"),
        "from" => ("原状态", "before"),
        "in_time" => ("按时", "in time"),
        "instalments" => ("付款期数", "instalments"),
        "invited" => ("邀请", "invited"),
        "is_provisional" => ("暂定", "provisional"),
        "kind" => ("种类", "kind"),
        "late" => ("逾期", "late"),
        "members" => ("成员", "members"),
        "met" => ("符合", "met"),
        "minimum" => ("下限", "at least"),
        "nonce" => ("核对码", "nonce"),
        "note" => ("说明", "note"),
        "number" => ("编号", "number"),
        "of" => ("共几步", "of so many steps"),
        "opened" => ("开启", "opened"),
        "organization_zh" => ("机构", "organisation"),
        "owed_by" => ("责任方", "owed by"),
        "place" => ("名次", "place"),
        "previous_digest" => ("上一版摘要", "digest of the version before"),
        "previous_version" => ("上一版本", "version before"),
        "price_fen" => ("报价", "price"),
        "price_score" => ("价格得分", "points for the price"),
        "price_weight" => ("价格权重", "weight of the price"),
        "project_status" => ("项目状态", "status of the purchase"),
        "public_key" => ("封存公钥", "public key"),
        "publicity_from" => ("公示自", "public from"),
        "publicity_until" => ("公示至", "public until"),
        "purposes" => ("用途", "purposes"),
        "qualified" => ("合格", "qualified"),
        "question_zh" => ("提问", "question"),
        "ranking" => ("排名", "ranking"),
        "ranking_digest" => ("排名摘要", "digest of the ranking"),
        "reason" => ("理由", "reason"),
        "receipt_no" => ("回执", "receipt"),
        "received" => ("收到份数", "received"),
        "received_at" => ("收到时间", "received at"),
        "regime" => ("采购规则", "procedure"),
        "replaces" => ("代替", "instead of"),
        "requirements" => ("投标人条件", "requirements"),
        "reserves" => ("候补", "reserves"),
        "round" => ("轮次", "round"),
        "rule_set_digest" => ("规则摘要", "digest of the rules"),
        "rule_set_version" => ("规则版本", "version of the rules"),
        "rules" => ("规则", "rules"),
        "rules_zh" => ("规则名称", "rules"),
        "score" => ("得分", "score"),
        "scores" => ("得分", "scores"),
        "serves_area" => ("须服务该区域", "must serve the area"),
        "service_from" => ("服务自", "service from"),
        "service_to" => ("服务至", "service until"),
        "sheets" => ("评分表", "sheets"),
        "side" => ("签署方", "side"),
        "sign_by" => ("签约期限", "sign before"),
        "signed_at" => ("签署时间", "signed at"),
        "signed_on" => ("签署日期", "signed on"),
        "splitting_exempted" => ("拆分豁免", "splitting exempted"),
        "status" => ("状态", "status"),
        "step" => ("第几步", "step"),
        "submission" => ("第几次提交", "submission"),
        "technical" => ("技术得分", "technical points"),
        "text_zh" => ("内容", "text"),
        "tied" => ("并列", "tied"),
        "title_zh" => ("名称", "title"),
        "to" => ("现状态", "since"),
        "total" => ("得分", "points"),
        "valid_from" => ("有效自", "valid from"),
        "valid_to" => ("有效至", "valid until"),
        "warnings" => ("提示", "warnings"),
        "weights" => ("权重", "weights"),
        "year" => ("年度", "year"),
        _ => return None,
    };
    Some(Text::new(zh, en))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn codes_of_programs_are_words_of_people() {
        let facts = json!({"from": "verified", "to": "planned", "regime": "below_threshold_selection", "warnings": ["splitting", "beyond_budget_line"]});
        let said: Vec<_> = told(&facts).into_iter().map(|fact| fact.value).collect();
        assert_eq!(said[0], "已核实 → 已立项", "{said:?}");
        assert!(
            said.contains(&"可能化整为零；预算科目余额不足".to_owned()) && !said.contains(&"below_threshold_selection".to_owned()),
            "{said:?}"
        );
    }

    #[test]
    fn facts_are_told_in_words_and_what_says_nothing_is_left_out() {
        let facts = json!({
            "from": "draft", "to": "submitted", "budget_fen": 8_000_000, "late": false, "collective": true, "warnings": [],
            "deadline": "2026-03-10T09:00:00Z", "unheard_of": 3, "organization_id": "01a2", "organization_zh": "鸟巢", "invited": false,
            "criteria": [{"key": "plan", "title_zh": "方案", "points": "45.00"}, {"key": "team", "title_zh": "团队", "points": "25.00"}],
        });
        let said: Vec<_> =
            told(&facts).into_iter().map(|fact| (fact.label.map(|label| label.zh).unwrap_or_default() + &fact.key, fact.value)).collect();
        let expected = [
            ("状态to", "草案 → 待审批"),
            ("预算budget_fen", "¥ 80,000.00"),
            ("集体决策collective", "是"),
            ("投标截止deadline", "2026-03-10 17:00"),
            ("unheard_of", "3"),
            ("机构organization_zh", "鸟巢"),
            ("评分项criteria", "方案，45.00；团队，25.00"),
            ("邀请invited", "否"),
        ];
        let expected: Vec<_> = expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(said.len(), expected.len(), "{said:?}");
        assert!(expected.iter().all(|fact| said.contains(fact)), "{said:?}");
    }
}
