//! The desk of a street that buys: budget line, catalogue item, verified need, and projects in every early status.

use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::ids::NeedId;
use shuniu::schema::needs;

use crate::support::town::{STREET, Town};
use crate::support::{Client, World};

/// The deadline of the usual draft: two weeks after the beginning of the test.
pub const DEADLINE: &str = "2026-03-16T09:00:00Z";

pub struct Desk {
    pub town: Town,
    pub line: Value,
    pub item: Value,
    pub need: NeedId,
}

impl Desk {
    pub async fn at(world: &World) -> Self {
        let town = world.town().await;
        let line = budget_line(&town, "2080799", 1_000_000_000).await;
        let item = json!({
            "code": "B0701", "title_zh": "就业服务", "title_en": "Employment services", "field": "jobs_startups", "valid_from": "2026-01-01",
        });
        let item = town.officer.post("/catalogue", item).await.ok(201)["id"].clone();
        let need = need(world, &town, "verified").await;
        Self { town, line, item, need }
    }

    /// Everything that submission asks for: 20,000 yuan, one step of approval.
    pub fn complete(&self) -> Value {
        json!({
            "title_zh": "零距离家门口就业服务", "title_en": "Jobs at the doorstep", "description_zh": "为失业青年提供就业指导",
            "area_code": STREET, "buyer_id": self.town.street, "field": "jobs_startups", "target_groups": ["unemployed_graduates"],
            "need_ids": [self.need], "budget_fen": 2_000_000, "budget_line_id": self.line, "catalogue_item_id": self.item,
            "officer_in_charge": self.town.officer.user_id, "deadline": DEADLINE, "instrument": "purchase",
            "service_from": "2026-04-01", "service_to": "2027-03-31", "price_weight": "20.00",
            "criteria": [{"key": "plan", "title_zh": "服务方案", "points": "50.00"}, {"key": "team", "title_zh": "团队", "points": "30.00"}],
        })
    }

    pub fn complete_with(&self, changes: Value) -> Value {
        let mut body = self.complete();
        for (field, value) in changes.as_object().expect("changes") {
            body[field] = value.clone();
        }
        body
    }

    /// A draft by the hub; its path.
    pub async fn drafted(&self, body: Value) -> String {
        path(&self.town.hub.post("/projects", body).await.ok(201))
    }

    pub async fn submitted(&self, body: Value) -> String {
        let project = self.drafted(body).await;
        self.town.hub.act(&project, "submit", json!({})).await.ok(200);
        project
    }

    /// Approved in one step: under 30,000 yuan.
    pub async fn approved(&self) -> String {
        self.approved_with(json!({})).await
    }

    pub async fn approved_with(&self, changes: Value) -> String {
        let project = self.submitted(self.complete_with(changes)).await;
        let after = self.town.approver.act(&project, "approve", json!({})).await.ok(200);
        assert_eq!(after["status"], "approved");
        project
    }

    pub async fn published(&self) -> String {
        let project = self.approved().await;
        self.town.officer.act(&project, "publish", json!({})).await.ok(200);
        project
    }

    pub async fn committed_fen(&self) -> i64 {
        let line = self.town.finance.get(&format!("/budget-lines/{}", self.line.as_str().expect("id"))).await.ok(200);
        line["committed_fen"].as_i64().expect("an amount")
    }

    pub async fn need_status(&self, world: &World) -> String {
        let id = self.need.clone();
        let found = world.platform.db.read(move |conn| Ok(needs::table.filter(needs::id.eq(&id)).select(needs::status).first(conn)?));
        found.await.expect("the need")
    }
}

pub fn path(project: &Value) -> String {
    format!("/projects/{}", project["id"].as_str().expect("id"))
}

pub fn meeting() -> Value {
    json!({"collective_decision": {"meeting": "街道主任办公会", "held_on": "2026-03-01", "minute_number": "2026-07"}})
}

pub async fn budget_line(town: &Town, code: &str, fen: i64) -> Value {
    let body = json!({
        "area_code": STREET, "organization_id": town.street, "year": 2026, "code": code, "title_zh": "就业服务", "amount_fen": fen,
    });
    town.finance.post("/budget-lines", body).await.ok(201)["id"].clone()
}

pub async fn need(world: &World, town: &Town, status: &'static str) -> NeedId {
    let (id, reporter, now) = (NeedId::new(), town.committee.user_id.clone(), world.now());
    let row = id.clone();
    world
        .write(move |conn| {
            diesel::insert_into(needs::table)
                .values((
                    needs::id.eq(&row),
                    needs::title_zh.eq("失业青年找工作难"),
                    needs::description_zh.eq("缺少就近的就业指导"),
                    needs::area_code.eq(STREET),
                    needs::field.eq("jobs_startups"),
                    needs::category.eq("livelihood"),
                    needs::target_groups.eq("[]"),
                    needs::channel.eq("committee"),
                    needs::status.eq(status),
                    needs::reported_by.eq(&reporter),
                    needs::created_at.eq(now),
                    needs::updated_at.eq(now),
                    needs::version.eq(1_i64),
                ))
                .execute(conn)
        })
        .await;
    id
}

/// Events of this project, oldest first, as an auditor reads them.
pub async fn events(world: &World, auditor: &Client, project: &str) -> Vec<(String, Value)> {
    world.settle().await;
    let id = project.rsplit('/').next().expect("id");
    let feed = auditor.get("/events?after=0&limit=200").await.ok(200);
    let items = feed["items"].as_array().expect("items").clone();
    let of_project = items.into_iter().filter(|e| e["project_id"] == id || e["entity_id"] == id);
    of_project.map(|e| (e["event"].as_str().expect("event").to_owned(), e["payload"].clone())).collect()
}
