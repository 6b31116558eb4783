//! `POST /needs/{id}/decline`.

use actix_web::{post, web};
use serde::Deserialize;

use super::cite::{Said, decide};
use super::model::Move;
use super::view::NeedView;
use crate::platform::http::{Answer, Body, Check, Cx, ProblemDocument};
use crate::platform::privacy::names_nobody;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineNeed {
    /// Shown to the reporter.
    #[schema(example = "已由“一网通办”受理，无需另立项目。")]
    pub reason: String,
}

/// Decline a need, with a reason for the reporter
#[utoipa::path(operation_id = "needs_decline", tag = "community", params(("id" = String, Path)), request_body = DeclineNeed, responses(
    (status = 200, description = "The need", body = NeedView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/needs/{id}/decline")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<DeclineNeed>) -> Answer {
    decline_need(cx, &id, body).await
}

/// For the pages too.
pub async fn decline_need(cx: Cx, id: &str, body: Body<DeclineNeed>) -> Answer {
    let id = id.to_owned();
    cx.write("needs_decline", body, move |tx, call, command| {
        let mut check = Check::new();
        check.text("/reason", &command.reason, 500);
        names_nobody(&mut check, "/reason", &command.reason);
        check.finish()?;
        decide(tx, call, &id, Move::Decline, Said { reason: Some(&command.reason), ..Said::default() })
    })
    .await
}
