//! `POST /organizations/{id}/suspend`.

use actix_web::{post, web};

use super::advance::decide;
use super::model::Move;
use super::view::{OrganizationView, Reason};
use crate::platform::http::{Answer, Body, Cx, ProblemDocument};

/// Suspend a verified organisation; the reason is shown to the organisation
#[utoipa::path(operation_id = "organizations_suspend", tag = "registry", params(("id" = String, Path)), request_body = Reason, responses(
    (status = 200, description = "The organisation", body = OrganizationView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/organizations/{id}/suspend")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Reason>) -> Answer {
    cx.write("organizations_suspend", body, move |tx, call, command| {
        command.check()?;
        decide(tx, call, &id, Move::Suspend, Some(&command.reason))
    })
    .await
}
