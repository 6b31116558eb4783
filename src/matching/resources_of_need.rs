//! `GET /needs/{id}/resources`: which venues, equipment and people that are lent answer a need.

use std::collections::BTreeSet;

use actix_web::{get, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::engine::{Found, Period};
use super::index::Index;
use super::query::MatchQuery;
use super::{policy, records};
use crate::platform::http::{Answer, Cx, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::{NeedId, ResourceId};
use crate::resources::{self, Offered};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ResourceQuery {
    /// How many matches: 1 to 100, 20 unless told.
    pub limit: Option<usize>,
    /// How many people it is for: what serves fewer at once is left out.
    #[param(example = 30)]
    pub people: Option<u32>,
    /// The day on which it is wanted, in Shanghai: what cannot be had around it is left out.
    #[param(example = "2026-03-07")]
    pub on: Option<NaiveDate>,
}

/// Find the resources that answer a need
///
/// Those that are offered and free: by what they are, by how near they lie, and by whether as many people find room. The times are in
/// `/resources/{id}`, where they are reserved.
#[utoipa::path(operation_id = "matching_need_resources", tag = "matching", params(("id" = NeedId, Path), ResourceQuery), responses(
    (status = 200, description = "The best first, each with its reasons", body = Found),
    (status = "default", description = "Refused; 503 while the engine is loading", body = ProblemDocument,
        content_type = "application/problem+json")))]
#[get("/needs/{id}/resources")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<ResourceQuery>) -> Answer {
    cx.read("matching_need_resources", move |conn, call| {
        let need = policy::may_see_need(conn, &call.actor, &id)?;
        let most = MatchQuery { limit: query.limit }.most()?;
        let people = query.people()?;
        let dates = query.on.map(records::day).map(|day| Period { from: Some(day), to: Some(day) });
        let found = Index::of(&call.platform).ask(conn, call.now, |engine| {
            let mut wish = engine.need(need.as_str())?.clone();
            wish.people = people.or(wish.people);
            wish.dates = dates.or(wish.dates);
            Some(engine.resources_for_need(&wish, most))
        })?;
        let mut found = found.ok_or_else(policy::need_is_closed)?;
        // The engine counts what is free by the day; what has begun since midnight is not offered any more.
        let ids: Vec<ResourceId> = found.items.iter().filter_map(|item| ResourceId::parse(&item.id)).collect();
        let free = |offered: &Offered| offered.slots.iter().any(|slot| call.now < slot.starts_at && slot.free > 0);
        let offered = resources::offered(conn, &ids, call.now)?;
        let still: BTreeSet<&str> = offered.iter().filter(|offered| free(offered)).map(|offered| offered.resource.id.as_str()).collect();
        found.items.retain(|item| still.contains(item.id.as_str()));
        Reply::ok(&found)
    })
    .await
}

impl ResourceQuery {
    fn people(&self) -> Result<Option<u32>> {
        if self.people == Some(0) {
            return Err(Problem::field("people", "too_small", "须大于 0。", "must be more than 0."));
        }
        Ok(self.people)
    }
}
