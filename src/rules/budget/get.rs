//! `GET /budget-lines/{id}`.

use actix_web::{get, web};

use super::view::BudgetLineView;
use super::{policy, store};
use crate::areas;
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply};
use crate::platform::ids::BudgetLineId;

/// Read one budget line
#[utoipa::path(operation_id = "budget_lines_get", tag = "rules", params(("id" = String, Path)), responses(
    (status = 200, description = "The line, and how much of it is free", body = BudgetLineView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/budget-lines/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    cx.read("budget_lines_get", move |conn, call| {
        let unknown = || Problem::not_found("预算", "budget line");
        let id = BudgetLineId::parse(&id).ok_or_else(unknown)?;
        let line = store::find(conn, &id)?.ok_or_else(unknown)?;
        let path = areas::path_of(conn, &line.area_code, "/area_code")?;
        if !call.actor.reaches(policy::READERS, &path) {
            return Err(unknown());
        }
        let version = line.version;
        Ok(Reply::ok(&BudgetLineView::from(line))?.version(version))
    })
    .await
}
