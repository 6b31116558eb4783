//! What the records are read from beside the façades of the other slices.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::contracts::Status as ContractStatus;
use crate::platform::db::Conn;
use crate::platform::db::types::{DateText, JsonText};
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{CatalogueItemId, ContractId, NeedId, OrganizationId, ProjectId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::{Content, Project, Status};
use crate::schema::{areas, catalogue_items, contracts, needs, organizations, project_invitations, project_needs, projects};

/// A signed contract.
pub(super) struct Delivered {
    pub id: ContractId,
    pub title_zh: String,
    pub field: Option<String>,
    pub service_to: Option<NaiveDate>,
    pub price: Money,
}

impl Delivered {
    /// Whether its service is still to be given; a contract without a last day is.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.service_to.is_none_or(|last| now.shanghai_date() <= last)
    }
}

/// An invitation and what became of its call.
pub(super) struct Invited {
    pub at: Timestamp,
    status: Status,
    deadline: Option<Timestamp>,
}

impl Invited {
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.status == Status::Published && self.deadline.is_some_and(|deadline| now < deadline)
    }
}

/// The contracts that these suppliers have signed and not broken off.
pub(super) fn delivered(conn: &mut Conn, suppliers: &[OrganizationId]) -> Result<HashMap<OrganizationId, Vec<Delivered>>> {
    type Row = (OrganizationId, ContractId, String, Option<String>, JsonText, Money);
    let signed = [ContractStatus::Signed, ContractStatus::Active, ContractStatus::Completed];
    let rows: Vec<Row> = contracts::table
        .inner_join(projects::table.on(projects::id.eq(contracts::project_id)))
        .filter(contracts::supplier_id.eq_any(suppliers))
        .filter(contracts::status.eq_any(signed))
        .order(contracts::id)
        .select((contracts::supplier_id, contracts::id, projects::title_zh, projects::field, projects::content, contracts::price_fen))
        .load(conn)?;
    let mut found: HashMap<OrganizationId, Vec<Delivered>> = HashMap::new();
    for (supplier, id, title_zh, field, content, price) in rows {
        let service_to = content.parse::<Content>()?.service_to;
        found.entry(supplier).or_default().push(Delivered { id, title_zh, field, service_to, price });
    }
    Ok(found)
}

/// Every invitation of these organisations.
pub(super) fn invitations(conn: &mut Conn, invited: &[OrganizationId]) -> Result<HashMap<OrganizationId, Vec<Invited>>> {
    type Row = (OrganizationId, Timestamp, Status, Option<Timestamp>);
    let rows: Vec<Row> = project_invitations::table
        .inner_join(projects::table.on(projects::id.eq(project_invitations::project_id)))
        .filter(project_invitations::organization_id.eq_any(invited))
        .select((project_invitations::organization_id, project_invitations::created_at, projects::status, projects::deadline))
        .load(conn)?;
    let mut found: HashMap<OrganizationId, Vec<Invited>> = HashMap::new();
    for (organization, at, status, deadline) in rows {
        found.entry(organization).or_default().push(Invited { at, status, deadline });
    }
    Ok(found)
}

pub(super) fn projects(conn: &mut Conn, ids: &[ProjectId]) -> Result<Vec<Project>> {
    Ok(projects::table.filter(projects::id.eq_any(ids)).order(projects::id).load(conn)?)
}

/// Which entry of the catalogue answers each of these needs: that of a project which cites the need and was approved.
pub(super) fn items_of_needs(conn: &mut Conn, ids: &[NeedId]) -> Result<HashMap<NeedId, CatalogueItemId>> {
    let rows: Vec<(NeedId, Option<CatalogueItemId>)> = project_needs::table
        .inner_join(projects::table.on(projects::id.eq(project_needs::project_id)))
        .filter(project_needs::need_id.eq_any(ids))
        .filter(projects::approved_at.is_not_null())
        .filter(projects::catalogue_item_id.is_not_null())
        .order(projects::approved_at)
        .select((project_needs::need_id, projects::catalogue_item_id))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(need, item)| item.map(|item| (need, item))).collect())
}

/// The ids of everything that can be matched, in their order.
pub fn organization_ids(conn: &mut Conn) -> Result<Vec<OrganizationId>> {
    Ok(organizations::table.order(organizations::id).select(organizations::id).load(conn)?)
}

pub fn project_ids(conn: &mut Conn) -> Result<Vec<ProjectId>> {
    Ok(projects::table.order(projects::id).select(projects::id).load(conn)?)
}

pub fn need_ids(conn: &mut Conn) -> Result<Vec<NeedId>> {
    Ok(needs::table.order(needs::id).select(needs::id).load(conn)?)
}

pub fn catalogue_ids(conn: &mut Conn) -> Result<Vec<CatalogueItemId>> {
    Ok(catalogue_items::table.order(catalogue_items::id).select(catalogue_items::id).load(conn)?)
}

/// Whom these projects concern beside their own people: those invited to them, and the suppliers of their contracts.
pub fn suppliers_of(conn: &mut Conn, ids: &[ProjectId]) -> Result<Vec<OrganizationId>> {
    let invited = project_invitations::table.filter(project_invitations::project_id.eq_any(ids));
    let mut found: Vec<OrganizationId> = invited.select(project_invitations::organization_id).load(conn)?;
    let supplying = contracts::table.filter(contracts::project_id.eq_any(ids));
    found.extend(supplying.select(contracts::supplier_id).load::<OrganizationId>(conn)?);
    Ok(found)
}

/// What these organisations buy or have written, while somebody may still be matched to it.
pub fn open_projects_of(conn: &mut Conn, ids: &[OrganizationId]) -> Result<Vec<ProjectId>> {
    let theirs = projects::buyer_id.eq_any(ids).or(projects::author_organization_id.eq_any(ids));
    let over = [Status::Completed, Status::Cancelled, Status::Rejected];
    Ok(projects::table.filter(theirs).filter(projects::status.ne_all(over)).select(projects::id).load(conn)?)
}

/// Who was barred by a breach until a day of this stretch: `from` and later, before `to`.
pub fn barred_until(conn: &mut Conn, from: NaiveDate, to: NaiveDate) -> Result<Vec<OrganizationId>> {
    let until = organizations::major_breach_until;
    let ended = organizations::table.filter(until.ge(DateText::from(from))).filter(until.lt(DateText::from(to)));
    Ok(ended.select(organizations::id).load(conn)?)
}

/// Everybody who supplies a contract.
pub fn suppliers(conn: &mut Conn) -> Result<Vec<OrganizationId>> {
    Ok(contracts::table.select(contracts::supplier_id).distinct().load(conn)?)
}

/// The needs that these projects cite.
pub fn needs_of(conn: &mut Conn, ids: &[ProjectId]) -> Result<Vec<NeedId>> {
    Ok(project_needs::table.filter(project_needs::project_id.eq_any(ids)).select(project_needs::need_id).load(conn)?)
}

/// Who was invited to anything since then.
pub fn invited_since(conn: &mut Conn, moment: Timestamp) -> Result<Vec<OrganizationId>> {
    let recent = project_invitations::table.filter(project_invitations::created_at.ge(moment));
    Ok(recent.select(project_invitations::organization_id).distinct().load(conn)?)
}

/// What every place is called, by its code.
pub fn area_names(conn: &mut Conn) -> Result<HashMap<String, Text>> {
    let rows: Vec<(String, String, String)> = areas::table.select((areas::code, areas::name_zh, areas::name_en)).load(conn)?;
    Ok(rows.into_iter().map(|(code, zh, en)| (code, Text { zh, en })).collect())
}
