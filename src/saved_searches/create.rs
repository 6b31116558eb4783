//! `POST /saved-searches`.

use actix_web::post;
use serde_json::json;

use super::draft::{self, Draft};
use super::model::{self, Notify};
use super::policy;
use super::store::{self, SavedSearch};
use super::view::SavedSearchView;
use crate::journal::{self, Event};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Body, Call, Check, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::SavedSearchId;

/// Save a search
///
/// Among the calls that take bids, or among the needs that you may see. What is new and fits is told by mail: at once, with the digest of
/// the day, or never. At most 50; nobody else sees them.
#[utoipa::path(operation_id = "saved_searches_create", tag = "matching", request_body = Draft, responses(
    (status = 201, description = "The saved search", body = SavedSearchView),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[post("/saved-searches")]
pub async fn handle(cx: Cx, body: Body<Draft>) -> Answer {
    save_search(cx, body).await
}

/// Saves a search for the caller; one that is only named is told of with the digest.
pub async fn save_search(cx: Cx, body: Body<Draft>) -> Answer {
    let id = SavedSearchId::new();
    cx.write("saved_searches_create", body, move |tx, call, draft| {
        let search = create(tx, call, id.clone(), draft)?;
        Ok(Reply::created(format!("/api/v1/saved-searches/{id}"), &SavedSearchView::from(search))?.version(1))
    })
    .await
}

fn create(tx: &mut Tx, call: &Call, id: SavedSearchId, draft: &Draft) -> Result<SavedSearch> {
    let user_id = policy::person(call)?.clone();
    let mut check = Check::new();
    let missing = |check: &mut Check, there: bool, pointer| {
        check.that(there, pointer, "required", "缺少此字段。", "must be given.");
    };
    missing(&mut check, draft.name.is_some(), "/name");
    missing(&mut check, draft.looks_in.is_some(), "/looks_in");
    check.finish()?;
    if store::count(tx, &user_id)? >= model::MOST {
        return Err(too_many());
    }
    let mut search = SavedSearch {
        id,
        user_id,
        name: String::new(),
        looks_in: draft.looks_in.unwrap_or(model::LooksIn::Calls),
        words: None,
        field: None,
        area_code: None,
        budget_from_fen: None,
        budget_to_fen: None,
        organization_id: None,
        least_score: None,
        notify: Notify::Daily,
        created_at: call.now,
        updated_at: call.now,
        version: 1,
    };
    draft.apply(&mut search, &call.actor);
    draft::sound(tx, &call.actor, &search)?;
    store::insert(tx, &search)?;
    let facts = json!({"looks_in": search.looks_in, "notify": search.notify});
    journal::record(tx, call, Event::new("saved_search.created", &search.id).with(facts))?;
    Ok(search)
}

fn too_many() -> Problem {
    Problem::conflict(
        "saved_searches/too_many",
        format!("每人最多保存 {} 个搜索，请先删除不再需要的。", model::MOST),
        format!("A person keeps at most {} saved searches: delete one that is not needed any more.", model::MOST),
    )
}
