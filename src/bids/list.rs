//! `GET /projects/{id}/bids`: empty for everybody but bidders until the call is closed.

use actix_web::{get, web};
use serde::Deserialize;

use super::policy::{self, Sight};
use super::store;
use super::view::BidView;
use crate::access::{self, Entity, Shown};
use crate::areas;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, PageRequest, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{BidId, ProjectId};
use crate::projects;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Which round of the project; the current one unless told.
    pub round: Option<i32>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List the bids of a project
///
/// A bidder sees its own; officials of the area see who bid once the call is closed, and prices once the bids are opened.
#[utoipa::path(operation_id = "bids_list", tag = "bids", params(("id" = ProjectId, Path), ListQuery), responses(
    (status = 200, description = "A page of bids", body = Page<BidView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects/{id}/bids")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<ListQuery>) -> Answer {
    let (id, query) = (ProjectId::parse(&id), query.into_inner());
    let show = move |conn: &mut Conn, call: &Call| {
        let page = list(conn, call, id.as_ref(), &query)?;
        let own = policy::organizations(&call.actor);
        let mut others = page.items.iter().filter(|bid| bid.price_fen.is_some() && !own.contains(&bid.organization_id));
        let shown = others.next().map(|bid| Shown::new(call, "bids_list", Entity::Project, &bid.project_id, &bid.project_id));
        Ok((Reply::ok(&page)?, shown))
    };
    cx.read_noted("bids_list", show, access::note).await
}

fn list(conn: &mut Conn, call: &Call, id: Option<&ProjectId>, query: &ListQuery) -> Result<Page<BidView>> {
    let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
    let unknown = || Problem::not_found("项目", "project");
    let project = projects::find(conn, id.ok_or_else(unknown)?)?.filter(|project| project.published_at.is_some() || project.round > 1);
    let project = project.ok_or_else(unknown)?;
    let area = areas::path_of(conn, &project.area_code, "/area_code")?;
    let round = query.round.unwrap_or(project.round);
    let own = policy::organizations(&call.actor);
    let seat = store::seat_of(conn, &project.id, call.actor.user_id())?;
    let others = policy::sees_others(&call.actor, &project, &area, seat, round);
    let rows = store::page(conn, &project.id, round, &own, others, &request)?;
    let ids: Vec<BidId> = rows.iter().map(|bid| bid.id.clone()).collect();
    let submissions = store::submissions_of(conn, &ids)?;
    let openings = store::openings_of(conn, &ids)?;
    let open = policy::window(project.status, project.deadline, call.now).is_ok() && round == project.round;
    let in_charge = policy::is_in_charge(&call.actor, &project, &area);
    request.page(
        rows,
        |bid| bid.id.to_string(),
        |bid| {
            let current = submissions.iter().find(|version| version.bid_id == bid.id && version.number == bid.current_version);
            let view = BidView::new(&bid, current, policy::actions(&call.actor, &bid, open, in_charge));
            let may_read = policy::sight(&call.actor, &project, &area, seat, &bid) >= Sight::Content;
            Ok(match openings.iter().find(|opening| may_read && opening.bid_id == bid.id) {
                Some(opening) => view.with_price(opening),
                None => view,
            })
        },
    )
}
