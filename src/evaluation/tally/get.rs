//! `GET /projects/{id}/ranking`: for the panel and auditors when all have signed, for the buyer when the chair has reported.

use actix_web::{get, web};

use super::view::{RankingView, ranking};
use crate::access::{self, Entity, Shown};
use crate::evaluation::case::Case;
use crate::evaluation::panel::{self, PanelStatus, Seat};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, ProblemDocument, Reply};
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
        let case = Case::find(conn, &id)?;
        let (panel, members) = panel::of(conn, &case)?;
        let me = panel::own(&members, &call.actor);
        super::require_reader(&case, me, &call.actor)?;
        if !super::is_open_to(&case, &panel, me, &call.actor) {
            return Err(super::no_ranking());
        }
        let chairs = me.is_some_and(|m| m.sits() && m.seat == Seat::Chair);
        let actions = if chairs && panel.status == PanelStatus::Tallying { vec!["report"] } else { Vec::new() };
        let reply = Reply::ok(&ranking(conn, &id, panel.status, panel.version, actions)?)?.version(panel.version);
        Ok((reply, Some(Shown::new(call, "ranking_get", Entity::Project, &id, &id))))
    };
    cx.read_noted("ranking_get", show, access::note).await
}
