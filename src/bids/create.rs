//! `POST /projects/{id}/bids`: a draft, for the bidder's eyes only.

use actix_web::{post, web};
use serde::Deserialize;
use serde_json::json;

use super::model::{Draft, Status};
use super::store::{self, Bid};
use super::view::BidView;
use super::{event, policy, seal};
use crate::areas;
use crate::journal;
use crate::platform::db::{Tx, lock::Strength};
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{BidId, OrganizationId, ProjectId};
use crate::projects;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBid {
    /// Who bids; needed only by a member of several organisations.
    pub organization_id: Option<OrganizationId>,
    /// What is offered; may be incomplete.
    #[serde(default)]
    pub offer: Draft,
}

/// Draft a bid
///
/// Until the opening only the members and API keys of the bidding organisation can see it.
#[utoipa::path(operation_id = "bids_create", tag = "bids", params(("id" = ProjectId, Path)), request_body = CreateBid, responses(
    (status = 201, description = "The draft, without its content", body = BidView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/projects/{id}/bids")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<CreateBid>) -> Answer {
    draft_bid(cx, &id, body).await
}

/// For the pages too.
pub async fn draft_bid(cx: Cx, project: &str, body: Body<CreateBid>) -> Answer {
    let project = ProjectId::parse(project);
    let bid = BidId::new();
    cx.write("bids_create", body, move |tx, call, command| {
        let project = project.as_ref().ok_or_else(unknown_project)?;
        let bid = create(tx, call, project, command, bid.clone())?;
        let actions = policy::actions(&call.actor, &bid, true, false);
        Ok(Reply::created(format!("/api/v1/bids/{}", bid.id), &BidView::new(&bid, None, actions))?.version(bid.version))
    })
    .await
}

/// An organisation drafts one bid in each round of a call, while the call is out.
fn create(tx: &mut Tx, call: &Call, project: &ProjectId, command: &CreateBid, id: BidId) -> Result<Bid> {
    let project = projects::locked(tx, project, Strength::Share)?;
    if project.published_at.is_none() {
        return Err(unknown_project());
    }
    let organization_id = policy::bidder(&call.actor, command.organization_id.as_ref())?;
    policy::window(project.status, project.deadline, call.now)?;
    command.offer.check()?;
    if let Some(existing) = store::of_organization(tx, &project.id, project.round, &organization_id)? {
        return Err(already_there(Some(&existing)));
    }
    let draft = seal::hide_draft(&call.platform.keys, &id, &command.offer)?;
    let bid = Bid {
        id,
        project_id: project.id.clone(),
        round: project.round,
        organization_id,
        status: Status::Draft,
        status_reason: None,
        draft: Some(draft),
        current_version: 0,
        created_by: call.actor.identity.label(),
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    };
    store::insert(tx, &bid, || already_there(None))?;
    let area = areas::path_of(tx, &project.area_code, "/area_code")?;
    journal::record(tx, call, event::about("bid.drafted", &bid, &project, &area).with(json!({ "round": bid.round })))?;
    Ok(bid)
}

fn unknown_project() -> Problem {
    Problem::not_found("项目", "project")
}

fn already_there(existing: Option<&BidId>) -> Problem {
    let (zh, en) = match existing {
        Some(id) => (format!("请修改或提交投标 {id}。"), format!("Change or submit the bid {id}.")),
        None => ("请用 GET /bids 查看后修改或提交。".to_owned(), "Find it with GET /bids, then change or submit it.".to_owned()),
    };
    Problem::conflict(
        "bids/already_there",
        format!("每个机构在一个项目中只有一份投标，本机构已有一份；{zh}"),
        format!("An organisation has one bid on a project, and yours has one already. {en}"),
    )
}
