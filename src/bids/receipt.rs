//! `GET /bids/{id}/receipt`: what the bidder keeps, for every submission.

use actix_web::{get, web};

use super::view::{ReceiptView, Receipts};
use super::{policy, store};
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};
use crate::platform::ids::BidId;

/// Read the receipts of a bid
///
/// Any JOSE library verifies them with the keys at `/audit/keys`. The nonce is not among them: it was given at submission.
#[utoipa::path(operation_id = "bids_receipt", tag = "bids", params(("id" = BidId, Path)), responses(
    (status = 200, description = "The receipts", body = Receipts),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/bids/{id}/receipt")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = BidId::parse(&id);
    cx.read("bids_receipt", move |conn, call| {
        let bid = policy::own(&call.actor, store::find_some(conn, id.as_ref())?)?;
        let mut receipts = store::submissions(conn, &bid.id)?.into_iter().map(ReceiptView::from);
        let current = receipts.next().ok_or_else(|| Problem::not_found("回执：投标尚未提交", "receipt: the bid is not submitted"))?;
        Reply::ok(&Receipts { bid_id: bid.id, current, earlier: receipts.collect() })
    })
    .await
}
