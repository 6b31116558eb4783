//! A call for bids, published.

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
use shuniu::projects::{Project, Status};
use shuniu::rules;
use shuniu::rules::rule_set::{RuleSet, embedded};
use shuniu::schema::{budget_lines, project_editors, project_keys};

use super::World;
use super::town::{STREET, Town};

/// Five working days after the beginning of a test.
pub const DEADLINE: &str = "2026-03-10T00:00:00+08:00";

/// What a test's call differs in from the plain one.
pub struct Tender {
    pub budget: i64,
    pub content: Value,
    pub author: Option<OrganizationId>,
    pub editor: Option<String>,
    pub deadline: Timestamp,
}

impl Default for Tender {
    fn default() -> Self {
        let content = json!({ "requirements": { "fields": ["jobs_startups"], "serves_area": true } });
        Self { budget: 8_000_000, content, author: None, editor: None, deadline: Timestamp::parse(DEADLINE).expect("deadline") }
    }
}

impl Tender {
    pub fn with_reason_for_fewer_bids(mut self) -> Self {
        self.content["fewer_bids_reason"] = json!("服务对象少，预计只有一家响应。");
        self
    }

    /// Publishes the call: the rows that publication leaves behind.
    pub async fn publish(self, world: &World, town: &Town) -> ProjectId {
        let (id, line) = (ProjectId::new(), BudgetLineId::new());
        let now = world.now();
        let deadline = self.deadline;
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
                jobs::at(tx, "bids.remind", project_id.as_str(), now)?;
                jobs::at(tx, "bids.close", project_id.as_str(), deadline.plus(chrono::TimeDelta::seconds(1)))
            })
            .await
            .expect("published");
        shuniu::matching::index::reload(&world.platform).await.expect("the row was written past the journal");
        id
    }
}
