//! `GET /audit/reads`: who was shown what others sealed, and who was refused what.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Outcome;
use super::store::{self, Filter};
use super::view::AccessView;
use crate::platform::http::{Answer, Cx, Page, PageRequest, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{BidId, ProjectId};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AccessQuery {
    /// Only about this bid.
    pub bid: Option<BidId>,
    /// Only about this purchase, its bids and its contract.
    pub project: Option<ProjectId>,
    /// Only by this one: `user:ID` or `key:ID`.
    pub actor: Option<String>,
    pub outcome: Option<Outcome>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List reads and refused attempts
///
/// Reads of opened bids by anybody but their bidder and exports with contacts of organisations, each recorded before it was shown, and
/// refused attempts at purchases, bids and contracts. What would show that somebody bids appears at the deadline.
#[utoipa::path(operation_id = "access_list", tag = "audit", params(AccessQuery), responses(
    (status = 200, description = "A page, the oldest first", body = Page<AccessView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/audit/reads")]
pub async fn handle(cx: Cx, query: web::Query<AccessQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("access_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        must_be_a_label(query.actor.as_deref())?;
        let filter = Filter {
            entity_id: query.bid.map(|id| id.to_string()),
            project: query.project.map(|id| id.to_string()),
            actor: query.actor,
            outcome: query.outcome,
        };
        let rows = store::page(conn, filter, call.now, &request)?;
        Reply::ok(&request.page(rows, |line| line.id.clone(), |line| Ok(AccessView::from(line)))?)
    })
    .await
}

/// An address or a name would find nothing, and be taken for an answer.
fn must_be_a_label(actor: Option<&str>) -> Result<()> {
    let is_one = |actor: &str| ["user:", "key:"].iter().any(|kind| actor.strip_prefix(kind).is_some_and(|id| !id.is_empty()));
    if actor.is_none_or(is_one) {
        return Ok(());
    }
    Err(Problem::field(
        "actor",
        "malformed",
        "须写为 user:编号 或 key:编号，编号见日志或 GET /me。",
        "must be user:ID or key:ID, as the journal writes them.",
    ))
}
