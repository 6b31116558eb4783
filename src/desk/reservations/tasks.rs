//! Requests for what somebody lends that wait for their answer.

use super::page_of;
use crate::desk::store;
use crate::desk::tasks::{Task, TaskKind};
use crate::identity::permissions;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::i18n::Text;
use crate::reservations::{self, Move};

/// Those that the caller may accept; nobody answers a request of their own (R63).
pub(in crate::desk) fn waiting(conn: &mut Conn, call: &Call) -> Result<Vec<Task>> {
    if permissions::authorize("reservations_accept", &call.actor).is_err() {
        return Ok(Vec::new());
    }
    let mut tasks = Vec::new();
    for id in store::requests_to_answer(conn, &call.actor)? {
        let (asked, _) = reservations::view(conn, call, id.as_str())?;
        if !asked.allowed_actions.contains(&Move::Accept.as_str()) {
            continue;
        }
        let (from, to) = (asked.slot.starts_at.shanghai(), asked.slot.ends_at.shanghai());
        let asker = asked.organization.unwrap_or_else(|| Text::new("社区工作人员", "the community's staff"));
        tasks.push(Task {
            kind: TaskKind::AnswerReservation,
            about: asked.resource_zh,
            detail: Some(Text::new(format!("{}，{from} 至 {to}", asker.zh), format!("{}, {from} to {to}", asker.en))),
            number: None,
            since: asked.created_at,
            until: Some(asked.answer_by),
            link: format!("/api/v1/resource-reservations/{id}"),
            page: Some(page_of(&id)),
        });
    }
    Ok(tasks)
}
