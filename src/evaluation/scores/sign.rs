//! `POST /projects/{id}/scores/sign`: a member signs all its sheets at once; the last signature makes the ranking.

use actix_web::{post, web};
use serde_json::json;

use super::model::{SheetStatus, blanks};
use super::store::{self, Sheet};
use super::view::{ScoreSheetView, SignedSheets};
use crate::bids::{self, Bid};
use crate::evaluation::case::Case;
use crate::evaluation::{panel, tally};
use crate::journal::{self, Event};
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Body, Call, Check, Cx, Empty, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;
use crate::projects::Criterion;

/// Sign one's scores
///
/// Every qualified bid needs a score for every criterion; what is missing is listed. A signed sheet never changes.
#[utoipa::path(operation_id = "scores_sign", tag = "evaluation", params(("id" = ProjectId, Path)), request_body = Empty, responses(
    (status = 200, description = "Your signed sheets", body = SignedSheets),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/scores/sign")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    sign_scores(cx, &id, body).await
}

/// For the pages too.
pub async fn sign_scores(cx: Cx, id: &str, body: Body<Empty>) -> Answer {
    let id = crate::evaluation::project_id(id)?;
    cx.write("scores_sign", body, move |tx, call, _| {
        let sheets = sign(tx, call, &id)?;
        Reply::ok(&SignedSheets { items: sheets.into_iter().map(ScoreSheetView::of).collect::<Result<_>>()? })
    })
    .await
}

fn sign(tx: &mut Tx, call: &Call, id: &ProjectId) -> Result<Vec<Sheet>> {
    let mut case = Case::locked(tx, id)?;
    let (mut panel, members) = panel::of(tx, &case)?;
    let me = panel::declared_seat(&members, &call.actor)?;
    let call = &call.under_pseudonym(me.pseudonym());
    super::open_for_scoring(tx, call, &mut case, &panel)?;

    let mut sheets = store::of_member(tx, &me.id)?;
    let bids = in_the_running(tx, id)?;
    if !bids.is_empty() && bids.iter().all(|bid| sheets.iter().any(|s| s.bid_id == bid.id && s.status == SheetStatus::Signed)) {
        return Err(Problem::wrong_state("evaluation/sheet_signed", SheetStatus::Signed.as_str(), "sign", &[]));
    }
    must_be_complete(tx, &case.content.criteria, &bids, &sheets)?;
    for sheet in sheets.iter_mut().filter(|s| s.status == SheetStatus::Draft) {
        sheet.digest = Some(sheet.content_digest(id)?);
        sheet.status = SheetStatus::Signed;
        sheet.signed_at = Some(call.now);
        store::save(tx, sheet, call.now)?;
    }
    let digests: Vec<_> = sheets.iter().map(|s| json!({ "sheet_id": s.id, "digest": s.digest })).collect();
    let facts = json!({ "panel_member_id": me.id, "sheets": digests });
    journal::record(tx, call, Event::new("panel.member_signed", id).of_project(id).for_area(&case.area_path).with(facts))?;

    tally::if_all_signed(tx, call, &case, &mut panel, &members)?;
    Ok(sheets)
}

/// The bids that the panel compares.
pub(super) fn in_the_running(conn: &mut Conn, id: &ProjectId) -> Result<Vec<Bid>> {
    let bids = bids::of_project(conn, id)?;
    Ok(bids.into_iter().filter(|bid| matches!(bid.status, bids::Status::Qualified | bids::Status::Scored)).collect())
}

/// Everything that is missing is listed at once (S30).
fn must_be_complete(conn: &mut Conn, criteria: &[Criterion], bids: &[Bid], sheets: &[Sheet]) -> Result<()> {
    let bidders: Vec<_> = bids.iter().map(|bid| bid.organization_id.clone()).collect();
    let names = crate::evaluation::store::organization_names(conn, &bidders)?;
    let mut check = Check::new();
    for bid in bids {
        let bidder = names.get(&bid.organization_id).map_or("", String::as_str);
        let Some(sheet) = sheets.iter().find(|sheet| sheet.bid_id == bid.id) else {
            check.push(FieldError::new(
                format!("/bids/{}", bid.id),
                "not_scored",
                format!("“{bidder}”的投标尚未评分。"),
                format!("the bid of {bidder} has no scores."),
            ));
            continue;
        };
        for criterion in blanks(criteria, &sheet.scores()?) {
            check.push(FieldError::new(
                format!("/bids/{}/{}", bid.id, criterion.key),
                "blank",
                format!("“{bidder}”的投标：“{}”没有打分。", criterion.title_zh),
                format!("the bid of {bidder} has no score for {}.", criterion.key),
            ));
        }
    }
    check.finish()
}
