//! `GET /events?after=`: everything that the caller may see, in commit order, without gaps.

use actix_web::{get, web};
use serde::Deserialize;

use super::store;
use super::view::{EventFeed, EventView};
use crate::platform::http::{Answer, Cx, ProblemDocument, Reply, Result};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FeedQuery {
    /// The last `seq` that you have; 0 or absent from the beginning.
    #[serde(default)]
    pub after: i64,
    /// Entries of an answer: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
}

/// The change feed
#[utoipa::path(operation_id = "journal_feed", tag = "journal", params(FeedQuery), responses(
    (status = 200, description = "Facts after `after`, in commit order", body = EventFeed),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/events")]
pub async fn handle(cx: Cx, query: web::Query<FeedQuery>) -> Answer {
    let query = query.into_inner();
    super::chain::catch_up(cx.platform()).await?;
    cx.read("journal_feed", move |conn, call| {
        let limit = crate::platform::http::PageRequest::new(query.limit, None)?.limit;
        let entries = store::feed(conn, &call.actor, call.now, query.after, limit)?;
        let items = entries.into_iter().map(EventView::of).collect::<Result<Vec<_>>>()?;
        let next_after = items.last().map_or(query.after, |e| e.seq);
        Reply::ok(&EventFeed { items, next_after })
    })
    .await
}
