//! What the outside sees of a ranking.

use std::collections::BTreeMap;

use serde::Serialize;

use super::model::{Flag, is_tied};
use super::store::{self, Ranked};
use crate::bids;
use crate::evaluation::panel::PanelStatus;
use crate::platform::db::Conn;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Problem, Result};
use crate::platform::ids::{BidId, OrganizationId, ProjectId};
use crate::platform::money::Money;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RankingView {
    pub project_id: ProjectId,
    /// `tallying`: computed; `reported`: signed by the chair.
    pub status: PanelStatus,
    pub items: Vec<RankingRowView>,
    /// Bids share a place that nothing tells apart: the chair's report must carry the draw.
    pub needs_draw: bool,
    pub allowed_actions: Vec<&'static str>,
    pub version: i64,
}

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RankingRowView {
    pub place: i32,
    pub bid_id: BidId,
    pub organization_id: OrganizationId,
    pub name_zh: String,
    #[schema(value_type = i64, example = 7600000)]
    pub price_fen: Money,
    /// Mean of the members' points.
    #[schema(value_type = String, example = "70.50")]
    pub technical: Hundredths,
    #[schema(value_type = String, example = "15.79")]
    pub price_score: Hundredths,
    #[schema(value_type = String, example = "86.29")]
    pub total: Hundredths,
    pub is_tied: bool,
    /// What has to be explained before the award.
    pub flags: Vec<Flag>,
}

/// The rows of a ranking with the names of their organisations.
pub fn rows(conn: &mut Conn, project: &ProjectId) -> Result<Vec<RankingRowView>> {
    let ranking = store::of_project(conn, project)?;
    let bidders: BTreeMap<BidId, OrganizationId> =
        bids::of_project(conn, project)?.into_iter().map(|bid| (bid.id, bid.organization_id)).collect();
    let ids: Vec<_> = bidders.values().cloned().collect();
    let names = crate::evaluation::store::organization_names(conn, &ids)?;
    ranking.into_iter().map(|row| RankingRowView::of(row, &bidders, &names)).collect()
}

impl RankingRowView {
    fn of(row: Ranked, bidders: &BTreeMap<BidId, OrganizationId>, names: &BTreeMap<OrganizationId, String>) -> Result<Self> {
        let organization = bidders.get(&row.bid_id).ok_or_else(|| Problem::broken(format!("ranked bid {} is gone", row.bid_id)))?;
        Ok(Self {
            place: row.place,
            flags: row.flags()?,
            organization_id: organization.clone(),
            name_zh: names.get(organization).cloned().unwrap_or_default(),
            price_fen: row.price_fen,
            technical: row.technical_hundredths,
            price_score: row.price_hundredths,
            total: row.total_hundredths,
            is_tied: row.is_tied,
            bid_id: row.bid_id,
        })
    }
}

/// The whole ranking for a caller who may see it.
pub fn ranking(
    conn: &mut Conn,
    project: &ProjectId,
    status: PanelStatus,
    version: i64,
    allowed_actions: Vec<&'static str>,
) -> Result<RankingView> {
    let needs_draw = status == PanelStatus::Tallying && is_tied(&store::of_project(conn, project)?);
    Ok(RankingView { project_id: project.clone(), status, items: rows(conn, project)?, needs_draw, allowed_actions, version })
}
