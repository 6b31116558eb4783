//! `GET /projects/{id}/scores`: one's own sheets; everybody's once all have signed.

use actix_web::{get, web};

use super::store;
use super::view::ScoreSheetView;
use crate::evaluation::case::Case;
use crate::evaluation::{panel, tally};
use crate::platform::http::{Answer, Cx, Page, PageQuery, ProblemDocument, Reply};
use crate::platform::ids::ProjectId;

/// List score sheets
///
/// Blind: until every member has signed, a member sees its own sheets and everybody else none.
#[utoipa::path(operation_id = "scores_list", tag = "evaluation", params(("id" = ProjectId, Path), PageQuery), responses(
    (status = 200, description = "The sheets that you may see", body = Page<ScoreSheetView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/scores")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<PageQuery>) -> Answer {
    let id = crate::evaluation::project_id(&id)?;
    let request = query.request()?;
    cx.read("scores_list", move |conn, call| {
        let case = Case::find(conn, &id)?;
        let (panel, members) = panel::of(conn, &case)?;
        let me = panel::own(&members, &call.actor);
        tally::require_reader(&case, me, &call.actor)?;
        let seen: Vec<_> = if tally::is_open_to(&case, &panel, me, &call.actor) {
            members.iter().map(|m| m.id.clone()).collect()
        } else {
            me.iter().map(|m| m.id.clone()).collect()
        };
        let sheets = store::page(conn, &seen, &request)?;
        Reply::ok(&request.page(sheets, |sheet| sheet.id.to_string(), ScoreSheetView::of)?)
    })
    .await
}
