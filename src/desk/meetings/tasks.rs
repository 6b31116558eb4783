//! Introductions that the other side of a talk wishes.

use super::page_of;
use crate::desk::store;
use crate::desk::tasks::{Task, TaskKind};
use crate::identity::permissions;
use crate::meetings::{self, OwnTalk, Side};
use crate::platform::db::Conn;
use crate::platform::http::{Call, Result};
use crate::platform::i18n::Text;

/// Those that the caller may answer; whoever decides on a purchase of the place is asked nothing (R23, R24).
pub(in crate::desk) fn waiting(conn: &mut Conn, call: &Call) -> Result<Vec<Task>> {
    if permissions::authorize("meetings_consent", &call.actor).is_err() {
        return Ok(Vec::new());
    }
    let mut tasks = Vec::new();
    for id in store::meetings_with_wishes(conn, &call.actor)? {
        match meetings::own(conn, call, id.as_str()) {
            Ok(own) => tasks.extend(own.talks.into_iter().filter_map(|talk| task(&own.meeting.title_zh, talk))),
            Err(problem) if problem.status() < 500 => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(tasks)
}

fn task(meeting: &str, own: OwnTalk) -> Option<Task> {
    let since = own.asked_at()?;
    let talk = own.talk;
    let other = match own.own_side {
        Side::Organization => Text::new(&talk.demand_zh, &talk.demand_zh),
        Side::Demand => talk.organization,
    };
    Some(Task {
        kind: TaskKind::AnswerIntroduction,
        about: talk.demand_zh,
        detail: Some(Text::new(format!("{meeting}：{}", other.zh), format!("{meeting}: {}", other.en))),
        number: None,
        since,
        until: None,
        link: format!("/api/v1/matching-meetings/{}/talks", talk.meeting_id),
        page: Some(format!("{}#talk-{}", page_of(&talk.meeting_id), talk.id)),
    })
}
