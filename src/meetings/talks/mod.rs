//! Talks: who meets whom when, and what becomes of it.
//!
//! ```text
//! planned → introduced → agreed        planned | introduced → no_interest        planned → cancelled
//! ```
//! A talk becomes an introduction when both sides have consented, each with its own time (S13); only then does each see the other's
//! contact. Agreements are about needs; nothing is agreed here about a project: its procedure decides (R23).

pub(super) mod agree;
pub(super) mod cancel;
pub(super) mod consent;
pub(super) mod decline;
pub(super) mod list;
pub(super) mod move_to;
mod record;
pub(super) mod view;

use super::model::Command;
use super::policy::{self, Relation};
use super::store::Meeting;
use super::store::demands::{self, Demand};
use super::store::talks::{self, Talk};
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::MeetingTalkId;

/// A talk with its meeting and demand, held until the transaction ends.
struct Held {
    meeting: Meeting,
    relation: Relation,
    talk: Talk,
    demand: Demand,
}

/// The talk of a path, in a meeting whose status allows the command.
fn held(tx: &mut Tx, call: &Call, meeting: &str, talk: &str, command: Command) -> Result<Held> {
    let (found, relation) = policy::held(tx, &call.actor, meeting)?;
    let id = MeetingTalkId::parse(talk).ok_or_else(unknown)?;
    let talk = talks::find(tx, &found.meeting.id, &id)?.ok_or_else(unknown)?;
    let demand = demand_of(tx, &talk)?;
    if !may_see(tx, call, relation, &talk, &demand)? {
        return Err(unknown());
    }
    found.meeting.status.try_after(command)?;
    Ok(Held { meeting: found.meeting, relation, talk, demand })
}

pub(super) fn demand_of(conn: &mut Conn, talk: &Talk) -> Result<Demand> {
    demands::find(conn, &talk.meeting_id, &talk.demand_id)?.ok_or_else(|| Problem::broken("a talk without its demand"))
}

/// Both sides, and those who follow the meeting.
fn may_see(conn: &mut Conn, call: &Call, relation: Relation, talk: &Talk, demand: &Demand) -> Result<bool> {
    Ok(relation.reader || call.actor.is_member_of(&talk.organization_id) || policy::reaches_demand(conn, &call.actor, demand)?)
}

fn unknown() -> Problem {
    Problem::not_found("洽谈", "talk")
}
