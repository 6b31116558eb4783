//! Rows and queries of contracts and their signatures.

use diesel::prelude::*;

use super::model::{Side, Status, Terms};
use crate::areas;
use crate::platform::db::types::{DateText, JsonText};
use crate::platform::db::{Condition, Conn, Tx, on_unique, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{BidId, ContractId, OrganizationId, ProjectId, SignatureId, UserId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::schema::{contract_signatures as signatures, contracts as table, organizations, projects};

/// A contract: one for a project.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::contracts)]
pub struct Contract {
    pub id: ContractId,
    pub project_id: ProjectId,
    pub bid_id: BidId,
    /// `HT-2026-0001`: what people call it by.
    pub number: String,
    pub buyer_id: OrganizationId,
    pub supplier_id: OrganizationId,
    pub price_fen: Money,
    pub terms: JsonText,
    pub status: Status,
    pub sign_by: Timestamp,
    pub created_by: UserId,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

/// The evidence of one side's signature.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::contract_signatures)]
pub struct Signature {
    pub id: SignatureId,
    pub contract_id: ContractId,
    pub side: Side,
    /// `user:ID` or `key:ID`.
    pub signed_by: String,
    pub signer_name: String,
    pub authority: String,
    pub signed_on: DateText,
    pub document_digest: String,
    pub recorded_at: Timestamp,
}

/// Which contracts a list shows.
pub(super) struct Filter {
    /// Every contract, wherever it is.
    pub all: bool,
    /// Those of projects at or below these paths.
    pub areas: Vec<String>,
    /// Those of these suppliers.
    pub suppliers: Vec<OrganizationId>,
    pub project: Option<ProjectId>,
    pub status: Option<Status>,
}

impl Contract {
    pub fn terms(&self) -> Result<Terms> {
        self.terms.parse()
    }
}

pub fn find(conn: &mut Conn, id: &ContractId) -> Result<Option<Contract>> {
    Ok(table::table.filter(table::id.eq(id)).first(conn).optional()?)
}

pub(super) fn of_project(conn: &mut Conn, project: &ProjectId) -> Result<Option<Contract>> {
    Ok(table::table.filter(table::project_id.eq(project)).first(conn).optional()?)
}

pub(super) fn insert(tx: &mut Tx, contract: &Contract) -> Result<()> {
    let inserted = diesel::insert_into(table::table).values(contract).execute(tx.conn());
    on_unique(inserted, || Problem::conflict("contracts/exists", "本项目已起草合同。", "There is a contract for this project already."))?;
    Ok(())
}

/// Saves the contract over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, contract: &mut Contract, now: Timestamp) -> Result<()> {
    let read = contract.version;
    contract.version += 1;
    contract.updated_at = now;
    let rows = diesel::update(table::table.filter(table::id.eq(&contract.id)).filter(table::version.eq(read)))
        .set(&*contract)
        .execute(tx.conn())?;
    saved(rows, || Problem::stale(read + 1))
}

pub(super) fn insert_signature(tx: &mut Tx, signature: &Signature) -> Result<()> {
    let inserted = diesel::insert_into(signatures::table).values(signature).execute(tx.conn());
    on_unique(inserted, || Problem::conflict("contracts/signed_already", "这一方已经签署。", "This side has signed already."))?;
    Ok(())
}

pub(super) fn signatures_of(conn: &mut Conn, contract: &ContractId) -> Result<Vec<Signature>> {
    Ok(signatures::table.filter(signatures::contract_id.eq(contract)).order(signatures::recorded_at).load(conn)?)
}

pub(super) fn page(conn: &mut Conn, filter: Filter, page: &PageRequest) -> Result<Vec<Contract>> {
    let mut wanted: Condition<table::table> = Box::new(table::supplier_id.eq_any(filter.suppliers).nullable());
    for path in &filter.areas {
        let there = projects::table.filter(projects::area_code.eq_any(areas::within(path))).select(projects::id);
        wanted = Box::new(wanted.or(table::project_id.eq_any(there)));
    }
    if filter.all {
        wanted = Box::new(table::id.is_not_null().nullable());
    }
    if let Some(project) = filter.project {
        wanted = Box::new(wanted.and(table::project_id.eq(project)));
    }
    if let Some(status) = filter.status {
        wanted = Box::new(wanted.and(table::status.eq(status)));
    }
    if let Some(after) = &page.after {
        wanted = Box::new(wanted.and(table::id.gt(after.clone())));
    }
    Ok(table::table.filter(wanted).order(table::id).limit(page.fetch()).load(conn)?)
}

/// The Chinese names of buyer and supplier.
pub(super) fn names_of(conn: &mut Conn, contract: &Contract) -> Result<(String, String)> {
    let mut name = |id: &OrganizationId| organizations::table.filter(organizations::id.eq(id)).select(organizations::name_zh).first(conn);
    Ok((name(&contract.buyer_id)?, name(&contract.supplier_id)?))
}
