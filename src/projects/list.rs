//! `GET /projects`: published calls for everybody, drafts for those who may read them.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Status;
use super::store::{self, Drafts, Filter};
use super::view::ProjectSummary;
use crate::areas;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::{Conn, search};
use crate::platform::http::{Answer, Call, Cx, Page, PageRequest, Problem, ProblemDocument, Reply, Result};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    pub status: Option<Status>,
    /// Code of a place: what lies there or below.
    #[param(example = "310107")]
    pub area: Option<String>,
    /// Slug of a service field.
    #[param(example = "jobs_startups")]
    pub field: Option<String>,
    /// Words in title or description.
    pub q: Option<String>,
    /// Only those that the caller drafted, edited or is in charge of.
    pub mine: Option<bool>,
    /// `-created_at` (the newest first, unless told) or `created_at`.
    pub sort: Option<Sort>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub enum Sort {
    #[serde(rename = "created_at")]
    Oldest,
    #[serde(rename = "-created_at")]
    Newest,
}

/// List projects
#[utoipa::path(operation_id = "projects_list", tag = "purchasing", params(ListQuery), responses(
    (status = 200, description = "A page of projects", body = Page<ProjectSummary>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/projects")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("projects_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let filter = filter(conn, call, query)?;
        let rows = store::page(conn, &filter, &request)?;
        Reply::ok(&request.page(rows, |row| row.id.to_string(), |row| Ok(ProjectSummary::from(row)))?)
    })
    .await
}

fn filter(conn: &mut Conn, call: &Call, query: ListQuery) -> Result<Filter> {
    let of_user = match (query.mine, call.actor.user_id()) {
        (Some(true), None) => {
            return Err(Problem::field("mine", "not_for_keys", "API 密钥没有自己的项目。", "an API key has no projects of its own."));
        }
        (Some(true), Some(user)) => Some(user.clone()),
        _ => None,
    };
    Ok(Filter {
        status: query.status,
        area_path: query.area.map(|code| areas::path_of(conn, &code, "area")).transpose()?,
        field: query.field,
        words: search::asked(query.q.as_deref())?,
        of_user,
        drafts: drafts(&call.actor),
        ascending: query.sort == Some(Sort::Oldest),
    })
}

fn drafts(actor: &Actor) -> Drafts {
    if actor.has_any(&[Role::Auditor]) {
        return Drafts::All;
    }
    match actor.area_paths(Role::DRAFT_READERS) {
        paths if paths.is_empty() => Drafts::None,
        paths => Drafts::Below(paths),
    }
}
