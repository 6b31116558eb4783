//! The panel: named by the buyer's officer in secret, it declares its conflicts of interest before it sees content.
//!
//! ```text
//! forming → declaring → scoring → tallying → reported        declaring → forming (a seat that no reserve can take)
//! ```

pub mod candidates;
pub mod declare;
pub mod form;
pub mod get;
mod model;
pub mod sheet;
pub mod store;
pub mod view;
mod words;

pub use model::{ConflictKind, MemberStatus, PanelStatus, Seat};
pub use store::{Member, Panel};

use super::case::Case;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::UserId;
use crate::projects::Project;

pub(super) fn no_panel() -> Problem {
    Problem::not_found("评审小组", "panel")
}

/// Panel and members; 404 where none was formed in this round.
pub(super) fn of(conn: &mut Conn, case: &Case) -> Result<(Panel, Vec<Member>)> {
    let panel = find_of(conn, case)?.ok_or_else(no_panel)?;
    Ok((panel, store::members(conn, &case.project.id)?))
}

/// The panel of this round, once there is one.
fn find_of(conn: &mut Conn, case: &Case) -> Result<Option<Panel>> {
    Ok(store::find(conn, &case.project.id)?.filter(|panel| is_of_this_round(&case.project, panel)))
}

/// The buyer's officers, auditors and whoever was named.
fn may_read(case: &Case, members: &[Member], actor: &Actor) -> bool {
    case.is_buyer(actor, Role::StreetOfficer) || actor.has_any(&[Role::Auditor]) || own(members, actor).is_some()
}

/// The panel of a round that failed is not the panel of the next: that one is published, and its panel formed, later.
fn is_of_this_round(project: &Project, panel: &Panel) -> bool {
    project.published_at.is_some_and(|published| published <= panel.updated_at)
}

/// Who owes the panel's report: those who sit and have not signed; once all have, the chair.
pub fn owing(conn: &mut Conn, project: &Project) -> Result<Vec<UserId>> {
    let at_work = store::find(conn, &project.id)?.filter(|panel| is_of_this_round(project, panel) && panel.status != PanelStatus::Reported);
    if at_work.is_none() {
        return Ok(Vec::new());
    }
    let mut members = store::members(conn, &project.id)?;
    members.retain(Member::sits);
    let signed = store::signed(conn, &project.id)?;
    let all_signed = members.iter().all(|member| signed.contains(&member.id));
    members.retain(|member| if all_signed { member.seat == Seat::Chair } else { !signed.contains(&member.id) });
    Ok(members.into_iter().map(|member| member.user_id).collect())
}

/// The caller's own place on the panel, whatever became of it.
pub(super) fn own<'m>(members: &'m [Member], actor: &Actor) -> Option<&'m Member> {
    let user = actor.user_id()?;
    members.iter().find(|m| m.user_id == *user)
}

/// The caller's seat: 404 for those who do not belong to the panel, 409 for who does not sit or has not declared.
pub(super) fn declared_seat<'m>(members: &'m [Member], actor: &Actor) -> Result<&'m Member> {
    let member = own(members, actor).ok_or_else(no_panel)?;
    if member.status == MemberStatus::Declared {
        return Ok(member);
    }
    Err(Problem::conflict(
        "evaluation/not_declared",
        format!("您在评审小组中的状态为 {}；只有在席且已声明无利益冲突的成员可以评分。", member.status),
        format!("You are {} on this panel: only sitting members who have declared to have no conflict score.", member.status),
    ))
}
