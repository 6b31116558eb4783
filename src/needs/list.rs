//! `GET /needs`.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Status;
use super::policy;
use super::store::{self, Filter, Need, Seen};
use super::view::NeedView;
use crate::areas;
use crate::organizations::taxonomy::NeedCategory;
use crate::platform::actor::{Actor, Role};
use crate::platform::db::{Conn, search};
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply, Result};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    pub status: Option<Status>,
    /// Only needs of this place and the places below it.
    #[param(example = "310107015")]
    pub area: Option<String>,
    /// Only needs of this service field.
    #[param(example = "jobs_startups")]
    pub field: Option<String>,
    pub category: Option<NeedCategory>,
    /// Words of the title or the description.
    #[param(example = "停车")]
    pub q: Option<String>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List needs
#[utoipa::path(operation_id = "needs_list", tag = "community", params(ListQuery), responses(
    (status = 200, description = "A page of needs", body = Page<NeedView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/needs")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("needs_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let filter = query.filter(conn, &call.actor)?;
        let needs = store::page(conn, &filter, &request)?;
        let codes: Vec<String> = needs.iter().map(|need| need.area_code.clone()).collect();
        let paths = areas::paths_of(conn, &codes)?;
        let view = |need: Need| {
            let path = paths.get(&need.area_code).cloned().unwrap_or_default();
            NeedView::of(need, &path, &call.actor)
        };
        Reply::ok(&request.page(needs, |need| need.id.to_string(), view)?)
    })
    .await
}

impl ListQuery {
    pub(super) fn filter(self, conn: &mut Conn, actor: &Actor) -> Result<Filter> {
        let area = self.area.as_deref().map(|code| areas::path_of(conn, code, "area")).transpose()?;
        Ok(Filter {
            status: self.status,
            area,
            fields: self.field.map(|field| vec![field]),
            category: self.category,
            words: search::asked(self.q.as_deref())?,
            seen: seen_by(actor),
        })
    }
}

/// The rows that `Relation::may_see` lets through; None for all of them.
pub(super) fn seen_by(actor: &Actor) -> Option<Seen> {
    if actor.has_any(&[Role::Auditor]) {
        return None;
    }
    Some(Seen { reporter: actor.user_id().cloned(), paths: actor.area_paths(policy::AREA_READERS) })
}
