//! `GET /projects/{id}/panel/candidates`: whom the officer in charge can name to the panel.

use actix_web::{get, web};
use serde::Serialize;

use super::form::{involved, recused};
use crate::evaluation::case::Case;
use crate::evaluation::store as facts;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{ProjectId, UserId};

/// Most people in the list.
const MOST: i64 = 500;

/// An evaluator who may be named.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Candidate {
    pub user_id: UserId,
    pub name: String,
    /// Tells namesakes apart.
    pub email: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Candidates {
    /// By name; 500 at most.
    pub items: Vec<Candidate>,
}

/// List whom one can name to the panel
///
/// Evaluators in office who neither prepared, approved or run this purchase (R63) nor left its panel because of a conflict. For the officer in
/// charge only.
#[utoipa::path(operation_id = "panels_candidates", tag = "evaluation", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "Those who can be named", body = Candidates),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/panel/candidates")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = crate::evaluation::project_id(&id)?;
    cx.read("panels_candidates", move |conn, call| {
        let case = Case::find(conn, &id)?;
        case.require_officer_in_charge(&call.actor)?;
        Reply::ok(&Candidates { items: of(conn, call, &case)? })
    })
    .await
}

pub(super) fn of(conn: &mut Conn, call: &Call, case: &Case) -> Result<Vec<Candidate>> {
    let officer = call.actor.user_id().ok_or_else(|| Problem::broken("a panel is formed by a person"))?;
    let (involved, recused) = (involved(conn, case, officer)?, recused(conn, case)?);
    let may_sit = |user: &UserId| !involved.contains(user) && !recused.contains(user);
    let all = facts::evaluators(conn, MOST)?.into_iter().filter(|(user, ..)| may_sit(user));
    Ok(all.map(|(user_id, name, email)| Candidate { user_id, name, email }).collect())
}
