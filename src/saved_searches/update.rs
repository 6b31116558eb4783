//! `PATCH /saved-searches/{id}`: changes what it looks for, its name, or when it tells.

use actix_web::{patch, web};
use serde_json::json;

use super::draft::{self, Draft};
use super::policy;
use super::store::{self, SavedSearch};
use super::view::{self, SavedSearchView};
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Cx, Problem, ProblemDocument, Result};
use crate::platform::ids::SavedSearchId;

/// Change one of your saved searches
///
/// What is left out stays as it is; null takes a condition away. `notify: never` ends its mails.
#[utoipa::path(operation_id = "saved_searches_update", tag = "matching", params(("id" = SavedSearchId, Path)), request_body = Draft,
    responses(
        (status = 200, description = "The saved search", body = SavedSearchView),
        (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[patch("/saved-searches/{id}")]
pub async fn handle(cx: Cx, id: web::Path<String>, body: Body<Draft>) -> Answer {
    change_search(cx, &id, body).await
}

/// Changes one of the caller's searches.
pub async fn change_search(cx: Cx, id: &str, body: Body<Draft>) -> Answer {
    let id = id.to_owned();
    cx.write("saved_searches_update", body, move |tx, call, draft| view::reply(update(tx, call, &id, draft)?)).await
}

fn update(tx: &mut Tx, call: &Call, id: &str, draft: &Draft) -> Result<SavedSearch> {
    let mut search = policy::own(tx, call, id)?;
    call.expect_version(search.version)?;
    if draft.looks_in.is_some_and(|looks_in| looks_in != search.looks_in) {
        return Err(Problem::field("/looks_in", "fixed", "创建后不能更改。", "cannot be changed."));
    }
    draft.apply(&mut search, &call.actor);
    draft::sound(tx, &call.actor, &search)?;
    store::save(tx, &mut search, call.now)?;
    let facts = json!({"looks_in": search.looks_in, "notify": search.notify});
    journal::record(tx, call, Event::new("saved_search.changed", &search.id).with(facts))?;
    Ok(search)
}
