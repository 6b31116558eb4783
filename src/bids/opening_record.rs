//! The record of an opening (开标记录): what came, what was opened and what became of it, for the officials' page.

use super::policy;
use super::store;
use super::view::BidView;
use crate::access::{Entity, Shown};
use crate::areas;
use crate::platform::db::Conn;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{BidId, ProjectId};
use crate::projects::{self, Project, Status};

/// The present round of a purchase after its call went out.
pub struct OpeningRecord {
    pub project: Project,
    /// Whether the caller is the officer who opens the bids, now or when the time comes.
    pub is_in_charge: bool,
    pub may_open: bool,
    /// Every bid that was opened or whose seal was broken, in the order of their ids; none before the opening.
    pub bids: Vec<BidView>,
}

impl OpeningRecord {
    /// What is to be recorded before the prices are shown.
    pub fn shown(&self, call: &Call) -> Option<Shown> {
        let id = &self.project.id;
        (!self.bids.is_empty()).then(|| Shown::new(call, "bids_list", Entity::Project, id, id))
    }
}

/// 404 for everybody but the officials of the place and auditors. Before the opening there are counts only, and none before the closing.
pub fn opening_record(conn: &mut Conn, call: &Call, id: &str) -> Result<OpeningRecord> {
    let unknown = || Problem::not_found("项目", "project");
    let project = projects::find(conn, &ProjectId::parse(id).ok_or_else(unknown)?)?.filter(Project::is_published).ok_or_else(unknown)?;
    let area = areas::path_of(conn, &project.area_code, "/area_code")?;
    if !policy::is_official(&call.actor, &area) {
        return Err(unknown());
    }
    let is_in_charge = policy::is_in_charge(&call.actor, &project, &area);
    let bids = if project.opened_at.is_some() { opened(conn, call, &project, is_in_charge)? } else { Vec::new() };
    Ok(OpeningRecord { may_open: is_in_charge && project.status == Status::Closed, is_in_charge, project, bids })
}

fn opened(conn: &mut Conn, call: &Call, project: &Project, is_in_charge: bool) -> Result<Vec<BidView>> {
    let mut bids = store::of_project(conn, &project.id)?;
    bids.retain(|bid| bid.status.was_opened());
    let ids: Vec<BidId> = bids.iter().map(|bid| bid.id.clone()).collect();
    let submissions = store::submissions_of(conn, &ids)?;
    let openings = store::openings_of(conn, &ids)?;
    let view = |bid: &store::Bid| {
        let current = submissions.iter().find(|version| version.bid_id == bid.id && version.number == bid.current_version);
        let view = BidView::new(bid, current, policy::actions(&call.actor, bid, false, is_in_charge));
        match openings.iter().find(|opening| opening.bid_id == bid.id) {
            Some(opening) => view.with_offer(opening),
            None => Ok(view),
        }
    };
    bids.iter().map(view).collect()
}
