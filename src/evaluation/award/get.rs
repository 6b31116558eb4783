//! `GET /projects/{id}/award`: each sees what it may; a bidder its own score and the reasons, everybody the winner.

use actix_web::{get, web};

use super::view::{self, AwardView};
use super::{no_award, of};
use crate::evaluation::case::Case;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;

/// Read the award
///
/// Before the decision for the buyer, the panel and auditors only. From then on the winner and its price are public, and
/// each bidder finds its own score under `own`.
#[utoipa::path(operation_id = "awards_get", tag = "evaluation", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "The award as you may see it", body = AwardView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/award")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = crate::evaluation::project_id(&id)?;
    cx.read("awards_get", move |conn, call| {
        let view = sheet(conn, call, &id)?;
        Ok(Reply::ok(&view)?.version(view.version))
    })
    .await
}

/// The award as this caller may see it; 404 for whoever may not yet.
pub fn sheet(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<AwardView> {
    let case = Case::find(conn, id)?;
    let award = of(conn, &case)?;
    if award.decided_at.is_none() && !view::sees_ranking(conn, call, &case)? {
        return Err(no_award());
    }
    view::of(conn, call, &case, &award)
}
