//! What the outside sees of an award.

use serde::Serialize;

use super::policy;
use super::report::Report;
use super::store::Award;
use crate::bids;
use crate::evaluation::case::Case;
use crate::evaluation::tally::view::{RankingRowView, rows};
use crate::evaluation::{panel, scores, tally};
use crate::platform::actor::{Actor, Identity, Role};
use crate::platform::db::Conn;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Call, Problem, Reply, Result};
use crate::platform::ids::{BidId, OrganizationId, ProjectId, UserId};
use crate::platform::money::Money;
use crate::platform::time::Timestamp;
use crate::projects::Status;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AwardView {
    pub project_id: ProjectId,
    /// Where the project stands.
    pub status: Status,
    /// The proposed winner, the winner from `awarded` on.
    pub winner: WinnerView,
    pub decide_by: Timestamp,
    pub decided_at: Option<Timestamp>,
    /// Who decided; for whoever reads the ranking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<UserId>,
    /// Why the buyer decided so.
    pub reason: Option<String>,
    pub publicity_from: Option<Timestamp>,
    pub publicity_until: Option<Timestamp>,
    /// The publicity runs into a year whose working days are not known: it waits for the approver's confirmation.
    pub is_provisional: bool,
    pub awarded_at: Option<Timestamp>,
    /// The contract is to be signed before this moment.
    pub sign_by: Option<Timestamp>,
    /// What the panel added to its report in words; for whoever reads the ranking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement_zh: Option<String>,
    /// The whole ranking: for the buyer, the panel and auditors, and for the area's officials after the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranking: Option<Vec<RankingRowView>>,
    /// The caller's own result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnResultView>,
    /// `decide`, `return_to_panel`, `confirm_publicity`.
    pub allowed_actions: Vec<&'static str>,
    pub version: i64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WinnerView {
    pub bid_id: BidId,
    pub organization_id: OrganizationId,
    pub name_zh: String,
    #[schema(value_type = i64, example = 7600000)]
    pub price_fen: Money,
    #[schema(value_type = String, example = "86.29")]
    pub total: Hundredths,
}

/// What a bidder learns of its own bid, and nobody else of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OwnResultView {
    pub bid_id: BidId,
    pub place: i32,
    #[schema(value_type = i64, example = 6800000)]
    pub price_fen: Money,
    #[schema(value_type = String, example = "66.00")]
    pub technical: Hundredths,
    #[schema(value_type = String, example = "17.65")]
    pub price_score: Hundredths,
    #[schema(value_type = String, example = "83.65")]
    pub total: Hundredths,
    pub criteria: Vec<CriterionResultView>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CriterionResultView {
    pub criterion: String,
    pub title_zh: String,
    /// Most points.
    #[schema(value_type = String, example = "40.00")]
    pub most: Hundredths,
    /// Mean of what the members gave.
    #[schema(value_type = String, example = "35.50")]
    pub mean: Hundredths,
    /// What members wrote, without saying who.
    pub comments: Vec<String>,
}

/// Roles that follow the purchases of their area.
const OFFICIALS: &[Role] =
    &[Role::DistrictOfficer, Role::StreetOfficer, Role::StreetApprover, Role::StreetFinance, Role::HubOperator, Role::LineDepartmentReader];

/// Whether the caller sees scores before the decision: buyer, panel, auditors.
pub(super) fn sees_ranking(conn: &mut Conn, call: &Call, case: &Case) -> Result<bool> {
    let (panel, members) = panel::of(conn, case)?;
    Ok(tally::is_open_to(case, &panel, panel::own(&members, &call.actor), &call.actor))
}

/// The award as this caller may see it, with its version as ETag.
pub(super) fn reply(conn: &mut Conn, call: &Call, case: &Case, award: &Award) -> Result<Reply> {
    Ok(Reply::ok(&of(conn, call, case, award)?)?.version(award.version))
}

pub(super) fn of(conn: &mut Conn, call: &Call, case: &Case, award: &Award) -> Result<AwardView> {
    let ranking = rows(conn, &case.project.id)?;
    let first = ranking.iter().find(|row| row.bid_id == award.bid_id);
    let first = first.ok_or_else(|| Problem::broken(format!("the award of project {} is not ranked", award.project_id)))?;
    let winner = WinnerView {
        bid_id: first.bid_id.clone(),
        organization_id: first.organization_id.clone(),
        name_zh: first.name_zh.clone(),
        price_fen: award.price_fen,
        total: first.total,
    };
    let own = match award.decided_at {
        Some(_) => own_result(conn, case, &call.actor, &ranking)?,
        None => None,
    };
    let follows = award.decided_at.is_some() && call.actor.reaches(OFFICIALS, &case.area_path);
    let sees_all = follows || sees_ranking(conn, call, case)?;
    Ok(AwardView {
        project_id: award.project_id.clone(),
        status: case.project.status,
        winner,
        decide_by: award.decide_by,
        decided_at: award.decided_at,
        decided_by: if sees_all { award.decided_by.clone() } else { None },
        reason: award.reason.clone(),
        publicity_from: award.publicity_from,
        publicity_until: award.publicity_until,
        is_provisional: award.is_provisional,
        awarded_at: award.awarded_at,
        sign_by: award.sign_by,
        statement_zh: if sees_all { award.report.parse::<Report>()?.statement_zh } else { None },
        ranking: sees_all.then_some(ranking),
        own,
        allowed_actions: allowed(conn, call, case, award)?,
        version: award.version,
    })
}

fn allowed(conn: &mut Conn, call: &Call, case: &Case, award: &Award) -> Result<Vec<&'static str>> {
    if !policy::may_decide(conn, case, &call.actor)? {
        return Ok(Vec::new());
    }
    let is_over = award.publicity_until.is_some_and(|until| until <= call.now);
    Ok(match case.project.status {
        Status::AwardProposed => vec!["decide", "return_to_panel"],
        Status::Publicity if award.is_provisional && is_over => vec!["confirm_publicity"],
        _ => Vec::new(),
    })
}

fn own_result(conn: &mut Conn, case: &Case, actor: &Actor, ranking: &[RankingRowView]) -> Result<Option<OwnResultView>> {
    let own = bids::of_project(conn, &case.project.id)?.into_iter().find(|bid| bids_for(actor, &bid.organization_id));
    let Some(row) = own.and_then(|bid| ranking.iter().find(|row| row.bid_id == bid.id)) else { return Ok(None) };
    Ok(Some(OwnResultView {
        bid_id: row.bid_id.clone(),
        place: row.place,
        price_fen: row.price_fen,
        technical: row.technical,
        price_score: row.price_score,
        total: row.total,
        criteria: criteria(conn, case, &row.bid_id)?,
    }))
}

fn bids_for(actor: &Actor, organization: &OrganizationId) -> bool {
    match &actor.identity {
        Identity::ApiKey { organization: own, .. } => own == organization,
        _ => actor.holds_in(&[Role::NgoManager, Role::NgoMember], organization),
    }
}

fn criteria(conn: &mut Conn, case: &Case, bid: &BidId) -> Result<Vec<CriterionResultView>> {
    let (_, members) = panel::of(conn, case)?;
    let mut given = Vec::new();
    for sheet in scores::store::signed_of(conn, &case.project.id)? {
        if sheet.bid_id == *bid && members.iter().any(|m| m.sits() && m.id == sheet.panel_member_id) {
            given.extend(sheet.scores()?);
        }
    }
    // By what they say, so that the order does not tell who said it.
    given.sort_by(|a, b| a.comment.cmp(&b.comment));
    let result = |criterion: &crate::projects::Criterion| {
        let own: Vec<_> = given.iter().filter(|score| score.criterion == criterion.key).collect();
        let points: Vec<_> = own.iter().map(|score| score.points).collect();
        CriterionResultView {
            criterion: criterion.key.clone(),
            title_zh: criterion.title_zh.clone(),
            most: criterion.points,
            mean: Hundredths::mean(&points).unwrap_or_default(),
            comments: own.iter().filter_map(|score| score.comment.clone()).collect(),
        }
    };
    Ok(case.content.criteria.iter().map(result).collect())
}
