//! `POST /projects/{id}/ranking/report`: the chair signs the computed ranking and proposes the first for the award.

use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::publicity::end_of;
use super::store::{self, Award};
use crate::bids;
use crate::evaluation::case::Case;
use crate::evaluation::panel::{self, Member, Panel, PanelStatus, Seat};
use crate::evaluation::tally::{self, Ranked, view::RankingView};
use crate::journal::{self, Event};
use crate::platform::crypto::{canonical_json, sha256};
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{BidId, ProjectId, UserId};
use crate::projects::{self, Move, Status};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRanking {
    /// What the panel adds in words.
    pub statement_zh: Option<String>,
    /// The tied bids in the order drawn; only where the ranking `needs_draw`.
    #[serde(default)]
    pub draw: Vec<BidId>,
}

/// What is kept of a report.
#[derive(Serialize, Deserialize)]
pub(super) struct Report {
    pub statement_zh: Option<String>,
    draw: Vec<BidId>,
    ranking_digest: String,
}

/// Report the ranking
///
/// By the chair. Scores cannot be changed; where bids are tied in everything, the draw parts them.
#[utoipa::path(operation_id = "ranking_report", tag = "evaluation", params(("id" = ProjectId, Path)), request_body = ReportRanking, responses(
    (status = 200, description = "The ranking as reported", body = RankingView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/ranking/report")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<ReportRanking>) -> Answer {
    report_ranking(cx, &id, body).await
}

/// For the pages too.
pub async fn report_ranking(cx: Cx, id: &str, body: Body<ReportRanking>) -> Answer {
    let id = crate::evaluation::project_id(id)?;
    cx.write("ranking_report", body, move |tx, call, command| {
        let panel = report(tx, call, &id, command)?;
        let view = tally::view::ranking(tx, &id, panel.status, panel.version, Vec::new())?;
        Ok(Reply::ok(&view)?.version(panel.version))
    })
    .await
}

fn report(tx: &mut Tx, call: &Call, id: &ProjectId, command: &ReportRanking) -> Result<Panel> {
    let mut case = Case::locked(tx, id)?;
    let (mut panel, members) = panel::of(tx, &case)?;
    let chair = must_chair(&members, call)?;
    case.require_status("report", &[Status::Evaluating])?;
    if panel.status != PanelStatus::Tallying {
        return Err(Problem::wrong_state("evaluation/not_tallied", panel.status.as_str(), "report", &[]));
    }
    call.expect_version(panel.version)?;
    let ranking = ranking_with_draw(tx, id, command)?;

    let call = &call.under_pseudonym(chair.pseudonym());
    let award = propose(tx, call, &case, &chair.user_id, &ranking, command)?;
    panel.status = PanelStatus::Reported;
    panel::store::save(tx, &mut panel, call.now)?;
    // Everybody may read this event, so it does not say who won.
    projects::advance(tx, call, &mut case.project, Move::ProposeAward, None, json!({ "decide_by": award.decide_by }))?;
    let facts =
        json!({ "bid_id": award.bid_id, "price_fen": award.price_fen, "decide_by": award.decide_by, "ranking_digest": digest(&ranking)? });
    let event = Event::new("evaluation.reported", id).of_project(id).for_area(&case.area_path);
    journal::record(tx, call, event.with(facts))?;
    Ok(panel)
}

fn must_chair<'m>(members: &'m [Member], call: &Call) -> Result<&'m Member> {
    let me = panel::declared_seat(members, &call.actor)?;
    if me.seat == Seat::Chair {
        return Ok(me);
    }
    Err(Problem::forbidden("evaluation/not_the_chair", "只有评审组长可以提交评审结果。", "Only the panel's chair reports the ranking."))
}

fn ranking_with_draw(tx: &mut Tx, id: &ProjectId, command: &ReportRanking) -> Result<Vec<Ranked>> {
    let mut ranking = tally::store::of_project(tx, id)?;
    let mut check = Check::new();
    if let Some(statement) = &command.statement_zh {
        check.at_most("/statement_zh", statement, 5000);
    }
    for error in tally::draw(&mut ranking, &command.draw).err().unwrap_or_default() {
        check.push(error);
    }
    check.finish()?;
    tally::store::save_places(tx, &ranking)?;
    Ok(ranking)
}

/// What the chair signs: every place with its scores.
fn digest(ranking: &[Ranked]) -> Result<String> {
    let rows: Vec<_> = ranking
        .iter()
        .map(|row| {
            json!({
                "bid_id": row.bid_id, "place": row.place, "price_fen": row.price_fen, "technical": row.technical_hundredths,
                "price_score": row.price_hundredths, "total": row.total_hundredths,
            })
        })
        .collect();
    Ok(sha256(&canonical_json(&json!(rows)).map_err(Problem::internal)?).to_string())
}

/// The first of the ranking is proposed; after a correction the new proposal takes the place of the old one.
fn propose(tx: &mut Tx, call: &Call, case: &Case, chair: &UserId, ranking: &[Ranked], command: &ReportRanking) -> Result<Award> {
    let first = ranking.first().ok_or_else(|| Problem::broken("a ranking without bids was reported"))?;
    let winner = bids::find(tx, &first.bid_id)?.ok_or_else(|| Problem::broken(format!("ranked bid {} is gone", first.bid_id)))?;
    let (decide_by, _) = end_of(&call.platform.calendar(), call.now, case.rules.award_days);
    let report = Report { statement_zh: command.statement_zh.clone(), draw: command.draw.clone(), ranking_digest: digest(ranking)? };
    let before = store::find(tx, &case.project.id)?;
    let mut award = Award {
        project_id: case.project.id.clone(),
        bid_id: winner.id,
        organization_id: winner.organization_id,
        price_fen: first.price_fen,
        reported_by: chair.clone(),
        reported_at: call.now,
        report: JsonText::of(&report)?,
        decide_by,
        decided_by: None,
        decided_at: None,
        reason: None,
        publicity_from: None,
        publicity_until: None,
        is_provisional: false,
        awarded_at: None,
        sign_by: None,
        version: before.as_ref().map_or(1, |award| award.version),
    };
    if before.is_some() {
        store::save(tx, &mut award)?;
    } else {
        store::insert(tx, &award)?;
    }
    Ok(award)
}
