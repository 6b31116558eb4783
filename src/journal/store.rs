//! Rows and queries of the journal.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::entry::GENESIS;
use super::event::Event;
use crate::directly;
use crate::platform::actor::{Actor, Identity, Role};
use crate::platform::db::{Condition, Conn, Tx};
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{self, ProjectId};
use crate::platform::time::Timestamp;
use crate::schema::{journal_entries as table, journal_holds as holds};

/// A fact, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Entry {
    /// Order of recording; gaps are possible.
    pub ord: i64,
    /// Place in the chain, from 1, dense; absent until chained.
    pub seq: Option<i64>,
    pub id: String,
    /// Business time of the fact.
    pub occurred_at: Timestamp,
    /// System time of the recording.
    pub recorded_at: Timestamp,
    pub event: String,
    pub entity: String,
    pub entity_id: String,
    pub project_id: Option<String>,
    /// `user:ID`, `key:ID`, `system` or `anonymous`.
    pub actor: String,
    pub request_id: String,
    pub organization_id: Option<String>,
    pub area_path: Option<String>,
    pub visible_from: Option<Timestamp>,
    pub is_public: bool,
    pub payload: String,
    pub previous_digest: Option<String>,
    pub digest: Option<String>,
}

pub(super) fn insert(
    tx: &mut Tx,
    event: &Event,
    actor: &str,
    request_id: &str,
    occurred_at: Timestamp,
    recorded_at: Timestamp,
) -> Result<()> {
    let entity = event.name.split('.').next().unwrap_or(event.name);
    let row = diesel::insert_into(table::table).values((
        table::id.eq(ids::fresh()),
        table::occurred_at.eq(occurred_at),
        table::recorded_at.eq(recorded_at),
        table::event.eq(event.name),
        table::entity.eq(entity),
        table::entity_id.eq(&event.entity_id),
        table::project_id.eq(event.project_id.as_ref().map(|id| id.as_str().to_owned())),
        table::actor.eq(actor),
        table::request_id.eq(request_id),
        table::organization_id.eq(event.organization_id.as_ref().map(|id| id.as_str().to_owned())),
        table::area_path.eq(event.area_path.as_deref()),
        table::visible_from.eq(event.visible_from),
        table::is_public.eq(event.is_public),
        table::payload.eq(event.payload.to_string()),
    ));
    directly!(tx.conn(), |own| row.execute(own))?;
    Ok(())
}

/// Gives every unchained row that is visible here its place and digest; how many there were.
pub(super) fn chain(conn: &mut Conn) -> Result<usize> {
    let unchained = table::table.filter(table::seq.is_null()).order(table::ord).limit(10_000);
    let waiting: Vec<Entry> = directly!(&mut *conn, |own| unchained.load(own))?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let (mut seq, mut previous) = head(conn)?;
    for entry in &waiting {
        seq += 1;
        let digest = entry.digest_after(seq, &previous)?;
        let chained = diesel::update(table::table.filter(table::ord.eq(entry.ord))).set((
            table::seq.eq(Some(seq)),
            table::previous_digest.eq(Some(&previous)),
            table::digest.eq(Some(&digest)),
        ));
        directly!(&mut *conn, |own| chained.execute(own))?;
        previous = digest;
    }
    Ok(waiting.len())
}

pub(super) fn has_unchained(conn: &mut Conn) -> Result<bool> {
    Ok(table::table.filter(table::seq.is_null()).select(table::ord).first::<i64>(conn).optional()?.is_some())
}

/// Place and digest of the last chained entry; 0 and the genesis digest on an empty chain.
pub(super) fn head(conn: &mut Conn) -> Result<(i64, String)> {
    let chained = table::table.filter(table::seq.is_not_null()).order(table::seq.desc()).select((table::seq, table::digest));
    let last: Option<(Option<i64>, Option<String>)> = directly!(conn, |own| chained.first(own)).optional()?;
    match last {
        None => Ok((0, GENESIS.to_owned())),
        Some((Some(seq), Some(digest))) => Ok((seq, digest)),
        Some(_) => Err(Problem::broken("a chained journal entry has no digest")),
    }
}

/// Chained entries after `seq`, in order, whoever may see them: for the service's own followers.
pub fn entries_after(conn: &mut Conn, seq: i64, limit: i64) -> Result<Vec<Entry>> {
    Ok(table::table.filter(table::seq.gt(seq)).order(table::seq).limit(limit).load(conn)?)
}

/// The entries with these ids, in the order of recording, whoever may see them: for the service's own followers.
pub fn entries_by_ids(conn: &mut Conn, ids: &[String]) -> Result<Vec<Entry>> {
    Ok(table::table.filter(table::id.eq_any(ids.to_vec())).order(table::ord).load(conn)?)
}

/// The place of the last chained entry; 0 on an empty chain.
pub fn head_place(conn: &mut Conn) -> Result<i64> {
    head(conn).map(|(seq, _)| seq)
}

/// What an entry is about, for those who keep something in memory.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Change {
    pub ord: i64,
    pub seq: Option<i64>,
    pub event: String,
    pub entity: String,
    pub entity_id: String,
    pub project_id: Option<String>,
    pub organization_id: Option<String>,
}

/// Committed entries from the place `seq` on, that one too, in order; then those that are not chained yet.
pub fn changes_from(conn: &mut Conn, seq: i64) -> Result<Vec<Change>> {
    let columns = (table::ord, table::seq, table::event, table::entity, table::entity_id, table::project_id, table::organization_id);
    let chained = table::table.filter(table::seq.ge(seq)).order(table::seq).select(columns);
    let waiting = table::table.filter(table::seq.is_null()).order(table::ord).select(columns);
    // Who is chained between the two questions stands in both answers, and not in neither.
    let waiting: Vec<Change> = directly!(&mut *conn, |own| waiting.load(own))?;
    let mut changes: Vec<Change> = directly!(conn, |own| chained.load(own))?;
    changes.extend(waiting);
    Ok(changes)
}

/// The whole story of one purchase, in order.
pub fn entries_of_project(conn: &mut Conn, project_id: &str) -> Result<Vec<Entry>> {
    Ok(table::table.filter(table::project_id.eq(project_id)).filter(table::seq.is_not_null()).order(table::seq).load(conn)?)
}

/// What happened to one record, in order.
pub fn entries_of_record(conn: &mut Conn, id: &str) -> Result<Vec<Entry>> {
    Ok(table::table.filter(table::entity_id.eq(id)).filter(table::seq.is_not_null()).order(table::seq).load(conn)?)
}

/// What was hidden until `deadline` or later stays hidden until `until`: the deadline of the project has moved. Beside the entries, which
/// never change.
pub fn hide_longer(tx: &mut Tx, project: &ProjectId, deadline: Timestamp, until: Timestamp) -> Result<()> {
    let held = holds::table.filter(holds::project_id.eq(project)).filter(holds::until.ge(deadline));
    let since: Option<Timestamp> = held.select(holds::since).first(tx.conn()).optional()?;
    diesel::delete(holds::table.filter(holds::project_id.eq(project))).execute(tx.conn())?;
    diesel::insert_into(holds::table)
        .values((holds::project_id.eq(project), holds::since.eq(since.unwrap_or(deadline)), holds::until.eq(until)))
        .execute(tx.conn())?;
    Ok(())
}

/// Chained entries after `seq` that this actor may see now.
pub(super) fn feed(conn: &mut Conn, actor: &Actor, now: Timestamp, after: i64, limit: i64) -> Result<Vec<Entry>> {
    let held = || {
        let of_project = holds::table.filter(holds::project_id.nullable().eq(table::project_id));
        exists(of_project.filter(holds::since.nullable().le(table::visible_from)).filter(holds::until.gt(now)))
    };
    let unsealed = || table::visible_from.is_null().or(table::visible_from.le(now).and(not(held()).nullable()));
    let mut seen: Condition<table::table> =
        if actor.has_any(&[Role::Auditor]) { Box::new(unsealed()) } else { Box::new(table::is_public.eq(true).nullable()) };
    for path in actor.area_paths(AREA_READERS) {
        let there = table::area_path.like(format!("{path}%")).and(table::entity.ne_all(NEVER_BY_AREA));
        seen = Box::new(seen.or(there.and(unsealed())));
    }
    let mut own: Vec<String> = actor.organizations(&[Role::NgoManager, Role::NgoMember]).iter().map(ToString::to_string).collect();
    if let Identity::ApiKey { organization, .. } = &actor.identity {
        own.push(organization.to_string());
    }
    if !own.is_empty() {
        seen = Box::new(seen.or(table::organization_id.eq_any(own)));
    }
    Ok(table::table.filter(table::seq.gt(after)).filter(seen).order(table::seq).limit(limit).load(conn)?)
}

/// Roles that follow what happens in their area.
const AREA_READERS: &[Role] = &[Role::DistrictOfficer, Role::StreetOfficer, Role::StreetApprover, Role::StreetFinance, Role::HubOperator];

/// What nobody reads for the place alone: those who decide on the purchase, or on those of a meeting, hold their office there, too (R23, R24).
/// No new entry of these names its place; the first ones did, and entries never change.
const NEVER_BY_AREA: [&str; 3] = ["invitation_list", "meeting", "meeting_talk"];

/// The place of the chained entry with this digest.
pub fn place_of(conn: &mut Conn, digest: &str) -> Result<Option<i64>> {
    let found: Option<Option<i64>> = table::table.filter(table::digest.eq(digest)).select(table::seq).first(conn).optional()?;
    Ok(found.flatten())
}

/// The digest of the entry at this place; the genesis digest before the first.
pub fn digest_at(conn: &mut Conn, seq: i64) -> Result<Option<String>> {
    if seq == 0 {
        return Ok(Some(GENESIS.to_owned()));
    }
    let found: Option<Option<String>> = table::table.filter(table::seq.eq(seq)).select(table::digest).first(conn).optional()?;
    Ok(found.flatten())
}

/// The entry at this place.
pub(super) fn entry_at(conn: &mut Conn, seq: i64) -> Result<Option<Entry>> {
    Ok(table::table.filter(table::seq.eq(seq)).first(conn).optional()?)
}

/// Chained entries of these events after `seq`, in order, whoever may see them.
pub fn events_after(conn: &mut Conn, events: &[&str], seq: i64, limit: i64) -> Result<Vec<Entry>> {
    let wanted = table::table.filter(table::event.eq_any(events.to_vec())).filter(table::seq.gt(seq));
    Ok(wanted.order(table::seq).limit(limit).load(conn)?)
}

/// Chained entries of these events about these projects, in order.
pub fn events_of_projects(conn: &mut Conn, events: &[&str], projects: &[String]) -> Result<Vec<Entry>> {
    let wanted = table::table.filter(table::event.eq_any(events.to_vec())).filter(table::project_id.eq_any(projects.to_vec()));
    Ok(wanted.filter(table::seq.is_not_null()).order(table::seq).load(conn)?)
}
