//! `POST /organizations/{id}/verify`.

use actix_web::{post, web};

use super::advance::decide;
use super::model::Move;
use super::view::OrganizationView;
use crate::platform::http::{Answer, Body, Cx, Empty, ProblemDocument};

/// Verify an organisation: the hub has seen its registration
#[utoipa::path(operation_id = "organizations_verify", tag = "registry", params(("id" = String, Path)), request_body = Empty, responses(
    (status = 200, description = "The organisation", body = OrganizationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/organizations/{id}/verify")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    cx.write("organizations_verify", body, move |tx, call, _| decide(tx, call, &id, Move::Verify, None)).await
}
