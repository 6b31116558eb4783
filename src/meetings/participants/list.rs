//! `GET /matching-meetings/{id}/participants`: all of them for those who follow the meeting, each organisation itself for its people.

use actix_web::{get, web};

use super::ParticipantView;
use crate::meetings::policy;
use crate::meetings::store::participants;
use crate::platform::actor::Role;
use crate::platform::http::{Answer, Cx, Page, PageQuery, PageRequest, ProblemDocument, Reply};

/// List the organisations of a matching meeting
#[utoipa::path(operation_id = "meetings_participants", tag = "matching", params(("id" = String, Path), PageQuery), responses(
    (status = 200, description = "A page of participants; your own only, unless you follow the meeting", body = Page<ParticipantView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching-meetings/{id}/participants")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<PageQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("meetings_participants", move |conn, call| {
        let request = PageRequest::new(query.limit, query.cursor.as_deref())?;
        let (found, relation) = policy::known(conn, &call.actor, &id)?;
        let own = call.actor.organizations(&[Role::NgoManager, Role::NgoMember]);
        let only = (!relation.reader).then_some(own.as_slice());
        let rows = participants::list(conn, &found.meeting.id, only, request.after.as_deref(), request.fetch())?;
        Reply::ok(&request.page(rows, |named| named.participant.organization_id.to_string(), ParticipantView::of)?)
    })
    .await
}
