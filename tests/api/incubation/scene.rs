//! A programme of the street, and teams and organisations that go through it.

use serde_json::{Value, json};
use shuniu::platform::actor::Role;
use shuniu::platform::ids::OrganizationId;

use crate::support::town::{STREET, Town};
use crate::support::{Client, World};

/// Two months into the tests' business time there is something to look back on.
pub const DAY: &str = "2026-03-02";

pub struct Applicant {
    pub organization: OrganizationId,
    pub manager: Client,
}

pub fn id(record: &Value) -> String {
    record["id"].as_str().expect("an id").to_owned()
}

pub fn programme(places: i32) -> Value {
    json!({
        "area_code": STREET, "title_zh": "长寿路街道孵化计划", "title_en": "Changshou Road incubation programme",
        "description_zh": "场地、培训、财务托管", "places": places, "term_months": 12, "extension_months": 6,
        "checklist": [
            {"key": "two_projects", "title_zh": "交付两个项目", "title_en": "two delivered projects"},
            {"key": "accounts_kept", "title_zh": "账目清楚", "title_en": "accounts are kept"},
        ],
    })
}

impl World {
    /// A programme with so many places; its path.
    pub async fn programme(&self, town: &Town, places: i32) -> String {
        format!("/incubation/programmes/{}", id(&town.hub.post("/incubation/programmes", programme(places)).await.ok(201)))
    }

    /// A verified organisation (a filed team) with its manager.
    pub async fn applicant(&self, name: &str, kind: &str) -> Applicant {
        let organization = self.organization(name, kind, &["elderly_care"]).await;
        let manager = self.person(&[(Role::NgoManager, Some(&organization), None)]).await;
        Applicant { organization, manager }
    }

    /// The path of the case that the applicant has applied for.
    pub async fn applied(&self, programme: &str, applicant: &Applicant) -> String {
        let case = applicant.manager.post("/incubation/applications", application(programme, applicant)).await.ok(201);
        format!("/incubation/cases/{}", id(&case))
    }

    /// A case whose term began on that day.
    pub async fn incubating(&self, town: &Town, programme: &str, applicant: &Applicant, since: &str) -> String {
        let case = self.applied(programme, applicant).await;
        town.hub.act(&case, "review", json!({})).await.ok(200);
        town.hub.act(&case, "admit", json!({})).await.ok(200);
        town.hub.act(&case, "start", json!({"started_on": since})).await.ok(200);
        case
    }

    /// Notes every milestone of the case as reached on that day.
    pub async fn reach_all(&self, town: &Town, case: &str, day: &str) {
        for milestone in items(&town.hub, &format!("{case}/milestones")).await {
            let path = format!("{case}/milestones/{}/note", id(&milestone));
            town.hub.post_if(&path, "\"1\"", json!({"reached_on": day})).await.ok(200);
        }
    }
}

pub fn application(programme: &str, applicant: &Applicant) -> Value {
    let programme = programme.rsplit('/').next().expect("an id");
    json!({"programme_id": programme, "organization_id": applicant.organization, "plan_zh": "两年内登记为社会服务机构"})
}

pub fn support(kind: &str, unit: &str, fen: i64) -> Value {
    json!({"kind": kind, "quantity": "2", "unit": unit, "value_fen": fen, "provider_zh": "长寿社区学校", "provided_on": DAY})
}

pub async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.ok(200)["items"].as_array().expect("items").clone()
}

pub async fn events(client: &Client, case: &str) -> Vec<String> {
    let text = |entry: Value| entry["event"].as_str().unwrap_or_default().trim_start_matches("incubation_case.").to_owned();
    items(client, &format!("{case}/timeline")).await.into_iter().map(text).collect()
}
