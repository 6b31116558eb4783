//! `POST /organizations/{id}/return`.

use actix_web::{post, web};

use super::advance::decide;
use super::model::Move;
use super::view::{OrganizationView, Reason};
use crate::platform::http::{Answer, Body, Cx, ProblemDocument};

/// Send a registration back for corrections; the reason is shown to the organisation
#[utoipa::path(operation_id = "organizations_return", tag = "registry", params(("id" = String, Path)), request_body = Reason, responses(
    (status = 200, description = "The organisation", body = OrganizationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/organizations/{id}/return")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Reason>) -> Answer {
    cx.write("organizations_return", body, move |tx, call, command| {
        command.check()?;
        decide(tx, call, &id, Move::Return, Some(&command.reason))
    })
    .await
}
