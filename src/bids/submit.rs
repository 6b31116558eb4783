//! `POST /bids/{id}/submit`: from here on nobody reads the bid before the opening, the bidder neither.

use actix_web::{post, web};
use serde_json::json;

use super::eligibility::{self, Known};
use super::model::Move;
use super::readiness::{self, Readiness};
use super::rules::Stage;
use super::seal::Submission;
use super::store::{self, Bid};
use super::view::Submitted;
use super::{event, policy, seal};
use crate::areas;
use crate::journal;
use crate::platform::db::{Conn, Tx, lock::Strength};
use crate::platform::http::{Answer, Body, Call, Cx, Empty, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::BidId;
use crate::projects;

/// What is missing in the draft, or the draft sealed with its files, and the version of the bid that this was made from.
struct Prepared {
    from: i64,
    missing: Vec<FieldError>,
    submission: Option<Submission>,
}

/// Submit a bid
///
/// The offer and the keys of its files are sealed to the project and answered with a signed receipt. `GET /bids/{id}/check` tells
/// before what would be refused. What counts is when the request arrived. The
/// `nonce` in the answer is given only here: keep it, and keep it to yourself until the opening.
#[utoipa::path(operation_id = "bids_submit", tag = "bids", params(("id" = BidId, Path)), request_body = Empty, responses(
    (status = 200, description = "The receipt", body = Submitted),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/bids/{id}/submit")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    submit_bid(cx, &id, body).await
}

/// For the pages too.
pub async fn submit_bid(cx: Cx, id: &str, body: Body<Empty>) -> Answer {
    let received_at = cx.platform().arrival().await?;
    let id = BidId::parse(id);
    let bid = id.clone();
    let prepared = cx.look("bids_submit", received_at, move |conn, call| prepare(conn, call, bid.as_ref())).await?;
    cx.write_at("bids_submit", body, received_at, move |tx, call, _| {
        let (bid, submission) = submit(tx, call, id.as_ref(), prepared.as_ref())?;
        let actions = policy::actions(&call.actor, &bid, true, false);
        Ok(Reply::ok(&Submitted::new(&bid, &submission.version, &submission.nonce, actions))?.version(bid.version))
    })
    .await
}

fn prepare(conn: &mut Conn, call: &Call, id: Option<&BidId>) -> Result<Option<Prepared>> {
    let bid = policy::bound(&call.actor, store::find_some(conn, id)?)?;
    if !bid.status.is_open_to_changes() {
        return Ok(None);
    }
    let project = projects::find(conn, &bid.project_id)?.ok_or_else(policy::unknown)?;
    let contents = readiness::contents(conn, call, &bid)?;
    let missing = contents.missing(&project.content()?.requirements);
    let submission = match contents.complete() {
        Some((offer, files)) if missing.is_empty() => {
            let key = projects::key_of(conn, &bid.project_id)?.public_key;
            Some(seal::submit(&call.platform.keys, &key, &bid, &offer, files, call.now, call.actor.identity.label())?)
        }
        _ => None,
    };
    Ok(Some(Prepared { from: bid.version, missing, submission }))
}

/// A complete draft of an organisation that may bid, received before the deadline, becomes the bid's next version.
fn submit<'p>(tx: &mut Tx, call: &Call, id: Option<&BidId>, prepared: Option<&'p Prepared>) -> Result<(Bid, &'p Submission)> {
    let mut bid = policy::bound(&call.actor, store::find_some(tx, id)?)?;
    let project = projects::locked(tx, &bid.project_id, Strength::Share)?;
    policy::window(project.status, project.deadline, call.now)?;
    call.expect_version(bid.version)?;
    bid.status.try_after(Move::Submit)?;
    let prepared = prepared.filter(|prepared| prepared.from == bid.version).ok_or_else(|| Problem::stale(bid.version))?;
    let area = areas::path_of(tx, &project.area_code, "/area_code")?;
    let findings = eligibility::findings(tx, call.now, &project, &area, &bid, &Known::default())?;
    let readiness = Readiness { missing: prepared.missing.clone(), findings };
    let submission = match (readiness.refusal(), &prepared.submission) {
        (None, Some(submission)) => submission,
        (Some(problem), _) => return Err(problem),
        (None, None) => return Err(Problem::broken(format!("the draft of bid {} lacks nothing and was not sealed", bid.id))),
    };
    store::keep_findings(tx, &bid.id, Stage::Submission, &readiness.findings, call.now)?;
    store::insert_version(tx, &submission.version)?;
    store::seal_attachments(tx, &bid.id, submission.version.number)?;
    bid.draft = None;
    bid.current_version = submission.version.number;
    store::advance(tx, &mut bid, Move::Submit, None, call.now)?;
    let facts = json!({
        "number": bid.current_version,
        "receipt_no": submission.version.receipt_no,
        "received_at": submission.version.received_at,
        "commitment": submission.version.commitment,
    });
    journal::record(tx, call, event::about("bid.submitted", &bid, &project, &area).with(facts))?;
    Ok((bid, submission))
}
