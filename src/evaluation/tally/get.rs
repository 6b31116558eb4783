//! `GET /projects/{id}/ranking`: for the panel and auditors when all have signed, for the buyer when the chair has reported.

use actix_web::{get, web};

use super::view::{RankingView, ranking};
use crate::access::{self, Entity, Shown};
use crate::evaluation::case::Case;
use crate::evaluation::panel::{self, PanelStatus, Seat};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply, Result};
use crate::platform::ids::ProjectId;

/// Read the ranking
///
/// With every bidder's price: that it is shown is recorded.
#[utoipa::path(operation_id = "ranking_get", tag = "evaluation", params(("id" = ProjectId, Path)), responses(
    (status = 200, description = "The ranking from first to last", body = RankingView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/ranking")]
pub async fn handle(cx: Cx, id: web::Path<String>) -> Answer {
    let id = crate::evaluation::project_id(&id)?;
    let show = move |conn: &mut Conn, call: &Call| {
        let view = sheet(conn, call, &id)?;
        Ok((Reply::ok(&view)?.version(view.version), Some(shown(call, &id))))
    };
    cx.read_noted("ranking_get", show, access::note).await
}

/// The ranking as this caller may see it; 404 for whoever may not yet. That it is [`shown`] is recorded before.
pub fn sheet(conn: &mut Conn, call: &Call, id: &ProjectId) -> Result<RankingView> {
    let case = Case::find(conn, id)?;
    let (panel, members) = panel::of(conn, &case)?;
    let me = panel::own(&members, &call.actor);
    super::require_reader(&case, me, &call.actor)?;
    if !super::is_open_to(&case, &panel, me, &call.actor) {
        return Err(super::no_ranking());
    }
    let chairs = me.is_some_and(|m| m.sits() && m.seat == Seat::Chair);
    let actions = if chairs && panel.status == PanelStatus::Tallying { vec!["report"] } else { Vec::new() };
    ranking(conn, id, panel.status, panel.version, actions)
}

/// That somebody is about to see the prices of all.
pub fn shown(call: &Call, id: &ProjectId) -> Shown {
    Shown::new(call, "ranking_get", Entity::Project, id, id)
}
