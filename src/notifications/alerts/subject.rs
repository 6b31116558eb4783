//! What an entry of the journal is about, as those who saved a search or follow it may read of it.

use crate::areas;
use crate::journal::Entry;
use crate::needs::{self, Need, Status};
use crate::notices::{self, Announced, NoticeContent, NoticeKind};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{NeedId, ProjectId};
use crate::projects::{self, Placed};
use crate::saved_searches::{Fresh, LooksIn, Said};
use crate::watch_list::{Record, sees_need, sees_project};

/// Moves of a need that whoever follows it is told of; the first two are news to searches too.
const NEEDS: [&str; 10] = [
    "need.reported",
    "need.verified",
    "need.planned",
    "need.released",
    "need.delivery_begun",
    "need.met",
    "need.confirmed",
    "need.reopened",
    "need.declined",
    "need.merged",
];

/// Whether an event may concern a saved search or a watch list at all; every other costs nothing.
pub fn is_listened_to(event: &str) -> bool {
    NoticeKind::of(event).is_some() || NEEDS.contains(&event)
}

/// What is followed by those whom an entry concerns, by the entry alone.
pub fn record_of(entry: &Entry) -> Option<Record> {
    if NoticeKind::of(&entry.event).is_some() {
        return ProjectId::parse(entry.project_id.as_deref()?).map(Record::Project);
    }
    NEEDS.contains(&entry.event.as_str()).then(|| NeedId::parse(&entry.entity_id)).flatten().map(Record::Need)
}

/// Where a search may find what an entry tells of; none where it tells of nothing new.
pub fn found_in(entry: &Entry) -> Option<LooksIn> {
    match NoticeKind::of(&entry.event) {
        Some(NoticeKind::Call) => Some(LooksIn::Calls),
        _ => is_new(&entry.event).then_some(LooksIn::Needs),
    }
}

/// Whether a search may be asked how well the call suits.
pub fn is_new_call(entry: &Entry) -> bool {
    found_in(entry) == Some(LooksIn::Calls)
}

/// What happened.
pub enum Subject {
    /// The public is told.
    Notice { announced: Box<Announced>, project: Box<Placed> },
    /// A need was reported or went on; with its place in the area tree.
    Need { need: Box<Need>, path: String, event: String },
}

impl Subject {
    /// None where nobody outside is told: what was never published, and an amendment that is told with the answer that it belongs to.
    pub fn of(conn: &mut Conn, entry: &Entry) -> Result<Option<Self>> {
        if NoticeKind::of(&entry.event).is_some() {
            return Self::of_notice(conn, entry);
        }
        let Some(need) = NeedId::parse(&entry.entity_id).map(|id| needs::find(conn, &id)).transpose()?.flatten() else { return Ok(None) };
        let path = areas::path_of(conn, &need.area_code, "/area_code")?;
        Ok(Some(Self::Need { need: Box::new(need), path, event: entry.event.clone() }))
    }

    fn of_notice(conn: &mut Conn, entry: &Entry) -> Result<Option<Self>> {
        let payload: serde_json::Value = serde_json::from_str(&entry.payload).map_err(Problem::internal)?;
        if entry.event == "project.amended" && payload["clarification_id"].is_string() {
            return Ok(None);
        }
        let Some(announced) = notices::announced(conn, entry)? else { return Ok(None) };
        let project = projects::placed(conn, &announced.notice.project_id)?;
        Ok(project.map(|project| Self::Notice { announced: Box::new(announced), project: Box::new(project) }))
    }

    /// What is followed when this is followed.
    pub fn record(&self) -> Record {
        match self {
            Self::Notice { project, .. } => Record::Project(project.project.id.clone()),
            Self::Need { need, .. } => Record::Need(need.id.clone()),
        }
    }

    /// As searches see it, where it is something new to find.
    pub fn fresh(&self, entry: &Entry) -> Option<Fresh<'_>> {
        match self {
            Self::Notice { announced, .. } => {
                let NoticeContent::Call(call) = &announced.notice.content else { return None };
                Some(Fresh {
                    said: Said::Call(&announced.words),
                    field: announced.notice.field.as_deref(),
                    area_path: &announced.area_path,
                    budget: call.budget_fen,
                    at: entry.occurred_at,
                })
            }
            Self::Need { need, path, event } => is_new(event).then(|| Fresh {
                said: Said::Need(&need.title_zh, &need.description_zh),
                field: Some(&need.field),
                area_path: path,
                budget: None,
                at: entry.occurred_at,
            }),
        }
    }

    /// Whether somebody whose search found it sees it, and for the first time. A need is new to those who see reported ones when it is
    /// reported, and to everybody else when it is verified. Who holds no role any more has left and is told nothing.
    pub fn is_news_to(&self, actor: &Actor) -> bool {
        let is_here = !actor.grants.is_empty();
        match self {
            Self::Notice { .. } => is_here,
            Self::Need { need, path, event } => {
                let saw_it_reported = needs::may_see(actor, &need.reported_by, path, Status::Reported);
                is_here && sees_need(actor, need, path) && saw_it_reported == (event == "need.reported")
            }
        }
    }

    /// Whether somebody who follows it may see it now.
    pub fn is_seen_by(&self, actor: &Actor) -> bool {
        match self {
            Self::Notice { project, .. } => sees_project(actor, project),
            Self::Need { need, path, .. } => !actor.grants.is_empty() && sees_need(actor, need, path),
        }
    }

    /// The call that is new, where it is one.
    pub fn new_call(&self) -> Option<&Placed> {
        match self {
            Self::Notice { announced, project } if announced.notice.kind == NoticeKind::Call => Some(project),
            _ => None,
        }
    }
}

fn is_new(event: &str) -> bool {
    matches!(event, "need.reported" | "need.verified")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_of_a_need_is_told_to_whoever_follows_it() {
        for step in needs::Move::ALL {
            assert!(is_listened_to(step.event()), "{}", step.event());
        }
    }

    #[test]
    fn nobody_listens_to_bids_and_panels() {
        for event in ["bid.submitted", "bid.withdrawn", "bids.opened", "panel.formed", "project.invited", "project.submitted", "watch.set"]
        {
            assert!(!is_listened_to(event), "{event}");
        }
    }
}
