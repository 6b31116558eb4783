//! Rows and queries of projects.

use diesel::prelude::*;

use super::model::{Content, Counts, Status};
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx, saved};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{BudgetLineId, CatalogueItemId, OrganizationId, ProjectId, UserId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::rules::rule_set::RuleSet;
use crate::schema::projects as table;

/// A project as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::projects, treat_none_as_null = true)]
pub struct Project {
    pub id: ProjectId,
    /// `XM-2026-0001`: what people call it by.
    pub number: String,
    pub title_zh: String,
    pub title_en: Option<String>,
    pub area_code: String,
    pub field: Option<String>,
    pub status: Status,
    pub status_reason: Option<String>,
    pub buyer_id: OrganizationId,
    pub author_organization_id: OrganizationId,
    pub created_by: UserId,
    pub officer_in_charge: Option<UserId>,
    pub content: JsonText,
    pub budget_fen: Option<Money>,
    pub budget_line_id: Option<BudgetLineId>,
    pub catalogue_item_id: Option<CatalogueItemId>,
    pub regime: String,
    pub rule_set_version: Option<String>,
    /// The rule set as it was at publication; frozen.
    pub rule_set: Option<JsonText>,
    pub deadline: Option<Timestamp>,
    pub submitted_at: Option<Timestamp>,
    pub approved_at: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub opened_at: Option<Timestamp>,
    pub counts: Option<JsonText>,
    pub next_check_at: Option<Timestamp>,
    /// Which round of the purchase this is, from 1; a failed one can begin anew.
    pub round: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

impl Project {
    pub fn content(&self) -> Result<Content> {
        self.content.parse()
    }

    /// The frozen rule set; there is one from publication on.
    pub fn frozen_rules(&self) -> Result<RuleSet> {
        self.rule_set.as_ref().ok_or_else(|| Problem::broken(format!("project {} has no frozen rule set", self.id)))?.parse()
    }

    pub fn counts(&self) -> Result<Option<Counts>> {
        self.counts.as_ref().map(JsonText::parse).transpose()
    }
}

pub fn find(conn: &mut Conn, id: &ProjectId) -> Result<Option<Project>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

pub(super) fn insert(tx: &mut Tx, project: &Project) -> Result<()> {
    diesel::insert_into(table::table).values(project).execute(tx.conn())?;
    Ok(())
}

/// Saves the project over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, project: &mut Project, now: Timestamp) -> Result<()> {
    let read = project.version;
    project.version += 1;
    project.updated_at = now;
    let rows =
        diesel::update(table::table.filter(table::id.eq(&project.id)).filter(table::version.eq(read))).set(&*project).execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}
