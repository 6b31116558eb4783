//! The fixed data set: one street with its organisations, calls and drafted bids, and who asks about them.

use std::path::PathBuf;

use chrono::TimeDelta;
use serde_json::json;
use shuniu::platform::actor::Role;

use super::support::tender::Tender;
use super::support::town::STREET;
use super::support::{Client, World};

const ORGANIZATIONS: usize = 100;

pub struct Street {
    pub data: PathBuf,
    pub settings: Vec<(String, String)>,
    /// A published project.
    pub project: String,
    /// Tokens: a bidder's manager reads, a committee's officer reports.
    pub reader: String,
    pub reporter: String,
    /// Drafted bids, each with its manager's token.
    pub bids: Vec<(String, String)>,
}

pub fn need(n: usize) -> String {
    json!({
        "area_code": STREET, "title_zh": format!("青年就业创业帮助 {n}"), "field": "jobs_startups",
        "description_zh": "多个小区提出：希望有固定的职业指导、技能培训和创业陪伴，最好在家门口。",
    })
    .to_string()
}

impl Street {
    /// Every organisation drafts a bid on every call, until there are `bids` of them.
    pub async fn lay_out(bids: usize) -> Self {
        let world = World::plain().await;
        let town = world.town().await;
        let deadline = world.now().plus(TimeDelta::days(30));
        let mut managers = Vec::new();
        for n in 0..ORGANIZATIONS {
            let own = world.organization(&format!("社会服务社{n}"), "social_service_agency", &["jobs_startups"]).await;
            managers.push(world.person(&[(Role::NgoManager, Some(&own), None)]).await);
        }
        let mut calls = Vec::new();
        for _ in 0..bids.div_ceil(ORGANIZATIONS) {
            calls.push(Tender { deadline, ..Tender::default() }.publish(&world, &town).await.to_string());
        }
        for n in 0..2_000 {
            let body = serde_json::from_str(&need(n)).expect("a body");
            town.committee.post("/needs", body).await.ok(201);
        }
        let mut drafted = Vec::new();
        for call in &calls {
            for manager in &managers {
                drafted.push((draft(manager, call).await, manager.token()));
            }
        }
        let (reader, reporter) = (managers[0].token(), town.committee.token());
        let (data, settings) = world.leave().await;
        Self { data, settings, project: calls.swap_remove(0), reader, reporter, bids: drafted }
    }
}

async fn draft(manager: &Client, call: &str) -> String {
    let offer = json!({ "offer": {
        "price_fen": 7_600_000, "proposal_zh": "一人一策的就业指导".repeat(40), "team_zh": "社工师两名", "declarations": { "r20": "无重大违法记录" },
    } });
    manager.post(&format!("/projects/{call}/bids"), offer).await.ok(201)["id"].as_str().expect("an id").to_owned()
}
