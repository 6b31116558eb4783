//! `GET /matching-meetings`: those that were opened, and the drafts of one's place; none on whose purchases the caller decides.

use std::collections::HashMap;

use actix_web::{get, web};
use serde::Deserialize;

use super::model::Status;
use super::policy::{self, Relation};
use super::store::{self, Filter, Meeting, Placed};
use super::view::MeetingView;
use crate::areas;
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, PageRequest, ProblemDocument, Reply, Result};

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
        let filter = Filter { status: query.status, area, ..seen(conn, call)? };
        let meetings = store::page(conn, &filter, &request)?;
        let paths = places(conn, &meetings)?;
        Reply::ok(&request.page(meetings, |meeting| meeting.id.to_string(), |meeting| view(call, &paths, meeting))?)
    })
    .await
}

/// The meetings that the caller may know of, the last by their day first; at most so many.
pub fn last(conn: &mut Conn, call: &Call, most: i64) -> Result<Vec<MeetingView>> {
    let filter = seen(conn, call)?;
    let meetings = store::last(conn, &filter, most)?;
    let paths = places(conn, &meetings)?;
    meetings.into_iter().map(|meeting| view(call, &paths, meeting)).collect()
}

fn seen(conn: &mut Conn, call: &Call) -> Result<Filter> {
    let seen = (!call.actor.has_any(&[Role::Auditor])).then(|| call.actor.area_paths(policy::AREA_READERS));
    Ok(Filter { seen, decides: policy::decides(conn, &call.actor)?, ..Filter::default() })
}

fn places(conn: &mut Conn, meetings: &[Meeting]) -> Result<HashMap<String, String>> {
    let codes: Vec<String> = meetings.iter().map(|meeting| meeting.area_code.clone()).collect();
    areas::paths_of(conn, &codes)
}

fn view(call: &Call, paths: &HashMap<String, String>, meeting: Meeting) -> Result<MeetingView> {
    let path = paths.get(&meeting.area_code).cloned().unwrap_or_default();
    let relation = Relation::of(&call.actor, &path);
    MeetingView::of(Placed { meeting, path }, relation)
}
