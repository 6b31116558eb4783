//! Rows and queries of bids, their sealed versions, openings and eligibility.

mod attachments;
mod findings;

use diesel::prelude::*;

pub(super) use attachments::{
    Attachment, attach, attached, attachments_of_draft, detach, known_attachments, lay_open_file, opened_attachments, seal_attachments,
    sealed_attachments,
};
pub(super) use findings::{Answered, Decision, Detail, decide, findings, keep_findings};

use super::model::{Move, Offer, Status};
use super::policy::Seat;
use crate::directly;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Condition, Conn, Tx, on_unique, saved};
use crate::platform::http::{PageRequest, Problem, Result};
use crate::platform::ids::{BidId, BidVersionId, OrganizationId, ProjectId, UserId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::schema::{bid_openings, bid_versions, bids as table, panel_members, projects};

/// A bid as stored: one row per round of a project and organisation.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::bids, treat_none_as_null = true)]
pub struct Bid {
    pub id: BidId,
    pub project_id: ProjectId,
    /// The project's round that it bids in.
    pub round: i32,
    pub organization_id: OrganizationId,
    pub status: Status,
    pub status_reason: Option<String>,
    /// The draft offer, encrypted under the service's key.
    pub draft: Option<Vec<u8>>,
    /// Number of the last submitted version; 0 before the first.
    pub current_version: i32,
    pub created_by: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

/// One submission, sealed.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::bid_versions)]
pub struct BidVersion {
    pub id: BidVersionId,
    pub bid_id: BidId,
    pub number: i32,
    pub sealed: Vec<u8>,
    pub commitment: String,
    pub receipt_no: String,
    pub receipt: String,
    pub received_at: Timestamp,
    pub submitted_by: String,
    pub withdrawn_at: Option<Timestamp>,
}

/// A submission without what is sealed in it.
#[derive(Clone, Debug, Queryable)]
pub struct Acknowledged {
    pub bid_id: BidId,
    pub number: i32,
    pub receipt_no: String,
    pub received_at: Timestamp,
    pub commitment: String,
    pub receipt: String,
    pub withdrawn_at: Option<Timestamp>,
}

/// What an opened bid offers.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = crate::schema::bid_openings)]
pub struct Opening {
    pub bid_id: BidId,
    pub version_id: BidVersionId,
    pub content: JsonText,
    pub price_fen: Money,
    pub nonce: String,
    pub opened_at: Timestamp,
}

impl Opening {
    pub fn offer(&self) -> Result<Offer> {
        self.content.parse()
    }
}

pub fn find(conn: &mut Conn, id: &BidId) -> Result<Option<Bid>> {
    let wanted = table::table.filter(table::id.eq(id));
    Ok(directly!(conn, |own| wanted.first(own)).optional()?)
}

/// The bid with the id in a path; what is no id names nothing.
pub(super) fn find_some(conn: &mut Conn, id: Option<&BidId>) -> Result<Option<Bid>> {
    id.map_or(Ok(None), |id| find(conn, id))
}

/// Every bid of a project's current round, in the order of their ids.
pub fn of_project(conn: &mut Conn, project: &ProjectId) -> Result<Vec<Bid>> {
    Ok(table::table
        .inner_join(projects::table)
        .filter(table::project_id.eq(project))
        .filter(table::round.eq(projects::round))
        .order(table::id)
        .select(table::all_columns)
        .load(conn)?)
}

/// The opened bids of a project's current round with what they offer.
pub fn opened_of(conn: &mut Conn, project: &ProjectId) -> Result<Vec<(Bid, Opening)>> {
    Ok(table::table
        .inner_join(bid_openings::table.on(bid_openings::bid_id.eq(table::id)))
        .inner_join(projects::table.on(projects::id.eq(table::project_id).and(projects::round.eq(table::round))))
        .filter(table::project_id.eq(project))
        .order(table::id)
        .select((table::all_columns, bid_openings::all_columns))
        .load(conn)?)
}

/// The submitted bids of a round with their current sealed versions.
pub(super) fn sealed_of(conn: &mut Conn, project: &ProjectId, round: i32) -> Result<Vec<(Bid, BidVersion)>> {
    Ok(table::table
        .inner_join(bid_versions::table.on(bid_versions::bid_id.eq(table::id).and(bid_versions::number.eq(table::current_version))))
        .filter(table::project_id.eq(project))
        .filter(table::round.eq(round))
        .filter(table::status.eq(Status::Submitted))
        .order(table::id)
        .select((table::all_columns, bid_versions::all_columns))
        .load(conn)?)
}

/// The bid of an organisation in a round of a project.
pub(super) fn of_organization(conn: &mut Conn, project: &ProjectId, round: i32, organization: &OrganizationId) -> Result<Option<BidId>> {
    let of_round = table::table.filter(table::project_id.eq(project)).filter(table::round.eq(round));
    let own = of_round.filter(table::organization_id.eq(organization));
    Ok(own.select(table::id).first(conn).optional()?)
}

/// A page of a round's bids: those of `own` organisations and, where `others`, every submitted one.
pub(super) fn page(
    conn: &mut Conn,
    project: &ProjectId,
    round: i32,
    own: &[OrganizationId],
    others: bool,
    request: &PageRequest,
) -> Result<Vec<Bid>> {
    let of_project =
        table::project_id.eq(project.clone()).and(table::round.eq(round)).and(table::id.gt(request.after.clone().unwrap_or_default()));
    let is_own = table::organization_id.eq_any(own.to_vec());
    let seen: Condition<table::table> = if others {
        let submitted = table::status.ne_all([Status::Draft, Status::Withdrawn]);
        Box::new(of_project.and(is_own.or(submitted)).nullable())
    } else {
        Box::new(of_project.and(is_own).nullable())
    };
    Ok(table::table.filter(seen).order(table::id).limit(request.fetch()).load(conn)?)
}

/// A page of the bids of `own` organisations, with what decides whether they can still be changed.
pub(super) fn mine(
    conn: &mut Conn,
    own: &[OrganizationId],
    status: Option<Status>,
    request: &PageRequest,
) -> Result<Vec<(Bid, (crate::projects::Status, Option<Timestamp>))>> {
    let wanted = status.map_or_else(|| Status::ALL.to_vec(), |status| vec![status]);
    Ok(table::table
        .inner_join(projects::table)
        .filter(table::organization_id.eq_any(own.to_vec()))
        .filter(table::status.eq_any(wanted))
        .filter(table::id.gt(request.after.clone().unwrap_or_default()))
        .order(table::id)
        .limit(request.fetch())
        .select((table::all_columns, (projects::status, projects::deadline)))
        .load(conn)?)
}

/// Every submission of a bid, the newest first.
pub(super) fn submissions(conn: &mut Conn, bid: &BidId) -> Result<Vec<Acknowledged>> {
    let of_bid = bid_versions::table.filter(bid_versions::bid_id.eq(bid)).order(bid_versions::number.desc());
    Ok(of_bid.select(ACKNOWLEDGED).load(conn)?)
}

/// Every submission of several bids.
pub(super) fn submissions_of(conn: &mut Conn, bids: &[BidId]) -> Result<Vec<Acknowledged>> {
    Ok(bid_versions::table.filter(bid_versions::bid_id.eq_any(bids.to_vec())).select(ACKNOWLEDGED).load(conn)?)
}

type AcknowledgedColumns = (
    bid_versions::bid_id,
    bid_versions::number,
    bid_versions::receipt_no,
    bid_versions::received_at,
    bid_versions::commitment,
    bid_versions::receipt,
    bid_versions::withdrawn_at,
);

const ACKNOWLEDGED: AcknowledgedColumns = (
    bid_versions::bid_id,
    bid_versions::number,
    bid_versions::receipt_no,
    bid_versions::received_at,
    bid_versions::commitment,
    bid_versions::receipt,
    bid_versions::withdrawn_at,
);

/// What several bids offer, where they are opened.
pub(super) fn openings_of(conn: &mut Conn, bids: &[BidId]) -> Result<Vec<Opening>> {
    Ok(bid_openings::table.filter(bid_openings::bid_id.eq_any(bids.to_vec())).load(conn)?)
}

pub(super) fn insert(tx: &mut Tx, bid: &Bid, taken: impl FnOnce() -> Problem) -> Result<()> {
    on_unique(diesel::insert_into(table::table).values(bid).execute(tx.conn()), taken).map(|_| ())
}

pub(super) fn insert_version(tx: &mut Tx, version: &BidVersion) -> Result<()> {
    let row = diesel::insert_into(bid_versions::table).values(version);
    directly!(tx.conn(), |own| row.execute(own))?;
    Ok(())
}

pub(super) fn withdraw_version(tx: &mut Tx, bid: &Bid, now: Timestamp) -> Result<()> {
    let current = bid_versions::table.filter(bid_versions::bid_id.eq(&bid.id)).filter(bid_versions::number.eq(bid.current_version));
    diesel::update(current).set(bid_versions::withdrawn_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

pub(super) fn insert_opening(tx: &mut Tx, opening: &Opening) -> Result<()> {
    diesel::insert_into(bid_openings::table).values(opening).execute(tx.conn())?;
    Ok(())
}

/// A person's place on the panel of a project.
pub(super) fn seat_of(conn: &mut Conn, project: &ProjectId, user: Option<&UserId>) -> Result<Seat> {
    let Some(user) = user else { return Ok(Seat::None) };
    let seat = panel_members::table.filter(panel_members::project_id.eq(project)).filter(panel_members::user_id.eq(user));
    let status: Option<String> = seat.select(panel_members::status).first(conn).optional()?;
    Ok(match status.as_deref() {
        Some("assigned") => Seat::Assigned,
        Some("declared") => Seat::Declared,
        _ => Seat::None,
    })
}

/// Saves the bid over the version that was read; 412 when somebody was faster.
pub(super) fn save(tx: &mut Tx, bid: &mut Bid, now: Timestamp) -> Result<()> {
    let read = bid.version;
    bid.version += 1;
    bid.updated_at = now;
    let row = diesel::update(table::table.filter(table::id.eq(&bid.id)).filter(table::version.eq(read))).set(&*bid);
    let rows = directly!(tx.conn(), |own| row.execute(own))?;
    saved(rows, || Problem::stale(read + 1))
}

/// Takes one step of a bid's lifecycle; the caller records the event.
pub fn advance(tx: &mut Tx, bid: &mut Bid, step: Move, reason: Option<&str>, now: Timestamp) -> Result<()> {
    bid.status = bid.status.try_after(step)?;
    bid.status_reason = reason.map(str::to_owned);
    save(tx, bid, now)
}
