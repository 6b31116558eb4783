//! `GET /bids`: the bids of the caller's own organisations.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Status;
use super::view::BidView;
use super::{policy, store};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, PageRequest, ProblemDocument, Reply, Result};
use crate::platform::ids::BidId;

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MineQuery {
    /// Only bids that stand here.
    pub status: Option<Status>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List your organisation's bids
#[utoipa::path(operation_id = "bids_mine", tag = "bids", params(MineQuery), responses(
    (status = 200, description = "A page of bids", body = Page<BidView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/bids")]
pub async fn handle(cx: Cx, query: web::Query<MineQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("bids_mine", move |conn, call| Reply::ok(&mine(conn, call, &query)?)).await
}

/// For the pages too.
pub fn mine(conn: &mut Conn, call: &Call, query: &MineQuery) -> Result<Page<BidView>> {
    let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
    let own = policy::organizations(&call.actor);
    let rows = store::mine(conn, &own, query.status, &request)?;
    let ids: Vec<BidId> = rows.iter().map(|(bid, _)| bid.id.clone()).collect();
    let submissions = store::submissions_of(conn, &ids)?;
    request.page(
        rows,
        |(bid, _)| bid.id.to_string(),
        |(bid, (status, deadline))| {
            let current = submissions.iter().find(|version| version.bid_id == bid.id && version.number == bid.current_version);
            let open = policy::window(status, deadline, call.now).is_ok();
            Ok(BidView::new(&bid, current, policy::actions(&call.actor, &bid, open, false)))
        },
    )
}
