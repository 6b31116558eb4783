//! `GET /projects/{id}/award`: each sees what it may; a bidder its own score and the reasons, everybody the winner.

use actix_web::{get, web};

use super::view::{self, AwardView};
use super::{no_award, of};
use crate::access::{self, Entity, Shown};
use crate::evaluation::case::Case;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;

/// Read the award
///
/// Before the decision for the buyer, the panel and auditors only. From then on the winner and its price are public, and
/// each bidder finds its own score under `own`. That a whole ranking is shown is recorded.
#[utoipa::path(operation_id = "awards_get", tag = "evaluation", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "The award as you may see it", body = AwardView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/award")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = crate::evaluation::project_id(&id)?;
    let show = move |conn: &mut Conn, call: &Call| {
        let view = sheet(conn, call, &id)?;
        Ok((Reply::ok(&view)?.version(view.version), shown(call, "awards_get", &view)))
    };
    cx.read_noted("awards_get", show, access::note).await
}

/// The award as this caller may see it; 404 for whoever may not yet. What [`shown`] says is recorded before the caller sees it.
pub fn sheet(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<AwardView> {
    let case = Case::find(conn, id)?;
    let award = of(conn, &case)?;
    if award.decided_at.is_none() && !view::sees_ranking(conn, call, &case)? {
        return Err(no_award());
    }
    view::of(conn, call, &case, &award)
}

/// That somebody is about to see the prices of all.
pub fn shown(call: &Call, operation: &'static str, view: &AwardView) -> Option<Shown> {
    view.ranking.is_some().then(|| Shown::new(call, operation, Entity::Project, &view.project_id, &view.project_id))
}
