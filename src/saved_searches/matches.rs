//! `GET /saved-searches/{id}/matches`: what a saved search finds now.

use std::collections::HashMap;

use actix_web::{get, web};

use super::draft::is_told_scores_of;
use super::model::{self, LooksIn};
use super::policy;
use super::store::SavedSearch;
use super::view::SavedSearchMatch;
use crate::areas;
use crate::matching::engine::{DEFAULT, Question};
use crate::matching::index::Index;
use crate::needs::{self, Sought};
use crate::notices::{self, CallsSought, NoticeSummary};
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, PageQuery, PageRequest, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::SavedSearchId;

/// Calls that are compared with the least score; there are not so many open at once.
const COMPARED: usize = 5_000;

/// Look what a saved search finds now
///
/// Calls that take bids, the newest first, or needs, the oldest first.
#[utoipa::path(operation_id = "saved_searches_matches", tag = "matching", params(("id" = SavedSearchId, Path), PageQuery), responses(
    (status = 200, description = "A page of calls or needs", body = Page<SavedSearchMatch>),
    (status = "default", description = "Refused; 503 while the matching engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[get("/saved-searches/{id}/matches")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<PageQuery>) -> Answer {
    cx.read("saved_searches_matches", move |conn, call| {
        let request = query.request()?;
        let search = policy::own(conn, call, &id)?;
        if !is_told_scores_of(&call.actor, search.organization_id.as_ref()) {
            return Err(left());
        }
        let page = match search.looks_in {
            LooksIn::Calls => calls(conn, call, &search, &request)?,
            LooksIn::Needs => needs(conn, call, &search, &request)?,
        };
        Reply::ok(&page)
    })
    .await
}

fn calls(conn: &mut Conn, call: &Call, search: &SavedSearch, request: &PageRequest) -> Result<Page<SavedSearchMatch>> {
    let scores = scores(conn, call, search)?;
    let sought = CallsSought {
        area_path: area_path(conn, search)?,
        fields: search.field.as_deref().and_then(model::fields_of),
        words: search.words.clone(),
        budget: (search.budget_from_fen, search.budget_to_fen),
        among: scores.as_ref().map(|scores| scores.keys().cloned().collect()),
    };
    let rows = notices::open_calls(conn, sought, request)?;
    let score = |row: &NoticeSummary| scores.as_ref().and_then(|scores| scores.get(row.project_id.as_str()).copied());
    request.page(rows, |row| row.id.clone(), |row| Ok(SavedSearchMatch { score: score(&row), call: Some(row), need: None }))
}

fn needs(conn: &mut Conn, call: &Call, search: &SavedSearch, request: &PageRequest) -> Result<Page<SavedSearchMatch>> {
    let sought = Sought {
        area_path: area_path(conn, search)?,
        fields: search.field.as_deref().and_then(model::fields_of),
        words: search.words.clone(),
    };
    let rows = needs::seek(conn, &call.actor, sought, request)?;
    request.page(rows, |row| row.id.to_string(), |row| Ok(SavedSearchMatch { call: None, need: Some(row), score: None }))
}

/// The open calls that suit the organisation well enough, with their scores; none where the search does not ask.
fn scores(conn: &mut Conn, call: &Call, search: &SavedSearch) -> Result<Option<HashMap<String, u32>>> {
    let (Some(organization), Some(least)) = (&search.organization_id, search.least_score) else { return Ok(None) };
    let question = Question::new(&DEFAULT, COMPARED);
    let found = Index::of(&call.platform).ask(conn, call.now, |engine| engine.projects_for(organization.as_str(), &question))?;
    let least = u32::try_from(least).unwrap_or(0);
    let items = found.map(|answer| answer.items).unwrap_or_default();
    Ok(Some(items.into_iter().filter(|item| item.score >= least).map(|item| (item.id, item.score)).collect()))
}

fn area_path(conn: &mut Conn, search: &SavedSearch) -> Result<Option<String>> {
    search.area_code.as_deref().map(|code| areas::path_of(conn, code, "/area_code")).transpose()
}

fn left() -> Problem {
    Problem::conflict(
        "saved_searches/left_organization",
        "您已不是该搜索所指机构的成员，或者担任了审批、评审职务；请去掉 least_score 或换一个机构。",
        "You have left the organisation that this search is about, or decide on purchases now: take least_score away or name another one.",
    )
}
