//! Bids: drafted in secret, sealed, closed on time, opened together.

mod close;
mod create;
mod eligibility;
mod open;
mod qualify;
mod seal;
mod submit;
mod update;
mod withdraw;

use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::crypto::ProjectKeyPair;
use shuniu::platform::crypto::seal::ALGORITHM;
use shuniu::platform::db::types::JsonText;
use shuniu::platform::http::Call;
use shuniu::platform::ids::{BudgetLineId, OrganizationId, ProjectId, UserId};
use shuniu::platform::jobs;
use shuniu::platform::money::Money;
use shuniu::platform::time::Timestamp;
use shuniu::projects::{self, Project, Status};
use shuniu::rules;
use shuniu::rules::rule_set::{RuleSet, embedded};
use shuniu::schema::{bids, budget_lines, project_editors, project_keys};

use crate::support::town::{STREET, Town};
use crate::support::{Client, World};

/// Five working days after the beginning of a test.
const DEADLINE: &str = "2026-03-10T00:00:00+08:00";
/// When the call has closed and nothing else has happened.
const AFTER: &str = "2026-03-10T00:00:05+08:00";

/// What a test's call differs in from the plain one.
struct Tender {
    budget: i64,
    content: Value,
    author: Option<OrganizationId>,
    editor: Option<String>,
}

impl Default for Tender {
    fn default() -> Self {
        let content = json!({ "requirements": { "fields": ["jobs_startups"], "serves_area": true } });
        Self { budget: 8_000_000, content, author: None, editor: None }
    }
}

impl Tender {
    fn with_reason_for_fewer_bids(mut self) -> Self {
        self.content["fewer_bids_reason"] = json!("服务对象少，预计只有一家响应。");
        self
    }

    /// Publishes the call: the rows that publication leaves behind.
    async fn publish(self, world: &World, town: &Town) -> ProjectId {
        let (id, line) = (ProjectId::new(), BudgetLineId::new());
        let now = world.now();
        let deadline = Timestamp::parse(DEADLINE).expect("deadline");
        let rules = embedded().iter().find(|(name, _)| name.contains("below_threshold")).map(|(_, toml)| RuleSet::parse(toml));
        let rules = rules.expect("embedded").expect("rule set");
        let officer = UserId::parse(&town.officer.user_id).expect("officer");
        let project = Project {
            id: id.clone(),
            number: format!("XM-{id}"),
            title_zh: "就业帮扶“鸟巢”".into(),
            title_en: None,
            description_zh: "为辖区失业青年提供就业指导。".into(),
            area_code: STREET.into(),
            field: Some("jobs_startups".into()),
            status: Status::Published,
            status_reason: None,
            buyer_id: town.street.clone(),
            author_organization_id: self.author.clone().unwrap_or_else(|| town.hub_organization.clone()),
            created_by: officer.clone(),
            officer_in_charge: Some(officer),
            content: JsonText::of(&self.content).expect("content"),
            budget_fen: Some(Money::from_fen(self.budget)),
            budget_line_id: Some(line.clone()),
            catalogue_item_id: None,
            regime: rules.code.clone(),
            rule_set_version: Some(rules.version.clone()),
            rule_set: Some(JsonText::of(&rules).expect("rules")),
            deadline: Some(deadline),
            submitted_at: Some(now),
            approved_at: Some(now),
            published_at: Some(now),
            closed_at: None,
            opened_at: None,
            counts: None,
            next_check_at: None,
            round: 1,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        let pair = ProjectKeyPair::generate().expect("key");
        let wrapped = pair.wrap_private(&world.platform.keys, id.as_str()).expect("wrapped");
        let public = pair.public_key.to_string().into_bytes();
        let (street, call, project_id) = (town.street.clone(), Call::system(&world.platform), id.clone());
        let (budget, editor) = (self.budget, self.editor);
        world
            .platform
            .db
            .write(move |tx| {
                diesel::insert_into(budget_lines::table)
                    .values((
                        budget_lines::id.eq(&line),
                        budget_lines::area_code.eq(STREET),
                        budget_lines::organization_id.eq(&street),
                        budget_lines::year.eq(2026),
                        budget_lines::code.eq(line.as_str()),
                        budget_lines::title_zh.eq("社区服务"),
                        budget_lines::amount_fen.eq(budget),
                        budget_lines::committed_fen.eq(0_i64),
                        budget_lines::created_at.eq(now),
                        budget_lines::version.eq(1_i64),
                    ))
                    .execute(tx.conn())?;
                diesel::insert_into(shuniu::schema::projects::table).values(&project).execute(tx.conn())?;
                diesel::insert_into(project_keys::table)
                    .values((
                        project_keys::project_id.eq(&project_id),
                        project_keys::algorithm.eq(ALGORITHM),
                        project_keys::public_key.eq(&public),
                        project_keys::wrapped_private_key.eq(wrapped.as_bytes()),
                        project_keys::created_at.eq(now),
                    ))
                    .execute(tx.conn())?;
                if let Some(editor) = &editor {
                    diesel::insert_into(project_editors::table)
                        .values((project_editors::project_id.eq(&project_id), project_editors::user_id.eq(editor)))
                        .execute(tx.conn())?;
                }
                rules::reserve(tx, &call, &line, &project_id, Money::from_fen(budget))?;
                jobs::at(tx, "bids.close", project_id.as_str(), deadline.plus(chrono::TimeDelta::seconds(1)))
            })
            .await
            .expect("published");
        id
    }
}

async fn published(world: &World, town: &Town) -> ProjectId {
    Tender::default().publish(world, town).await
}

/// The project as it stands in the database.
async fn stored(world: &World, id: &ProjectId) -> Project {
    let id = id.clone();
    world.platform.db.read(move |conn| projects::find(conn, &id)).await.expect("read").expect("project")
}

/// What the project holds of its budget line.
async fn committed(world: &World, project: &ProjectId) -> i64 {
    let line = stored(world, project).await.budget_line_id.expect("line");
    let committed = budget_lines::table.filter(budget_lines::id.eq(line.to_string())).select(budget_lines::committed_fen);
    world.platform.db.read(move |conn| Ok(committed.first::<i64>(conn)?)).await.expect("read")
}

fn offer(price_fen: i64) -> Value {
    json!({ "offer": { "price_fen": price_fen, "proposal_zh": "一人一策的就业指导", "team_zh": "社工师两名", "declarations": { "r20": "无重大违法记录" } } })
}

/// A draft; its path.
async fn drafted(client: &Client, project: &ProjectId, price_fen: i64) -> String {
    let bid = client.post(&format!("/projects/{project}/bids"), offer(price_fen)).await.ok(201);
    format!("/bids/{}", bid["id"].as_str().expect("id"))
}

/// A submitted bid; its path and the answer to the submission.
async fn submitted(client: &Client, project: &ProjectId, price_fen: i64) -> (String, Value) {
    let bid = drafted(client, project, price_fen).await;
    let receipt = client.act(&bid, "submit", json!({})).await.ok(200);
    (bid, receipt)
}

/// Every bidder of the town has submitted, and the call has closed.
async fn closed_with(world: &World, town: &Town, project: &ProjectId, prices: &[i64]) -> Vec<String> {
    let mut bids = Vec::new();
    for (bidder, price) in town.bidders.iter().zip(prices) {
        bids.push(submitted(&bidder.manager, project, *price).await.0);
    }
    world.advance_to(AFTER).await;
    bids
}

/// Opens the bids as the officer in charge, on the project's current version.
async fn opened(world: &World, town: &Town, project: &ProjectId) -> crate::support::client::Got {
    let version = format!("\"{}\"", stored(world, project).await.version);
    town.officer.post_if(&format!("/projects/{project}/open"), &version, json!({})).await
}

async fn status_of(client: &Client, bid: &str) -> Value {
    client.get(bid).await.ok(200)["status"].clone()
}

/// How many bids of the project stand here.
async fn count(world: &World, project: &ProjectId, status: &'static str) -> i64 {
    let rows = bids::table.filter(bids::project_id.eq(project.to_string())).filter(bids::status.eq(status)).count();
    world.platform.db.read(move |conn| Ok(rows.get_result(conn)?)).await.expect("count")
}

/// The same POST twenty times at once, each with its own Idempotency-Key; the statuses of the answers.
async fn twenty_times(client: &Client, path: &str, version: &str, body: &Value) -> Vec<u16> {
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (client, path, version, body) = (client.clone(), path.to_owned(), version.to_owned(), body.clone());
            actix_web::rt::spawn(async move { client.post_if(&path, &version, body).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.expect("an answer"));
    }
    statuses
}
