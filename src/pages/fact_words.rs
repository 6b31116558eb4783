//! The facts of a journal entry as people read them: Chinese labels, money in yuan, Beijing time. The JSON of the file has every fact
//! as it was recorded; what says nothing (`false`, nothing at all) is left out here, and ids, and English that stands beside Chinese.

use serde::Serialize;
use serde_json::Value;

use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::Status;

/// One fact.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Fact {
    /// None where nobody has named it: then the key says it.
    label: Option<&'static str>,
    key: String,
    value: String,
}

/// What an entry says, a move of the purchase first.
pub(super) fn told(facts: &Value) -> Vec<Fact> {
    let Some(facts) = facts.as_object() else { return Vec::new() };
    let status =
        |key: &str| facts.get(key).and_then(Value::as_str).map(|word| Status::parse(word).map_or(word.to_owned(), |s| s.words().zh));
    let moved = match (status("from"), status("to")) {
        (Some(from), Some(to)) => Some(Fact { label: Some("状态"), key: "to".into(), value: format!("{from} → {to}") }),
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
        Value::String(text) => Some(Timestamp::parse(text).map_or_else(|| text.clone(), Timestamp::shanghai)),
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(items.iter().filter_map(|item| words(key, item)).collect::<Vec<_>>().join("；")),
        Value::Object(facts) => {
            let is_name = |key: &str| matches!(key, "title_zh" | "name_zh");
            let (names, others): (Vec<_>, Vec<_>) =
                facts.iter().filter(|(key, _)| !is_for_programs(key)).partition(|(key, _)| is_name(key));
            let said = names.into_iter().chain(others).filter_map(|(key, value)| {
                let value = words(key, value)?;
                Some(label(key).filter(|_| !is_name(key)).map_or_else(|| value.clone(), |label| format!("{label} {value}")))
            });
            Some(said.collect::<Vec<_>>().join("，"))
        }
        Value::Number(number) => Some(number.to_string()),
    }
}

fn label(key: &str) -> Option<&'static str> {
    Some(match key {
        "amount_fen" => "预算总额",
        "area_code" => "地区",
        "available_fen" => "预算余额",
        "bids" => "投标",
        "budget_fen" => "预算",
        "change_fen" => "变动",
        "collective" => "集体决策",
        "commitment" => "封存摘要",
        "committed_fen" => "已占用",
        "conflicts" => "利害关系",
        "contract_number" => "合同编号",
        "counts" => "份数",
        "criteria" => "评分项",
        "days" => "剩余天数",
        "deadline" => "投标截止",
        "decide_by" => "决定期限",
        "description_zh" => "服务内容",
        "document_digest" => "文件摘要",
        "experts" => "专家",
        "field" => "领域",
        "flagged" => "须留意",
        "instalments" => "付款期数",
        "invited" => "邀请",
        "is_provisional" => "暂定",
        "late" => "逾期",
        "members" => "成员",
        "number" => "编号",
        "of" => "共几步",
        "organization_zh" => "机构",
        "place" => "名次",
        "price_fen" => "报价",
        "price_weight" => "价格权重",
        "public_key" => "封存公钥",
        "publicity_from" => "公示自",
        "publicity_until" => "公示至",
        "ranking" => "排名",
        "ranking_digest" => "排名摘要",
        "reason" => "理由",
        "receipt_no" => "回执",
        "received" => "收到份数",
        "received_at" => "收到时间",
        "regime" => "采购规则",
        "requirements" => "投标人条件",
        "reserves" => "候补",
        "round" => "轮次",
        "rule_set_digest" => "规则摘要",
        "rule_set_version" => "规则版本",
        "rules_zh" => "规则名称",
        "service_from" => "服务自",
        "service_to" => "服务至",
        "sheets" => "评分表",
        "side" => "签署方",
        "sign_by" => "签约期限",
        "signed_on" => "签署日期",
        "status" => "状态",
        "step" => "第几步",
        "submission" => "第几次提交",
        "tied" => "并列",
        "title_zh" => "名称",
        "total" => "得分",
        "warnings" => "提示",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn facts_are_told_in_words_and_what_says_nothing_is_left_out() {
        let facts = json!({
            "from": "draft", "to": "submitted", "budget_fen": 8_000_000, "late": false, "collective": true, "warnings": [],
            "deadline": "2026-03-10T09:00:00Z", "unheard_of": 3, "organization_id": "01a2", "organization_zh": "鸟巢", "invited": false,
            "criteria": [{"key": "plan", "title_zh": "方案", "points": "45.00"}, {"key": "team", "title_zh": "团队", "points": "25.00"}],
        });
        let said: Vec<_> = told(&facts).into_iter().map(|fact| (fact.label.unwrap_or("").to_owned() + &fact.key, fact.value)).collect();
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
