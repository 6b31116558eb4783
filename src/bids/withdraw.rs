//! `POST /bids/{id}/withdraw`, before the deadline; the bid can be drafted and submitted again.

use actix_web::{post, web};
use serde_json::json;

use super::model::Move;
use super::store::{self, Bid};
use super::view::BidView;
use super::{event, policy};
use crate::areas;
use crate::journal;
use crate::platform::db::{Tx, lock::Strength};
use crate::platform::http::{Answer, Body, Call, Cx, Empty, ProblemDocument, Reply, Result};
use crate::platform::ids::BidId;
use crate::projects;

/// Withdraw a bid
///
/// It counts when the request arrived. What was sealed stays sealed; a new submission is a new version.
#[utoipa::path(operation_id = "bids_withdraw", tag = "bids", params(("id" = BidId, Path)), request_body = Empty, responses(
    (status = 200, description = "The withdrawn bid", body = BidView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/bids/{id}/withdraw")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    withdraw_bid(cx, &id, body).await
}

/// For the pages too.
pub async fn withdraw_bid(cx: Cx, id: &str, body: Body<Empty>) -> Answer {
    let received_at = cx.platform().arrival().await?;
    let id = BidId::parse(id);
    cx.write_at("bids_withdraw", body, received_at, move |tx, call, _| {
        let bid = withdraw(tx, call, id.as_ref())?;
        let actions = policy::actions(&call.actor, &bid, true, false);
        Ok(Reply::ok(&BidView::new(&bid, None, actions))?.version(bid.version))
    })
    .await
}

fn withdraw(tx: &mut Tx, call: &Call, id: Option<&BidId>) -> Result<Bid> {
    let mut bid = policy::bound(&call.actor, store::find_some(tx, id)?)?;
    let project = projects::locked(tx, &bid.project_id, Strength::Share)?;
    policy::window(project.status, project.deadline, call.now)?;
    call.expect_version(bid.version)?;
    store::advance(tx, &mut bid, Move::Withdraw, None, call.now)?;
    store::withdraw_version(tx, &bid, call.now)?;
    let area = areas::path_of(tx, &project.area_code, "/area_code")?;
    let facts = json!({ "number": bid.current_version, "received_at": call.now });
    journal::record(tx, call, event::about("bid.withdrawn", &bid, &project, &area).with(facts))?;
    Ok(bid)
}
