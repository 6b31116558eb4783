//! `GET /bids/{id}/receipt.jws`: one receipt as a file, as offline verification takes it.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::{HttpResponse, get, web};
use serde::Deserialize;

use super::{policy, store};
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument};
use crate::platform::ids::BidId;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReceiptQuery {
    /// Which submission of the bid, from 1; the last one unless told.
    pub number: Option<i32>,
}

/// Download a receipt
///
/// The compact JWS alone. `shuniu receipt verify` and any JOSE library read it; the page `/receipts` explains how.
#[utoipa::path(operation_id = "bids_receipt_file", tag = "bids", params(("id" = BidId, Path), ReceiptQuery), responses(
    (status = 200, description = "The receipt, a compact JWS (RFC 7515)", body = String, content_type = "application/jose"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/bids/{id}/receipt.jws")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<ReceiptQuery>) -> Answer {
    download_receipt(cx, &id, query.number).await
}

/// For the pages too; `number` is which submission, from 1, or the last one.
pub async fn download_receipt(cx: Cx, id: &str, number: Option<i32>) -> Answer {
    let id = BidId::parse(id);
    let receipt = cx
        .look("bids_receipt_file", cx.now(), move |conn, call| {
            let bid = policy::own(&call.actor, store::find_some(conn, id.as_ref())?)?;
            let wanted = number.unwrap_or(bid.current_version);
            let found = store::submissions(conn, &bid.id)?.into_iter().find(|version| version.number == wanted);
            found.ok_or_else(|| Problem::not_found("回执：没有这次提交", "receipt: there is no such submission"))
        })
        .await?;
    // A receipt's number is of letters, digits and dashes.
    let disposition = format!("attachment; filename=\"{}.jws\"", receipt.receipt_no);
    Ok(HttpResponse::Ok()
        .content_type("application/jose")
        .insert_header((CONTENT_DISPOSITION, disposition))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(receipt.receipt))
}
