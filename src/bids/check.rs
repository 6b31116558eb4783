//! `GET /bids/{id}/check`: before sending, everything that would be refused, all at once, and what would be sealed.

use actix_web::{get, web};

use super::attachment_view::{AttachmentSummary, BidCheck, CheckAnswer, WouldSeal};
use super::eligibility::{self, Known};
use super::policy;
use super::readiness::{self, Contents, Readiness, error};
use super::rules::Outcome;
use super::store::{self, Bid};
use crate::areas;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, FieldError, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::BidId;
use crate::platform::money::Money;
use crate::projects::{self, Project};

/// Check a bid before it is sent
///
/// The same answers that the submission would give now, rule by rule, and what would be sealed. `flagged` does not prevent the submission: the
/// officer in charge decides about it after the opening. Nothing is changed or kept.
#[utoipa::path(operation_id = "bids_check", tag = "bids", params(("id" = BidId, Path)), responses(
    (status = 200, description = "Everything at once", body = BidCheck),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/bids/{id}/check")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = BidId::parse(&id);
    cx.read("bids_check", move |conn, call| {
        let bid = policy::own(&call.actor, store::find_some(conn, id.as_ref())?)?;
        Reply::ok(&check(conn, call, &bid)?).map(|reply| reply.version(bid.version))
    })
    .await
}

pub(super) fn check(conn: &mut Conn, call: &Call, bid: &Bid) -> Result<BidCheck> {
    let project = projects::find(conn, &bid.project_id)?.ok_or_else(policy::unknown)?;
    let area = areas::path_of(conn, &project.area_code, "/area_code")?;
    let contents = readiness::contents(conn, call, bid)?;
    let known = Known { price: contents.draft.price_fen.map(Money::from_fen), ..Known::default() };
    let readiness = Readiness {
        missing: contents.missing(&project.content()?.requirements),
        findings: eligibility::findings(conn, call.now, &project, &area, bid, &known)?,
    };
    let refused = |error: FieldError| CheckAnswer::new(error, Outcome::Refused);
    let mut answers: Vec<_> = barriers(call, &project, bid).into_iter().map(refused).collect();
    if bid.status.is_open_to_changes() {
        answers.extend(readiness.missing.iter().cloned().map(refused));
    }
    if bid.status.is_open_to_changes() && contents.files.is_empty() && !store::sealed_attachments(conn, &bid.id)?.is_empty() {
        answers.push(CheckAnswer::new(files_left_behind(), Outcome::Flagged));
    }
    answers.extend(readiness.findings.iter().map(|finding| CheckAnswer::new(error(finding), finding.outcome)));
    let left = project.deadline.map(|deadline| (deadline.unix() - call.now.unix()).max(0));
    Ok(BidCheck {
        bid_id: bid.id.clone(),
        is_ready: answers.iter().all(|answer| answer.outcome != Outcome::Refused),
        answers,
        seals: bid.status.is_open_to_changes().then(|| would_seal(&contents)),
        checked_at: call.now,
        deadline: project.deadline,
        seconds_left: left,
    })
}

/// The files of what was withdrawn stay sealed with it.
fn files_left_behind() -> FieldError {
    FieldError::new(
        "/attachments",
        "not_attached_again",
        "上一版投标的附件已随其密封，不会带入新版；需要的请重新上传。",
        "the files of the version before stay sealed with it and are not taken over: attach again what is needed.",
    )
}

/// What refuses a submission before the bid is even looked into: the call, the bid's own state, the caller.
fn barriers(call: &Call, project: &Project, bid: &Bid) -> Vec<FieldError> {
    let said =
        |pointer: &str, problem: Problem| FieldError { pointer: pointer.into(), code: problem.code(), detail: problem.detail().clone() };
    let window = policy::window(project.status, project.deadline, call.now).err().map(|problem| said("/deadline", problem));
    let status = policy::writable(&call.actor, bid, "submit").err().map(|problem| said("/status", problem));
    let binds = policy::bound(&call.actor, Some(bid.clone())).err().map(|problem| said("/submitted_by", problem));
    window.into_iter().chain(status).chain(binds).collect()
}

fn would_seal(contents: &Contents) -> WouldSeal {
    let length = |text: &Option<String>| text.as_ref().map_or(0, |text| text.chars().count());
    let files: Vec<_> = contents.files.iter().map(|(id, filed)| AttachmentSummary { id: id.clone(), file: filed.file.clone() }).collect();
    WouldSeal {
        price_fen: contents.draft.price_fen,
        proposal_characters: length(&contents.draft.proposal_zh),
        team_characters: length(&contents.draft.team_zh),
        declarations: contents.draft.declarations.as_ref().map_or(0, std::collections::BTreeMap::len),
        files_bytes: files.iter().map(|summary| summary.file.size).sum(),
        files,
    }
}
