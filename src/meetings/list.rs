//! `GET /matching-meetings`: those that were opened, and the drafts of one's place; none on whose purchases the caller decides.

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Status;
use super::policy::{self, Relation};
use super::store::{self, Filter, Meeting, Placed};
use super::view::MeetingView;
use crate::areas;
use crate::platform::actor::Role;
use crate::platform::http::{Answer, Cx, Page, PageRequest, ProblemDocument, Reply};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    pub status: Option<Status>,
    /// Only meetings of this place and the places below it.
    #[param(example = "310107015")]
    pub area: Option<String>,
    /// Rows of a page: 1 to 200, 50 unless told.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// List matching meetings
#[utoipa::path(operation_id = "meetings_list", tag = "matching", params(ListQuery), responses(
    (status = 200, description = "A page of meetings", body = Page<MeetingView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching-meetings")]
pub async fn handle(cx: Cx, query: web::Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("meetings_list", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let area = query.area.as_deref().map(|code| areas::path_of(conn, code, "area")).transpose()?;
        let seen = (!call.actor.has_any(&[Role::Auditor])).then(|| call.actor.area_paths(policy::AREA_READERS));
        let decides = policy::decides(conn, &call.actor)?;
        let meetings = store::page(conn, &Filter { status: query.status, area, seen, decides }, &request)?;
        let codes: Vec<String> = meetings.iter().map(|meeting| meeting.area_code.clone()).collect();
        let paths = areas::paths_of(conn, &codes)?;
        let view = |meeting: Meeting| {
            let path = paths.get(&meeting.area_code).cloned().unwrap_or_default();
            let relation = Relation::of(&call.actor, &path);
            MeetingView::of(Placed { meeting, path }, relation)
        };
        Reply::ok(&request.page(meetings, |meeting| meeting.id.to_string(), view)?)
    })
    .await
}
