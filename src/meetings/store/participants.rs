//! The organisations of a meeting.

use diesel::prelude::*;

use crate::organizations;
use crate::platform::actor::Role;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::Result;
use crate::platform::ids::{MatchingMeetingId, OrganizationId, UserId};
use crate::platform::time::Timestamp;
use crate::schema::{areas, meeting_participants as table, memberships, organizations as bodies};

/// A participant as stored.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = crate::schema::meeting_participants)]
pub struct Participant {
    pub meeting_id: MatchingMeetingId,
    pub organization_id: OrganizationId,
    /// How many talks it takes.
    pub capacity: i32,
    /// Times of the meeting at which it is not there; a list of texts.
    pub absent: JsonText,
    pub entered_by: UserId,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A participant with its name and standing.
#[derive(Clone, Debug, Queryable)]
pub struct Named {
    pub participant: Participant,
    pub name_zh: String,
    pub name_en: Option<String>,
    pub status: organizations::Status,
}

impl Named {
    pub fn is_verified(&self) -> bool {
        self.status == organizations::Status::Verified
    }
}

pub fn find(conn: &mut Conn, meeting: &MatchingMeetingId, organization: &OrganizationId) -> Result<Option<Participant>> {
    Ok(table::table.find((meeting, organization)).first(conn).optional()?)
}

/// Everybody, or only these, by organisation after `after`; at most `limit`.
pub fn list(
    conn: &mut Conn,
    meeting: &MatchingMeetingId,
    only: Option<&[OrganizationId]>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Named>> {
    let mut query = table::table
        .inner_join(bodies::table.on(bodies::id.eq(table::organization_id)))
        .filter(table::meeting_id.eq(meeting))
        .filter(table::organization_id.gt(after.unwrap_or_default().to_owned()))
        .order(table::organization_id)
        .limit(limit)
        .select((table::all_columns, bodies::name_zh, bodies::name_en, bodies::status))
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(table::organization_id.eq_any(only.to_vec()));
    }
    Ok(query.load(conn)?)
}

/// By name after the first `skip`; at most so many.
pub fn by_name(conn: &mut Conn, meeting: &MatchingMeetingId, skip: i64, most: i64) -> Result<Vec<Named>> {
    Ok(table::table
        .inner_join(bodies::table.on(bodies::id.eq(table::organization_id)))
        .filter(table::meeting_id.eq(meeting))
        .order((bodies::name_zh, bodies::id))
        .offset(skip)
        .limit(most)
        .select((table::all_columns, bodies::name_zh, bodies::name_en, bodies::status))
        .load(conn)?)
}

pub fn ids(conn: &mut Conn, meeting: &MatchingMeetingId) -> Result<Vec<OrganizationId>> {
    Ok(table::table.filter(table::meeting_id.eq(meeting)).order(table::organization_id).select(table::organization_id).load(conn)?)
}

pub fn insert(tx: &mut Tx, participant: &Participant) -> Result<()> {
    diesel::insert_into(table::table).values(participant).execute(tx.conn())?;
    Ok(())
}

pub fn save(tx: &mut Tx, participant: &Participant) -> Result<()> {
    let row = table::table.find((&participant.meeting_id, &participant.organization_id));
    diesel::update(row).set(participant).execute(tx.conn())?;
    Ok(())
}

pub fn remove(tx: &mut Tx, meeting: &MatchingMeetingId, organization: &OrganizationId) -> Result<bool> {
    Ok(diesel::delete(table::table.find((meeting, organization))).execute(tx.conn())? == 1)
}

/// A place up to which people of an organisation could read drafts, and until when.
#[derive(Clone, Debug, Queryable)]
pub struct DraftReach {
    pub organization_id: OrganizationId,
    pub path: String,
    pub ended_at: Option<Timestamp>,
}

/// Whose people could read drafts, of the participants of a meeting: also through a role that they hold elsewhere (R21).
pub fn draft_readers(conn: &mut Conn, meeting: &MatchingMeetingId) -> Result<Vec<DraftReach>> {
    let participants = table::table.filter(table::meeting_id.eq(meeting)).select(table::organization_id.nullable());
    let people: Vec<(UserId, OrganizationId)> = memberships::table
        .filter(memberships::organization_id.eq_any(participants))
        .select((memberships::user_id, memberships::organization_id.assume_not_null()))
        .load(conn)?;
    let held: Vec<(UserId, String, Option<Timestamp>)> = memberships::table
        .inner_join(areas::table.on(areas::code.nullable().eq(memberships::area_code)))
        .filter(memberships::role.eq_any(Role::DRAFT_READERS.to_vec()))
        .select((memberships::user_id, areas::path, memberships::ended_at))
        .load(conn)?;
    let of = |user: &UserId| people.iter().filter(|(member, _)| member == user).map(|(_, id)| id.clone()).collect::<Vec<_>>();
    let reach = held.into_iter().flat_map(|(user, path, ended_at)| {
        of(&user).into_iter().map(move |organization_id| DraftReach { organization_id, path: path.clone(), ended_at })
    });
    Ok(reach.collect())
}
