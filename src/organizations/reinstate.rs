//! `POST /organizations/{id}/reinstate`.

use actix_web::{post, web};

use super::advance::decide;
use super::model::Move;
use super::view::OrganizationView;
use crate::platform::http::{Answer, Body, Cx, Empty, ProblemDocument};

/// Lift a suspension
#[utoipa::path(operation_id = "organizations_reinstate", tag = "registry", params(("id" = String, Path)), request_body = Empty, responses(
    (status = 200, description = "The organisation", body = OrganizationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/organizations/{id}/reinstate")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("organizations_reinstate", body, move |tx, call, _| decide(tx, call, &id, Move::Reinstate, None)).await
}
