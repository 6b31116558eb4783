//! `POST /projects/{id}/open`: every sealed bid at once, by the officer in charge.

use actix_web::{post, web};
use serde_json::{Value, json};

use super::eligibility::{self, Known};
use super::model::Move;
use super::outcome::{count, settle};
use super::seal::{self, Filed, Opened};
use super::store::{self, Bid, BidVersion, Opening};
use super::view::{BidView, OpeningView};
use super::{event, policy};
use crate::areas;
use crate::journal;
use crate::platform::crypto::ProjectPrivateKey;
use crate::platform::db::types::JsonText;
use crate::platform::db::{Conn, Tx, lock::Strength};
use crate::platform::files::Files;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, Internal, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{AttachmentId, OrganizationId, ProjectId};
use crate::platform::money::Money;
use crate::projects::{self, Project, Status as ProjectStatus};

/// Why a bid that does not open is out.
const SEAL_BROKEN: &str = "seal_broken";

/// The opened bids, and the version of the project that they were read under.
struct Prepared {
    from: i64,
    bids: Vec<Unsealed>,
}

/// A sealed bid and what was in it; nothing where its seal is broken.
struct Unsealed {
    bid: Bid,
    version: BidVersion,
    opened: Option<Opened>,
    /// The files that the database has of this version.
    rows: Vec<AttachmentId>,
    /// Whether every file is what was sealed, and can be found by its row; none for a bid without files.
    files_are_intact: Option<bool>,
}

/// Open the bids
///
/// Publishes commitment and nonce of every bid, so that anybody who is shown one can check it. A bid that does not open is
/// disqualified (`seal_broken`); one with nothing flagged is qualified at once; the others wait for a decision.
#[utoipa::path(operation_id = "bids_open", tag = "bids", params(("id" = ProjectId, Path)), request_body = Empty, responses(
    (status = 200, description = "What was opened", body = OpeningView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/open")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    open_bids(cx, &id, body).await
}

/// For the pages too.
pub async fn open_bids(cx: Cx, id: &str, body: Body<Empty>) -> Answer {
    let id = ProjectId::parse(id);
    let project = id.clone();
    let prepared = cx.look("bids_open", cx.now(), move |conn, call| prepare(conn, call, project.as_ref())).await?;
    let files = cx.platform().files();
    let prepared =
        tokio::task::spawn_blocking(move || prepared.map(|prepared| prepared.with_files(&files))).await.map_err(Problem::internal)?;
    cx.write("bids_open", body, move |tx, call, _| {
        let project = open(tx, call, id.as_ref(), prepared.as_ref())?;
        Ok(Reply::ok(&view(tx, call, &project)?)?.version(project.version))
    })
    .await
}

impl Prepared {
    /// Reads every file of every bid once: one that is not what was sealed is told when the bids are opened, not when it is missed.
    fn with_files(mut self, files: &Files) -> Self {
        let is_intact = |(id, Filed { file, key }): &(AttachmentId, Filed)| {
            files.open(id.as_str(), key, file.size).is_ok_and(|reader| reader.is_intact(&file.digest))
        };
        for bid in &mut self.bids {
            let of_bid = bid.opened.as_ref().map_or(&[][..], |opened| &opened.files);
            let is_whole = |sealed: &(AttachmentId, Filed)| bid.rows.contains(&sealed.0) && is_intact(sealed);
            bid.files_are_intact = (!of_bid.is_empty()).then(|| of_bid.iter().all(is_whole));
        }
        self
    }
}

fn prepare(conn: &mut Conn, call: &Call, id: Option<&ProjectId>) -> Result<Option<Prepared>> {
    let project = projects::find(conn, id.ok_or_else(unknown)?)?.ok_or_else(unknown)?;
    let area = areas::path_of(conn, &project.area_code, "/area_code")?;
    policy::in_charge(&call.actor, &project, &area)?;
    if project.status != ProjectStatus::Closed {
        return Ok(None);
    }
    let private_key = private_key(conn, call, &project)?;
    let sealed = store::sealed_of(conn, &project.id, project.round)?;
    let bids = sealed.into_iter().map(|(bid, version)| {
        let opened = seal::unseal(&private_key, &bid, &version);
        let mut rows = store::sealed_attachments(conn, &bid.id)?;
        rows.retain(|(number, _)| *number == version.number);
        let rows = rows.into_iter().map(|(_, id)| id).collect();
        Ok(Unsealed { bid, version, opened, rows, files_are_intact: None })
    });
    Ok(Some(Prepared { from: project.version, bids: bids.collect::<Result<_>>()? }))
}

/// A key that is gone is nobody's fault who bid: the project stays closed until the key is back.
fn private_key(conn: &mut Conn, call: &Call, project: &Project) -> Result<ProjectPrivateKey> {
    let lost = |cause: String| {
        tracing::error!(project = %project.id, cause, "the bids cannot be opened: restore the service's key from its backup");
        Problem::unavailable(
            "bids/key_unavailable",
            "项目的开标密钥目前不可用，投标仍然密封，项目保持截止状态；已通知管理员恢复密钥。",
            "The project's key is not available: the bids stay sealed and the project stays closed until the administrator restores it.",
            300,
        )
    };
    let key = match projects::key_of(conn, &project.id) {
        Ok(key) => key,
        Err(problem) if matches!(problem.cause(), Some(Internal::Database(_))) => return Err(problem),
        Err(problem) => return Err(lost(format!("{problem:?}"))),
    };
    key.wrapped.unwrap(&call.platform.keys, project.id.as_str(), &key.public_key).map_err(|cause| lost(cause.to_string()))
}

/// Writes what was opened in the transaction that changes the status, checks every rule again, and settles what can be.
fn open(tx: &mut Tx, call: &Call, id: Option<&ProjectId>, prepared: Option<&Prepared>) -> Result<Project> {
    let mut project = projects::locked(tx, id.ok_or_else(unknown)?, Strength::Alone)?;
    let area = areas::path_of(tx, &project.area_code, "/area_code")?;
    policy::in_charge(&call.actor, &project, &area)?;
    call.expect_version(project.version)?;
    project.status.try_after(projects::Move::Open)?;
    let prepared = prepared.filter(|prepared| prepared.from == project.version).ok_or_else(|| Problem::stale(project.version))?;

    let mut counts = project.counts()?.unwrap_or_default();
    counts.opened = Some(count(prepared.bids.iter().filter(|unsealed| unsealed.opened.is_some()).count()));
    project.set_counts(&counts)?;
    project.opened_at = Some(call.now);
    let published: Vec<Value> = prepared.bids.iter().map(commitment).collect();
    projects::advance(tx, call, &mut project, projects::Move::Open, None, json!({ "bids": published, "counts": counts }))?;

    let bidders: Vec<OrganizationId> = prepared.bids.iter().map(|unsealed| unsealed.bid.organization_id.clone()).collect();
    for Unsealed { bid, version, opened, files_are_intact, .. } in &prepared.bids {
        let mut bid = bid.clone();
        match opened {
            Some(opened) => {
                lay_open(tx, call, &mut bid, version, opened)?;
                let price = Some(Money::from_fen(opened.offer.price_fen));
                let known = Known { price, files_are_intact: *files_are_intact, rivals: &bidders };
                if eligibility::check_opened(tx, call, &project, &area, &bid, &known)? {
                    store::advance(tx, &mut bid, Move::Qualify, None, call.now)?;
                    journal::record(tx, call, event::about("bid.qualified", &bid, &project, &area).with(json!({ "flagged": false })))?;
                }
            }
            None => {
                store::advance(tx, &mut bid, Move::Disqualify, Some(SEAL_BROKEN), call.now)?;
                let facts = json!({ "code": SEAL_BROKEN, "commitment": version.commitment });
                journal::record(tx, call, event::about("bid.disqualified", &bid, &project, &area).with(facts))?;
            }
        }
    }
    settle(tx, call, &mut project)?;
    Ok(project)
}

fn lay_open(tx: &mut Tx, call: &Call, bid: &mut Bid, version: &BidVersion, opened: &Opened) -> Result<()> {
    let opening = Opening {
        bid_id: bid.id.clone(),
        version_id: version.id.clone(),
        content: JsonText::of(&opened.offer)?,
        price_fen: Money::from_fen(opened.offer.price_fen),
        nonce: opened.nonce.to_string(),
        opened_at: call.now,
    };
    store::insert_opening(tx, &opening)?;
    for (id, filed) in &opened.files {
        store::lay_open_file(tx, &bid.id, version.number, id, JsonText::of(filed)?)?;
    }
    store::advance(tx, bid, Move::Open, None, call.now)
}

/// What lets anybody check that what was opened is what was sealed.
fn commitment(unsealed: &Unsealed) -> Value {
    let nonce = unsealed.opened.as_ref().map(|opened| opened.nonce.to_string());
    json!({ "receipt_no": unsealed.version.receipt_no, "commitment": unsealed.version.commitment, "nonce": nonce })
}

fn view(tx: &mut Tx, call: &Call, project: &Project) -> Result<OpeningView> {
    let bids = store::of_project(tx, &project.id)?;
    let openings = store::opened_of(tx, &project.id)?;
    let submitted = bids.into_iter().filter(|bid| bid.status.was_opened());
    let bids = submitted.map(|bid| {
        let view = BidView::new(&bid, None, policy::actions(&call.actor, &bid, false, true));
        match openings.iter().find(|(opened, _)| opened.id == bid.id) {
            Some((_, opening)) => view.with_offer(opening),
            None => Ok(view),
        }
    });
    Ok(OpeningView {
        project_id: project.id.clone(),
        status: project.status,
        status_reason: project.status_reason.clone(),
        counts: project.counts()?,
        bids: bids.collect::<Result<_>>()?,
    })
}

fn unknown() -> Problem {
    Problem::not_found("项目", "project")
}
