mod advance;
mod answer;
mod chart;
mod create;
mod enter;
mod invite;
mod list;
mod page;
mod results;
mod texts;
mod update;

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::town::{STREET, Town};

/// A survey with a question of every kind.
pub fn survey() -> Value {
    json!({
        "area_code": STREET,
        "title_zh": "社区需求调查", "title_en": "What the neighbourhood needs",
        "consent_zh": "长寿路街道为安排服务而调查，不记姓名。", "consent_en": "The street asks to plan its services; no names are kept.",
        "questions": [
            {"key": "category", "kind": "single", "text_zh": "最希望办好哪一类实事？", "text_en": "Which kind matters most?", "required": true, "options": [
                {"key": "livelihood", "label_zh": "民生服务", "label_en": "Livelihood"},
                {"key": "civility", "label_zh": "文明创建", "label_en": "Civility"},
                {"key": "infrastructure", "label_zh": "基础设施", "label_en": "Infrastructure"},
                {"key": "safety", "label_zh": "平安建设", "label_en": "Safety"}]},
            {"key": "services", "kind": "multiple", "text_zh": "用过哪些服务？", "max_choices": 2, "options": [
                {"key": "meals", "label_zh": "助餐"}, {"key": "jobs", "label_zh": "就业"}, {"key": "health", "label_zh": "健康"}]},
            {"key": "content", "kind": "scale", "text_zh": "总体满意程度（1 很不满意，5 很满意）"},
            {"key": "place", "kind": "area", "text_zh": "您住在哪里？"},
            {"key": "wish", "kind": "text", "text_zh": "还希望社区做什么？"}
        ]
    })
}

/// The address of an open survey.
pub async fn opened(town: &Town) -> String {
    opened_as(town, survey()).await
}

pub async fn opened_as(town: &Town, body: Value) -> String {
    let draft = town.hub.post("/surveys", body).await.ok(201);
    let record = format!("/surveys/{}", draft["id"].as_str().expect("id"));
    town.hub.act(&record, "open", json!({})).await.ok(200);
    record
}

pub async fn close(town: &Town, record: &str) {
    town.hub.act(record, "close", json!({})).await.ok(200);
}

/// The secrets of so many invitations.
pub async fn invitations(hub: &Client, record: &str, count: u32) -> Vec<String> {
    let made = hub.post(&format!("{record}/invitations"), json!({"count": count})).await.ok(201);
    made["links"].as_array().expect("links").iter().map(|link| link["token"].as_str().expect("token").to_owned()).collect()
}

/// The secret of the open link.
pub async fn open_link(hub: &Client, record: &str) -> String {
    hub.post(&format!("{record}/open-link"), json!({})).await.ok(201)["token"].as_str().expect("token").to_owned()
}

/// Everybody who answers with this category, at the desk.
pub async fn answer_many(town: &Town, record: &str, answers: &Value, times: usize) {
    for _ in 0..times {
        town.committee.post(&format!("{record}/answers"), json!({"consent": true, "answers": answers})).await.ok(201);
    }
}
