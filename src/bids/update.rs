//! `PATCH /bids/{id}`: changes the draft, before the first submission or after a withdrawal.

use actix_web::{patch, web};
use serde::Deserialize;

use super::model::Draft;
use super::store::{self, Bid};
use super::view::BidView;
use super::{policy, seal};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::BidId;
use crate::projects;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateBid {
    /// What changes; what is left out stays.
    pub offer: Draft,
}

/// Change a draft bid
///
/// A submitted bid must be withdrawn first; its content was sealed, so the new draft begins empty.
#[utoipa::path(operation_id = "bids_update", tag = "bids", params(("id" = BidId, Path)), request_body = UpdateBid, responses(
    (status = 200, description = "The draft, without its content", body = BidView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[patch("/bids/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<UpdateBid>) -> Answer {
    change_bid(cx, &id, body).await
}

/// For the pages too.
pub async fn change_bid(cx: Cx, id: &str, body: Body<UpdateBid>) -> Answer {
    let id = BidId::parse(id);
    cx.write("bids_update", body, move |tx, call, command| {
        let bid = update(tx, call, id.as_ref(), &command.offer)?;
        let actions = policy::actions(&call.actor, &bid, true, false);
        Ok(Reply::ok(&BidView::new(&bid, None, actions))?.version(bid.version))
    })
    .await
}

fn update(tx: &mut Tx, call: &Call, id: Option<&BidId>, change: &Draft) -> Result<Bid> {
    let mut bid = policy::own(&call.actor, store::find_some(tx, id)?)?;
    change.check()?;
    let project = projects::find(tx, &bid.project_id)?.ok_or_else(policy::unknown)?;
    policy::window(project.status, project.deadline, call.now)?;
    call.expect_version(bid.version)?;
    policy::writable(&call.actor, &bid, "update")?;
    let keys = &call.platform.keys;
    let draft = seal::read_draft(keys, &bid)?.changed_by(change.clone());
    bid.draft = Some(seal::hide_draft(keys, &bid.id, &draft)?);
    store::save(tx, &mut bid, call.now)?;
    Ok(bid)
}
