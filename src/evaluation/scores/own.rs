//! A member's own sheets with what they still lack, for the pages on which they are filled in and signed.

use serde::Serialize;

use super::model::{CriterionScore, SheetStatus, blanks};
use super::{sign::in_the_running, store};
use crate::evaluation::case::Case;
use crate::evaluation::panel::{self, Member, PanelStatus};
use crate::platform::db::Conn;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Call, Result};
use crate::platform::ids::{BidId, ProjectId};
use crate::projects::{Criterion, Project, Status};

/// What a declared member has to score, and has scored.
pub struct OwnScores {
    pub project: Project,
    pub criteria: Vec<Criterion>,
    /// One for every bid that the panel compares, in the order of their ids.
    pub sheets: Vec<OwnSheet>,
    /// Whether the caller may change its points and sign them now.
    pub may_score: bool,
    pub has_signed: bool,
}

#[derive(Debug, Serialize)]
pub struct OwnSheet {
    pub bid_id: BidId,
    pub name_zh: String,
    pub scores: Vec<CriterionScore>,
    /// The sum of the points given so far.
    pub total: Hundredths,
    /// Titles of the criteria that lack points.
    pub missing: Vec<String>,
    /// None before the first points are saved.
    pub status: Option<SheetStatus>,
}

/// 404 for whoever was not named; 409 for who does not sit or has not declared.
pub fn own_scores(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<OwnScores> {
    let case = Case::find(conn, id)?;
    let (panel, members) = panel::of(conn, &case)?;
    let me = panel::declared_seat(&members, &call.actor)?;
    let has_signed = panel::store::signed(conn, id)?.contains(&me.id);
    let is_open = panel.status == PanelStatus::Scoring && matches!(case.project.status, Status::Evaluating | Status::ReturnedToPanel);
    Ok(OwnScores {
        sheets: sheets(conn, &case, me)?,
        may_score: is_open && !has_signed,
        has_signed,
        criteria: case.content.criteria,
        project: case.project,
    })
}

fn sheets(conn: &mut Conn, case: &Case, me: &Member) -> Result<Vec<OwnSheet>> {
    let own = store::of_member(conn, &me.id)?;
    let bids = in_the_running(conn, &case.project.id)?;
    let bidders: Vec<_> = bids.iter().map(|bid| bid.organization_id.clone()).collect();
    let names = crate::evaluation::store::organization_names(conn, &bidders)?;
    let of_bid = |bid: crate::bids::Bid| {
        let sheet = own.iter().find(|sheet| sheet.bid_id == bid.id);
        let scores = sheet.map(|sheet| sheet.scores()).transpose()?.unwrap_or_default();
        Ok(OwnSheet {
            name_zh: names.get(&bid.organization_id).cloned().unwrap_or_default(),
            total: sheet.map(|sheet| sheet.total()).transpose()?.unwrap_or_default(),
            missing: blanks(&case.content.criteria, &scores).into_iter().map(|criterion| criterion.title_zh.clone()).collect(),
            status: sheet.map(|sheet| sheet.status),
            bid_id: bid.id,
            scores,
        })
    };
    bids.into_iter().map(of_bid).collect()
}
