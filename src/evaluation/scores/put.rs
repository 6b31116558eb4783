//! `PUT /bids/{id}/score-sheet`: a member's scores for one bid, to be changed until they are signed.

use std::collections::BTreeSet;

use actix_web::{put, web};
use serde::Deserialize;

use super::model::{CriterionScore, SheetStatus};
use super::store::{self, Sheet};
use super::view::ScoreSheetView;
use crate::bids::{self, Bid};
use crate::evaluation::case::Case;
use crate::evaluation::panel;
use crate::platform::db::Tx;
use crate::platform::db::types::JsonText;
use crate::platform::decimal::Hundredths;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{BidId, PanelMemberId, ScoreSheetId};
use crate::projects::Criterion;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutScores {
    /// Each criterion once at most; what is left out is blank and must be filled before signing.
    pub scores: Vec<CriterionScore>,
}

/// Save scores
#[utoipa::path(operation_id = "scores_put", tag = "evaluation", params(("id" = BidId, Path)), request_body = PutScores, responses(
    (status = 200, description = "Your sheet", body = ScoreSheetView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[put("/bids/{id}/score-sheet")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<PutScores>) -> Answer {
    put_scores(cx, &id, body).await
}

/// For the pages too.
pub async fn put_scores(cx: Cx, id: &str, body: Body<PutScores>) -> Answer {
    let id = BidId::parse(id).ok_or_else(no_bid)?;
    cx.write("scores_put", body, move |tx, call, command| {
        let sheet = put(tx, call, &id, command)?;
        let version = sheet.version;
        Ok(Reply::ok(&ScoreSheetView::of(sheet)?)?.version(version))
    })
    .await
}

fn put(tx: &mut Tx, call: &Call, id: &BidId, command: &PutScores) -> Result<Sheet> {
    let bid = bids::find(tx, id)?.ok_or_else(no_bid)?;
    let mut case = Case::locked(tx, &bid.project_id)?;
    let (panel, members) = panel::of(tx, &case).map_err(|_| no_bid())?;
    // Whoever is not on the panel learns nothing of the bid, not even that it is there.
    panel::own(&members, &call.actor).ok_or_else(no_bid)?;
    let me = panel::declared_seat(&members, &call.actor)?;
    super::open_for_scoring(tx, &call.under_pseudonym(me.pseudonym()), &mut case, &panel)?;
    must_be_in_the_running(&bid)?;
    check(&case.content.criteria, &command.scores)?;
    save(tx, call, &me.id, &bid, &command.scores)
}

fn must_be_in_the_running(bid: &Bid) -> Result<()> {
    if matches!(bid.status, bids::Status::Qualified | bids::Status::Scored) {
        return Ok(());
    }
    Err(Problem::wrong_state("evaluation/bid_not_evaluated", bid.status.as_str(), "score", &[]))
}

/// Known criteria (R33), each once, between 0 and the criterion's points.
fn check(criteria: &[Criterion], scores: &[CriterionScore]) -> Result<()> {
    let mut check = Check::new();
    let mut seen = BTreeSet::new();
    for (at, score) in scores.iter().enumerate() {
        let pointer = |field: &str| format!("/scores/{at}/{field}");
        let criterion = criteria.iter().find(|criterion| criterion.key == score.criterion);
        check
            .that(
                criterion.is_some(),
                &pointer("criterion"),
                "unknown_criterion",
                "采购文件中没有这项标准。",
                "is no criterion of this call.",
            )
            .that(seen.insert(&score.criterion), &pointer("criterion"), "twice", "同一标准打了两次分。", "is scored twice.");
        let most = criterion.map_or(Hundredths::new(i64::MAX), |criterion| criterion.points);
        check.that(
            Hundredths::ZERO <= score.points && score.points <= most,
            &pointer("points"),
            "out_of_range",
            format!("{}的分数须在 0 到 {most} 之间。", criterion.map_or_else(String::new, |criterion| format!("“{}”", criterion.title_zh))),
            format!("the points for {} must be between 0 and {most}.", score.criterion),
        );
        if let Some(comment) = &score.comment {
            check.at_most(&pointer("comment"), comment, 2000);
        }
    }
    check.finish()
}

fn save(tx: &mut Tx, call: &Call, me: &PanelMemberId, bid: &Bid, scores: &[CriterionScore]) -> Result<Sheet> {
    let scores = JsonText::of(&scores)?;
    let Some(mut sheet) = store::find(tx, me, &bid.id)? else {
        let sheet = Sheet {
            id: ScoreSheetId::new(),
            panel_member_id: me.clone(),
            bid_id: bid.id.clone(),
            scores,
            status: SheetStatus::Draft,
            signed_at: None,
            digest: None,
            updated_at: call.now,
            version: 1,
        };
        store::insert(tx, &sheet)?;
        return Ok(sheet);
    };
    if sheet.status == SheetStatus::Signed {
        return Err(Problem::wrong_state("evaluation/sheet_signed", sheet.status.as_str(), "score", &[]));
    }
    sheet.scores = scores;
    store::save(tx, &mut sheet, call.now)?;
    Ok(sheet)
}

fn no_bid() -> Problem {
    Problem::not_found("投标", "bid")
}
