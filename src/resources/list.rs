//! `GET /resources`.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Kind;
use super::policy;
use super::store::{self, Filter, Placed};
use super::view::{self, ResourceView};
use crate::areas;
use crate::platform::actor::Role;
use crate::platform::db::search;
use crate::platform::http::{Answer, Cx, Page, PageRequest, Problem, ProblemDocument, Reply, Result};
use crate::platform::ids::OrganizationId;
use crate::platform::time::Timestamp;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    pub kind: Option<Kind>,
    /// Only what this organisation offers.
    pub organization: Option<OrganizationId>,
    /// Only what is in this place and the places below it.
    #[param(example = "310107015")]
    pub area: Option<String>,
    /// Words of the name or the description.
    #[param(example = "大厅")]
    pub q: Option<String>,
    /// Only what is free at some time after this.
    #[param(example = "2026-03-07T09:00:00+08:00")]
    pub from: Option<Timestamp>,
    /// Only what is free at some time before this; goes with `from`.
    #[param(example = "2026-03-07T12:00:00+08:00")]
    pub to: Option<Timestamp>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List resources
#[utoipa::path(operation_id = "resources_list", tag = "matching", params(ListQuery), responses(
    (status = 200, description = "A page of resources", body = Page<ResourceView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/resources")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("resources_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let all = call.actor.has_any(&[Role::Auditor]);
        let filter = Filter {
            kind: query.kind,
            organization: query.organization.clone(),
            area: query.area.as_deref().map(|code| areas::path_of(conn, code, "area")).transpose()?,
            words: search::asked(query.q.as_deref())?,
            free: query.free()?,
            seen: (!all).then(|| (call.actor.organizations(Role::ALL), call.actor.area_paths(policy::AREA_READERS))),
        };
        let resources = store::page(conn, &filter, &request)?;
        let codes: Vec<String> = resources.iter().map(|resource| resource.area_code.clone()).collect();
        let paths = areas::paths_of(conn, &codes)?;
        let page = request.page(
            resources,
            |resource| resource.id.to_string(),
            |resource| {
                let path = paths.get(&resource.area_code).cloned().unwrap_or_default();
                Ok(Placed { resource, path })
            },
        )?;
        Reply::ok(&Page { items: view::of_many(conn, call, page.items)?, next_cursor: page.next_cursor })
    })
    .await
}

impl ListQuery {
    fn free(&self) -> Result<Option<(Timestamp, Timestamp)>> {
        match (self.from, self.to) {
            (None, None) => Ok(None),
            (Some(from), Some(to)) if from < to => Ok(Some((from, to))),
            (Some(_), Some(_)) => Err(Problem::field("to", "before_from", "须晚于 from。", "must be after from.")),
            (None, Some(_)) => Err(Problem::field("from", "required", "须与 to 一起给出。", "must be given together with to.")),
            (Some(_), None) => Err(Problem::field("to", "required", "须与 from 一起给出。", "must be given together with from.")),
        }
    }
}
