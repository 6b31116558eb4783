//! A purchase in a given state, written directly: how it comes there is tested elsewhere.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use diesel::prelude::*;
use serde_json::{Value, json};
use shuniu::journal::{self, Event};
use shuniu::platform::db::types::JsonText;
use shuniu::platform::http::Call;
use shuniu::platform::ids::{BidId, OrganizationId, ProjectId};
use shuniu::projects::Content;
use shuniu::schema::{bid_versions, bids, budget_lines, deliveries, needs, project_needs, projects};

use crate::support::World;
use crate::support::town::{STREET, STREET_PATH, Town};

pub const TITLE: &str = "鸟巢就业创业服务";

impl World {
    /// The project of [`World::project`], out as a call.
    pub async fn call(&self, town: &Town) -> ProjectId {
        let (id, now) = (self.project(town, "published").await, self.now());
        let row = id.clone();
        self.write(move |conn| diesel::update(projects::table.find(&row)).set(projects::published_at.eq(now)).execute(conn)).await;
        shuniu::matching::index::reload(&self.platform).await.expect("the row was written past the journal");
        id
    }

    /// A project of 78,000 yuan that the hub drafted, with its budget line of 200,000 and the need that it cites.
    pub async fn project(&self, town: &Town, status: &str) -> ProjectId {
        let (id, now) = (ProjectId::new(), self.now());
        let (row, street, hub, author, status) =
            (id.clone(), town.street.clone(), town.hub_organization.clone(), town.hub.user_id.clone(), status.to_owned());
        let content = JsonText::of(&Content { target_groups: vec!["young_people".into()], ..Content::default() }).expect("content");
        self.write(move |conn| {
            let (line, need) = (format!("line-{row}"), format!("need-{row}"));
            diesel::insert_into(budget_lines::table)
                .values((
                    budget_lines::id.eq(&line),
                    budget_lines::area_code.eq(STREET),
                    budget_lines::organization_id.eq(&street),
                    budget_lines::year.eq(2026),
                    budget_lines::code.eq(format!("SQ-{}", shuniu::platform::ids::fresh())),
                    budget_lines::title_zh.eq("社区就业"),
                    budget_lines::amount_fen.eq(20_000_000_i64),
                    budget_lines::committed_fen.eq(0_i64),
                    budget_lines::created_at.eq(now),
                    budget_lines::version.eq(1_i64),
                ))
                .execute(conn)?;
            diesel::insert_into(needs::table)
                .values((
                    needs::id.eq(&need),
                    needs::title_zh.eq("青年求职缺少指导"),
                    needs::description_zh.eq("需要"),
                    needs::area_code.eq(STREET),
                    needs::field.eq("jobs_startups"),
                    needs::category.eq("livelihood"),
                    needs::target_groups.eq("[]"),
                    needs::channel.eq("desk"),
                    needs::status.eq("verified"),
                    needs::reported_by.eq(&author),
                    needs::created_at.eq(now),
                    needs::updated_at.eq(now),
                    needs::version.eq(1_i64),
                ))
                .execute(conn)?;
            diesel::insert_into(projects::table)
                .values((
                    (
                        projects::id.eq(&row),
                        projects::number.eq(format!("XM-{}", &row.as_str()[24..])),
                        projects::title_zh.eq(TITLE),
                        projects::description_zh.eq("为青年提供就业创业指导、培训和陪伴"),
                        projects::area_code.eq(STREET),
                        projects::field.eq("jobs_startups"),
                        projects::status.eq(&status),
                        projects::buyer_id.eq(&street),
                        projects::author_organization_id.eq(&hub),
                        projects::created_by.eq(&author),
                    ),
                    (
                        projects::content.eq(content.as_str()),
                        projects::budget_fen.eq(7_800_000_i64),
                        projects::budget_line_id.eq(&line),
                        projects::regime.eq("below_threshold_selection"),
                        projects::deadline.eq(now.plus(chrono::TimeDelta::days(15))),
                        projects::submitted_at.eq(now),
                        projects::round.eq(1),
                        projects::created_at.eq(now),
                        projects::updated_at.eq(now),
                        projects::version.eq(1_i64),
                    ),
                ))
                .execute(conn)?;
            diesel::insert_into(project_needs::table)
                .values((project_needs::project_id.eq(&row), project_needs::need_id.eq(&need)))
                .execute(conn)
        })
        .await;
        shuniu::matching::index::reload(&self.platform).await.expect("the row was written past the journal");
        id
    }

    /// A sealed bid as it stands before the opening.
    pub async fn bid(&self, project: &ProjectId, bidder: &OrganizationId, by: &str) -> BidId {
        let (id, now) = (BidId::new(), self.now());
        let (row, project, bidder, by) = (id.clone(), project.clone(), bidder.clone(), by.to_owned());
        self.write(move |conn| {
            diesel::insert_into(bids::table)
                .values((
                    bids::id.eq(&row),
                    bids::project_id.eq(&project),
                    bids::round.eq(1),
                    bids::organization_id.eq(&bidder),
                    bids::status.eq("submitted"),
                    bids::current_version.eq(1),
                    bids::created_by.eq(&by),
                    bids::created_at.eq(now),
                    bids::updated_at.eq(now),
                    bids::version.eq(1_i64),
                ))
                .execute(conn)?;
            diesel::insert_into(bid_versions::table)
                .values((
                    bid_versions::id.eq(format!("version-{row}")),
                    bid_versions::bid_id.eq(&row),
                    bid_versions::number.eq(1),
                    bid_versions::sealed.eq(b"sealed".to_vec()),
                    bid_versions::commitment.eq("sha-256:00ff"),
                    bid_versions::receipt_no.eq(format!("HZ-{}", &row.as_str()[24..])),
                    bid_versions::receipt.eq("jws"),
                    bid_versions::received_at.eq(now),
                    bid_versions::submitted_by.eq(&by),
                ))
                .execute(conn)
        })
        .await;
        id
    }

    pub async fn close(&self, project: &ProjectId) {
        let (id, now) = (project.clone(), self.now());
        self.write(move |conn| {
            diesel::update(projects::table.filter(projects::id.eq(&id)))
                .set((
                    projects::status.eq("closed"),
                    projects::closed_at.eq(now),
                    projects::counts.eq(r#"{"received":1,"opened":null,"qualified":null}"#),
                ))
                .execute(conn)
        })
        .await;
    }

    /// Records a fact about a project, as its use case would.
    pub async fn happened(
        &self,
        name: &'static str,
        entity: &str,
        project: &ProjectId,
        organization: Option<&OrganizationId>,
        facts: Value,
    ) {
        let (platform, entity, project, organization) = (self.platform.clone(), entity.to_owned(), project.clone(), organization.cloned());
        self.platform
            .db
            .write(move |tx| {
                let mut event = Event::new(name, &entity).of_project(&project).for_area(STREET_PATH).with(facts.clone());
                if let Some(organization) = &organization {
                    event = event.for_organization(organization).hidden_until(platform.clock.now().plus(chrono::TimeDelta::days(15)));
                }
                journal::record(tx, &Call::system(&platform), event)
            })
            .await
            .expect("recorded");
    }

    /// The project's submission as an event.
    pub async fn submitted(&self, project: &ProjectId) {
        self.happened("project.submitted", project.as_str(), project, None, json!({})).await;
    }

    /// Recipient and template of every row of the ledger, sorted.
    pub async fn ledger(&self) -> Vec<(String, String, String)> {
        let mut rows: Vec<(String, String, String)> = self
            .platform
            .db
            .read(|conn| Ok(deliveries::table.select((deliveries::recipient, deliveries::template, deliveries::status)).load(conn)?))
            .await
            .expect("ledger");
        rows.sort();
        rows
    }

    /// The mails in the outbox, by name, each decoded.
    pub fn outbox(&self) -> Vec<(String, String)> {
        let Ok(folder) = std::fs::read_dir(self.data.join("outbox")) else { return Vec::new() };
        let mut mails: Vec<_> = folder
            .map(|entry| entry.expect("entry").path())
            .map(|path| {
                (path.file_name().expect("name").to_string_lossy().into_owned(), decoded(&std::fs::read_to_string(&path).expect("mail")))
            })
            .collect();
        mails.sort();
        mails
    }
}

/// The mail with its base64 parts in plain.
fn decoded(mail: &str) -> String {
    let mut text = String::new();
    for part in mail.split("\r\n\r\n") {
        let block = part.split("\r\n--").next().unwrap_or_default().replace("\r\n", "");
        match BASE64_STANDARD.decode(&block).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(plain) if !block.is_empty() => text.push_str(&plain),
            _ => text.push_str(&part.replace("=\r\n", "")),
        }
        text.push('\n');
    }
    text
}

/// The address that `World::person` gives somebody with this first role.
pub fn address(role: &str, user_id: &str) -> String {
    format!("{role}-{user_id}@example.org")
}
