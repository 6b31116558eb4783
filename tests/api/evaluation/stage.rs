//! A purchase whose bids are open, laid down directly: how it came there is tested elsewhere.

use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::platform::ids::{self, BidId, BidVersionId, BudgetLineId, ProjectId};
use shuniu::rules::rule_set::{RuleSet, embedded};
use shuniu::schema::{bid_openings, bid_versions, bids, budget_entries, budget_lines, project_editors, projects};

use crate::support::town::{STREET, Town};
use crate::support::{Client, World};

pub const BUDGET: i64 = 8_000_000;

/// Prices of A, B and C in the worked table of domain §2.5, in fen.
pub const PRICES: [i64; 3] = [7_600_000, 6_000_000, 6_800_000];
/// What each member gives them, over two criteria.
pub const POINTS: [[&str; 2]; 3] = [["35.50", "35.00"], ["30.00", "32.00"], ["36.00", "30.00"]];

pub struct Stage<'w> {
    pub world: &'w World,
    pub town: Town,
    pub project: String,
    pub budget_line: String,
    /// The bids of the town's bidders, in their order.
    pub bids: Vec<String>,
}

impl<'w> Stage<'w> {
    /// Evaluating, with the prices of the worked table; the hub drafted, the officer is in charge.
    pub async fn new(world: &'w World) -> Self {
        Self::at(world, "evaluating", PRICES).await
    }

    pub async fn at(world: &'w World, status: &'static str, prices: [i64; 3]) -> Self {
        let town = world.town().await;
        let (project, line) = (ProjectId::new(), BudgetLineId::new());
        let rows: Vec<_> =
            town.bidders.iter().zip(prices).map(|(bidder, price)| (BidId::new(), bidder.organization.clone(), price)).collect();
        let stage = Self {
            world,
            project: project.to_string(),
            budget_line: line.to_string(),
            bids: rows.iter().map(|(id, ..)| id.to_string()).collect(),
            town,
        };
        let town = &stage.town;
        let (street, hub) = (town.street.clone(), town.hub_organization.clone());
        let (author, officer) = (town.hub.user_id.clone(), town.officer.user_id.clone());
        let (now, rules, content) = (world.now(), rule_set(), content());
        world
            .write(move |conn| {
                diesel::insert_into(budget_lines::table)
                    .values((
                        budget_lines::id.eq(&line),
                        budget_lines::area_code.eq(STREET),
                        budget_lines::organization_id.eq(&street),
                        budget_lines::year.eq(2026),
                        budget_lines::code.eq("2080799"),
                        budget_lines::title_zh.eq("就业服务"),
                        budget_lines::amount_fen.eq(BUDGET),
                        budget_lines::committed_fen.eq(BUDGET),
                        budget_lines::created_at.eq(now),
                        budget_lines::version.eq(1_i64),
                    ))
                    .execute(conn)?;
                diesel::insert_into(budget_entries::table)
                    .values((
                        budget_entries::id.eq(ids::fresh()),
                        budget_entries::budget_line_id.eq(&line),
                        budget_entries::project_id.eq(project.as_str()),
                        budget_entries::kind.eq("reserved"),
                        budget_entries::change_fen.eq(BUDGET),
                        budget_entries::created_at.eq(now),
                    ))
                    .execute(conn)?;
                diesel::insert_into(projects::table)
                    .values((
                        projects::id.eq(&project),
                        projects::number.eq("XM-2026-9001"),
                        projects::title_zh.eq("鸟巢就业服务"),
                        projects::description_zh.eq("就业指导与创业陪伴"),
                        projects::area_code.eq(STREET),
                        projects::field.eq("jobs_startups"),
                        projects::status.eq(status),
                        projects::buyer_id.eq(&street),
                        projects::author_organization_id.eq(&hub),
                        projects::created_by.eq(&author),
                        projects::officer_in_charge.eq(&officer),
                        projects::content.eq(&content),
                        projects::budget_fen.eq(BUDGET),
                        projects::budget_line_id.eq(&line),
                        projects::regime.eq("below_threshold_selection"),
                        projects::rule_set_version.eq("2026-01"),
                        projects::rule_set.eq(&rules),
                        projects::published_at.eq(now),
                        projects::closed_at.eq(now),
                        projects::opened_at.eq(now),
                        projects::round.eq(1),
                        projects::created_at.eq(now),
                        projects::updated_at.eq(now),
                        projects::version.eq(1_i64),
                    ))
                    .execute(conn)?;
                diesel::insert_into(project_editors::table)
                    .values((project_editors::project_id.eq(&project), project_editors::user_id.eq(&author)))
                    .execute(conn)?;
                for (bid, organization, price) in &rows {
                    let version = BidVersionId::new();
                    diesel::insert_into(bids::table)
                        .values((
                            bids::id.eq(bid),
                            bids::project_id.eq(&project),
                            bids::round.eq(1),
                            bids::organization_id.eq(organization),
                            bids::status.eq("qualified"),
                            bids::current_version.eq(1),
                            bids::created_by.eq("user:test"),
                            bids::created_at.eq(now),
                            bids::updated_at.eq(now),
                            bids::version.eq(1_i64),
                        ))
                        .execute(conn)?;
                    diesel::insert_into(bid_versions::table)
                        .values((
                            bid_versions::id.eq(&version),
                            bid_versions::bid_id.eq(bid),
                            bid_versions::number.eq(1),
                            bid_versions::sealed.eq(vec![0_u8]),
                            bid_versions::commitment.eq("sha-256:0"),
                            bid_versions::receipt_no.eq(bid.as_str()),
                            bid_versions::receipt.eq("receipt"),
                            bid_versions::received_at.eq(now),
                            bid_versions::submitted_by.eq("user:test"),
                        ))
                        .execute(conn)?;
                    diesel::insert_into(bid_openings::table)
                        .values((
                            bid_openings::bid_id.eq(bid),
                            bid_openings::version_id.eq(&version),
                            bid_openings::content
                                .eq(json!({"price_fen": price, "proposal_zh": "方案", "team_zh": "", "declarations": {}}).to_string()),
                            bid_openings::price_fen.eq(*price),
                            bid_openings::nonce.eq("nonce"),
                            bid_openings::opened_at.eq(now),
                        ))
                        .execute(conn)?;
                }
                Ok(0)
            })
            .await;
        stage
    }

    /// A path below the project.
    pub fn path(&self, rest: &str) -> String {
        format!("/projects/{}{rest}", self.project)
    }

    /// The chair.
    pub fn chair(&self) -> &Client {
        &self.town.evaluators[0]
    }

    /// The five members of `form`.
    pub fn members(&self) -> &[Client] {
        &self.town.evaluators[..5]
    }

    /// Five members, the first in the chair, and one reserve.
    pub fn panel(&self) -> Value {
        let seat = |at: usize| if at == 0 { "chair" } else { "evaluator" };
        let members: Vec<_> = self
            .town
            .evaluators
            .iter()
            .enumerate()
            .map(|(at, who)| json!({"user_id": who.user_id, "seat": seat(at), "expert": true, "reserve": at == 5}))
            .collect();
        json!({ "members": members })
    }

    pub async fn form(&self) -> Value {
        self.town.officer.post(&self.path("/panel"), self.panel()).await.ok(200)
    }

    /// A member declares about every bidder; `conflict` names one bid and what ties the member to it.
    pub async fn declare(&self, member: &Client, conflict: Option<(&str, &str)>) -> Value {
        let kind = |bid: &str| conflict.filter(|(other, _)| *other == bid).map_or("none", |(_, kind)| kind);
        let said: Vec<_> = self.bids.iter().map(|bid| json!({"bid_id": bid, "kind": kind(bid)})).collect();
        member.post(&self.path("/panel/declare"), json!({ "declarations": said })).await.ok(200)
    }

    pub async fn all_declare(&self) {
        self.form().await;
        for member in self.members() {
            self.declare(member, None).await;
        }
    }

    pub async fn put(&self, member: &Client, bid: usize, points: [&str; 2]) -> Value {
        let scores = json!([{"criterion": "plan", "points": points[0], "comment": "方案可行"}, {"criterion": "team", "points": points[1]}]);
        member.put(&format!("/bids/{}/score-sheet", self.bids[bid]), json!({ "scores": scores })).await.ok(200)
    }

    /// A member gives the points of the worked table.
    pub async fn score(&self, member: &Client) {
        for (bid, points) in POINTS.iter().enumerate() {
            self.put(member, bid, *points).await;
        }
    }

    pub async fn sign(&self, member: &Client) -> Value {
        member.post(&self.path("/scores/sign"), json!({})).await.ok(200)
    }

    /// All five have scored and signed.
    pub async fn tallied(&self) {
        self.all_declare().await;
        for member in self.members() {
            self.score(member).await;
            self.sign(member).await;
        }
    }

    pub async fn reported(&self) {
        self.tallied().await;
        self.report().await;
    }

    pub async fn report(&self) -> Value {
        let version = self.chair().get(&self.path("/ranking")).await.etag();
        self.chair().post_if(&self.path("/ranking/report"), &version, json!({"statement_zh": "按序推荐"})).await.ok(200)
    }

    pub async fn decide(&self, approver: &Client) -> Value {
        approver.act(&self.path("/award"), "decide", json!({"accept": true, "reason": "综合得分最高"})).await.ok(200)
    }

    /// Decided, and the publicity is over.
    pub async fn awarded(&self) {
        self.reported().await;
        self.decide(&self.town.approver).await;
        self.world.advance_to("2026-03-10T00:00:00+08:00").await;
    }

    pub async fn project_status(&self) -> String {
        let id = self.project.clone();
        let read = move |conn: &mut shuniu::platform::db::Conn| {
            Ok(projects::table.filter(projects::id.eq(&id)).select(projects::status).first(conn)?)
        };
        self.world.platform.db.read(read).await.expect("the project")
    }

    pub async fn bid_statuses(&self) -> Vec<String> {
        let ids = self.bids.clone();
        let read = move |conn: &mut shuniu::platform::db::Conn| {
            Ok(bids::table.filter(bids::id.eq_any(&ids)).order(bids::id).select(bids::status).load(conn)?)
        };
        self.world.platform.db.read(read).await.expect("the bids")
    }

    /// What the budget line has committed, and its ledger about the project.
    pub async fn budget(&self) -> (i64, Vec<(String, i64)>) {
        let (line, project) = (self.budget_line.clone(), self.project.clone());
        let read = move |conn: &mut shuniu::platform::db::Conn| {
            let committed = budget_lines::table.filter(budget_lines::id.eq(&line)).select(budget_lines::committed_fen).first(conn)?;
            let entries = budget_entries::table
                .filter(budget_entries::project_id.eq(&project))
                .order(budget_entries::id)
                .select((budget_entries::kind, budget_entries::change_fen))
                .load(conn)?;
            Ok((committed, entries))
        };
        self.world.platform.db.read(read).await.expect("the budget")
    }

    /// The names of the journal's events about the project, in order.
    pub async fn events(&self) -> Vec<String> {
        self.world.settle().await;
        let id = self.project.clone();
        let entries = self.world.platform.db.read(move |conn| shuniu::journal::entries_of_project(conn, &id)).await.expect("the journal");
        entries.into_iter().map(|entry| entry.event).collect()
    }
}

fn rule_set() -> String {
    let (_, toml) = embedded().iter().find(|(name, _)| name.starts_with("below_threshold")).expect("a rule set");
    serde_json::to_string(&RuleSet::parse(toml).expect("sound")).expect("json")
}

fn content() -> String {
    let criterion = |key: &str| json!({"key": key, "title_zh": key, "title_en": null, "points": "40.00"});
    json!({"criteria": [criterion("plan"), criterion("team")], "price_weight": "20.00"}).to_string()
}
