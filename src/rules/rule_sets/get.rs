//! `GET /rule-sets/{code}/{version}`.

use actix_web::{get, web};

use super::store;
use super::view::RuleSetView;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};

/// Read one version of a rule set with all its values and their sources
#[utoipa::path(operation_id = "rule_sets_get", tag = "rules",
    params(("code" = String, Path, example = "below_threshold_selection"), ("version" = String, Path, example = "2026-01")),
    responses(
        (status = 200, description = "The version", body = RuleSetView),
        (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/rule-sets/{code}/{version}")]
pub async fn handle(cx: Cx, path: web::Path<(String, String)>) -> Answer {
    let (code, version) = path.into_inner();
    cx.read("rule_sets_get", move |conn, _| {
        let row = store::find(conn, &code, &version)?.ok_or_else(|| Problem::not_found("规则集版本", "version of a rule set"))?;
        Reply::ok(&RuleSetView::of(&row)?)
    })
    .await
}
