//! What each seat gave: the buyer's approver names the sheets to be corrected by it, and never learns who sits there.

use serde::Serialize;

use super::of;
use super::view::sees_ranking;
use crate::evaluation::case::Case;
use crate::evaluation::{panel, scores, tally};
use crate::platform::db::Conn;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Call, Problem, Result};
use crate::platform::ids::{BidId, PanelMemberId, ProjectId};

/// The sums of one seat.
#[derive(Debug, Serialize)]
pub struct SeatView {
    pub panel_member_id: PanelMemberId,
    /// Points for each bid, in the order of the ranking.
    pub totals: Vec<Hundredths>,
}

/// One row for each sitting member; none for whoever may not see the scores.
pub fn seats(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<Vec<SeatView>> {
    let case = Case::find(conn, id)?;
    of(conn, &case)?;
    if !sees_ranking(conn, call, &case)? {
        return Ok(Vec::new());
    }
    let (_, members) = panel::of(conn, &case)?;
    let ranking = tally::store::of_project(conn, id)?;
    let sheets = scores::store::signed_of(conn, id)?;
    let seat = |member: panel::Member| {
        let total = |bid: &BidId| match sheets.iter().find(|sheet| sheet.panel_member_id == member.id && sheet.bid_id == *bid) {
            Some(sheet) => sheet.total(),
            None => Err(Problem::broken(format!("bid {bid} is ranked without a signed sheet of every seat"))),
        };
        Ok(SeatView { totals: ranking.iter().map(|row| total(&row.bid_id)).collect::<Result<_>>()?, panel_member_id: member.id })
    };
    members.into_iter().filter(panel::Member::sits).map(seat).collect()
}
