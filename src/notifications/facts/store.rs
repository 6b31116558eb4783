//! The reads behind the facts of a letter. Nothing is written here.

use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::platform::db::types::JsonText;
use crate::platform::decimal::Hundredths;
use crate::platform::http::Result;
use crate::platform::i18n::Text;
use crate::platform::ids::{BidId, ContractId, OrganizationId, ProjectId, UserId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::Project;
use crate::rules::rule_set::RuleSet;
use crate::schema::{
    awards, bid_versions, budget_lines, contract_signatures, contracts, needs, organizations, panel_members, project_approvals,
    project_editors, project_invitation_edits, project_invitations, project_needs, rankings, rule_sets,
};

/// Name and contact address of an organisation.
pub fn contact_address(conn: &mut Conn, id: &OrganizationId) -> Result<Option<(String, String)>> {
    let found: Option<(String, Option<String>)> = organizations::table
        .filter(organizations::id.eq(id))
        .select((organizations::name_zh, organizations::contact_email))
        .first(conn)
        .optional()?;
    Ok(found.and_then(|(name, email)| email.map(|email| (name, email))))
}

/// Why an organisation was returned or suspended: told to its contacts, and kept out of the journal.
pub fn organization_reason(conn: &mut Conn, id: &str) -> Result<Option<String>> {
    let found: Option<Option<String>> =
        organizations::table.filter(organizations::id.eq(id)).select(organizations::status_reason).first(conn).optional()?;
    Ok(found.flatten())
}

/// A budget line as an approver reads it, and what is left on it.
pub fn budget_line(conn: &mut Conn, project: &Project) -> Result<Option<(String, Money)>> {
    let Some(id) = &project.budget_line_id else { return Ok(None) };
    let row: Option<(String, String, i64, i64)> = budget_lines::table
        .filter(budget_lines::id.eq(id))
        .select((budget_lines::code, budget_lines::title_zh, budget_lines::amount_fen, budget_lines::committed_fen))
        .first(conn)
        .optional()?;
    Ok(row.map(|(code, title, amount, committed)| (format!("{code} {title}"), Money::from_fen(amount.saturating_sub(committed)))))
}

pub fn cited_needs(conn: &mut Conn, project: &ProjectId) -> Result<Vec<String>> {
    Ok(project_needs::table
        .inner_join(needs::table.on(needs::id.eq(project_needs::need_id)))
        .filter(project_needs::project_id.eq(project))
        .order(needs::id)
        .select(needs::title_zh)
        .load(conn)?)
}

/// Who has approved since the project was last submitted.
pub fn approved_since(conn: &mut Conn, project: &ProjectId, submitted_at: Timestamp) -> Result<Vec<UserId>> {
    Ok(project_approvals::table
        .filter(project_approvals::project_id.eq(project))
        .filter(project_approvals::decided_at.ge(submitted_at))
        .filter(project_approvals::decision.eq("approved"))
        .order(project_approvals::step)
        .select(project_approvals::decided_by)
        .load(conn)?)
}

/// Who has worked on the draft.
pub fn editors(conn: &mut Conn, project: &ProjectId) -> Result<Vec<UserId>> {
    Ok(project_editors::table.filter(project_editors::project_id.eq(project)).select(project_editors::user_id).load(conn)?)
}

/// The rule set that the project stands under: frozen with it, or the newest of its regime.
pub fn rules(conn: &mut Conn, project: &Project) -> Result<Option<RuleSet>> {
    if let Some(frozen) = &project.rule_set {
        return frozen.parse().map(Some);
    }
    let body: Option<JsonText> = rule_sets::table
        .filter(rule_sets::code.eq(&project.regime))
        .order(rule_sets::valid_from.desc())
        .select(rule_sets::body)
        .first(conn)
        .optional()?;
    body.map(|body| body.parse()).transpose()
}

/// The last submitted version of a bid: receipt number, time of receipt, commitment.
pub fn last_version(conn: &mut Conn, bid: &BidId) -> Result<Option<(String, Timestamp, String)>> {
    Ok(bid_versions::table
        .filter(bid_versions::bid_id.eq(bid))
        .order(bid_versions::number.desc())
        .select((bid_versions::receipt_no, bid_versions::received_at, bid_versions::commitment))
        .first(conn)
        .optional()?)
}

/// A bid's place and points.
#[derive(Queryable)]
pub struct Ranked {
    pub place: i32,
    pub technical: Hundredths,
    pub price: Hundredths,
    pub total: Hundredths,
}

pub fn ranked(conn: &mut Conn, bid: &str) -> Result<Option<Ranked>> {
    Ok(rankings::table
        .filter(rankings::bid_id.eq(bid))
        .select((rankings::place, rankings::technical_hundredths, rankings::price_hundredths, rankings::total_hundredths))
        .first(conn)
        .optional()?)
}

/// What was proposed and decided.
#[derive(Queryable)]
pub struct Award {
    pub bid_id: String,
    pub organization_id: String,
    pub price: Money,
    pub decide_by: Timestamp,
    pub reason: Option<String>,
    pub publicity_until: Option<Timestamp>,
    pub provisional: bool,
    pub sign_by: Option<Timestamp>,
}

pub fn award(conn: &mut Conn, project: &ProjectId) -> Result<Option<Award>> {
    Ok(awards::table
        .filter(awards::project_id.eq(project))
        .select((
            awards::bid_id,
            awards::organization_id,
            awards::price_fen,
            awards::decide_by,
            awards::reason,
            awards::publicity_until,
            awards::is_provisional,
            awards::sign_by,
        ))
        .first(conn)
        .optional()?)
}

/// A seat on a panel.
#[derive(Queryable)]
pub struct Seat {
    pub id: String,
    pub user_id: UserId,
    pub is_reserve: bool,
    pub status: String,
}

pub fn seats(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Seat>> {
    Ok(panel_members::table
        .filter(panel_members::project_id.eq(project))
        .order(panel_members::position)
        .select((panel_members::id, panel_members::user_id, panel_members::is_reserve, panel_members::status))
        .load(conn)?)
}

/// A contract: number, supplier, price, last day to sign, and how many sides have signed.
pub fn contract(conn: &mut Conn, id: &ContractId) -> Result<Option<(String, OrganizationId, Money, Timestamp, i64)>> {
    let found: Option<(String, OrganizationId, Money, Timestamp)> = contracts::table
        .filter(contracts::id.eq(id))
        .select((contracts::number, contracts::supplier_id, contracts::price_fen, contracts::sign_by))
        .first(conn)
        .optional()?;
    let Some((number, supplier, price, sign_by)) = found else { return Ok(None) };
    let signatures = contract_signatures::table.filter(contract_signatures::contract_id.eq(id)).count().get_result(conn)?;
    Ok(Some((number, supplier, price, sign_by, signatures)))
}

/// One criterion of a stored match.
#[derive(serde::Deserialize)]
struct Stored {
    /// 0–10000.
    value: u32,
    /// The points are a mean, because one side says nothing.
    #[serde(default)]
    no_data: bool,
    reason: Text,
}

/// What suits well enough to be a reason to come.
const REASON_TO_COME: u32 = 5_000;

/// Why an organisation was invited: the criteria by which it suits well, by what is known.
pub fn invitation_reasons(conn: &mut Conn, project: &ProjectId, organization: &OrganizationId) -> Result<Vec<Text>> {
    let stored: Option<JsonText> = project_invitations::table
        .filter(project_invitations::project_id.eq(project))
        .filter(project_invitations::organization_id.eq(organization))
        .select(project_invitations::reasons)
        .first(conn)
        .optional()?;
    let criteria: Vec<Stored> = stored.map(|reasons| reasons.parse()).transpose()?.unwrap_or_default();
    Ok(criteria
        .into_iter()
        .filter(|criterion| criterion.value >= REASON_TO_COME && !criterion.no_data)
        .map(|criterion| criterion.reason)
        .collect())
}

/// Whether a person put the organisation on the list of those to be invited.
pub fn is_invited_by_hand(conn: &mut Conn, project: &ProjectId, organization: &OrganizationId) -> Result<bool> {
    let edit = project_invitation_edits::table.find((project, organization)).select(project_invitation_edits::invited);
    Ok(edit.first(conn).optional()?.unwrap_or(false))
}

/// A need's title, reporter and the reason of its last move.
pub fn need(conn: &mut Conn, id: &str) -> Result<Option<(String, UserId, Option<String>)>> {
    Ok(needs::table.filter(needs::id.eq(id)).select((needs::title_zh, needs::reported_by, needs::status_reason)).first(conn).optional()?)
}
