//! `DELETE /saved-searches/{id}`: forgets it; nothing more is told.

use actix_web::{delete, web};

use super::{policy, store};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Empty, ProblemDocument, Reply, Result};
use crate::platform::ids::SavedSearchId;

/// Delete one of your saved searches
#[utoipa::path(operation_id = "saved_searches_delete", tag = "matching", params(("id" = SavedSearchId, Path)), responses(
    (status = 204, description = "It is forgotten"),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[delete("/saved-searches/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Empty>) -> Answer {
    delete_search(cx, &id, body).await
}

/// Forgets one of the caller's searches.
pub async fn delete_search(cx: Cx, id: &str, body: Body<Empty>) -> Answer {
    let id = id.to_owned();
    cx.write("saved_searches_delete", body, move |tx, call, _| delete(tx, call, &id)).await
}

fn delete(tx: &mut Tx, call: &Call, id: &str) -> Result<Reply> {
    let search = policy::own(tx, call, id)?;
    store::delete(tx, &search.id)?;
    journal::record(tx, call, Event::new("saved_search.deleted", &search.id))?;
    Ok(Reply::no_content())
}
