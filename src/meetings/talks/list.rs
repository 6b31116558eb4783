//! `GET /matching-meetings/{id}/talks`: all of them for those who follow the meeting; each side its own.

use actix_web::{get, web};

use super::view::TalkView;
use super::{demand_of, may_see};
use crate::meetings::policy;
use crate::meetings::store::talks::{self, Talk};
use crate::platform::actor::Role;
use crate::platform::db::Conn;
use crate::platform::http::{Answer, Call, Cx, Page, PageQuery, ProblemDocument, Reply, Result};

/// List the talks of a matching meeting
#[utoipa::path(operation_id = "meetings_talks", tag = "matching", params(("id" = String, Path), PageQuery), responses(
    (status = 200, description = "A page of talks; your own only, unless you follow the meeting", body = Page<TalkView>),
    (status = "default", description = "Refused", body = ProblemDocument, content_type = "application/problem+json")))]
#[get("/matching-meetings/{id}/talks")]
pub async fn handle(cx: Cx, id: web::Path<String>, query: web::Query<PageQuery>) -> Answer {
    let query = query.into_inner();
    cx.read("meetings_talks", move |conn, call| {
        let request = query.request()?;
        let (found, relation) = policy::known(conn, &call.actor, &id)?;
        let speaks = call.actor.has_any(&[Role::StreetOfficer, Role::HubOperator]);
        let own = call.actor.organizations(&[Role::NgoManager, Role::NgoMember]);
        // Officials of a smaller place than the meeting's see the talks of their own demands.
        let only = (!relation.reader && !speaks).then_some(own.as_slice());
        let mut rows = talks::list(conn, &found.meeting.id, only, request.after.as_deref(), request.fetch())?;
        let is_full = rows.len() as i64 == request.fetch();
        if is_full {
            rows.pop();
        }
        let last = rows.last().map(|talk| talk.id.to_string());
        let mut items = Vec::with_capacity(rows.len());
        for talk in rows {
            items.extend(shown(conn, call, relation, talk)?);
        }
        Reply::ok(&Page::chosen(items, last.as_deref().filter(|_| is_full)))
    })
    .await
}

fn shown(conn: &mut Conn, call: &Call, relation: policy::Relation, talk: Talk) -> Result<Option<TalkView>> {
    let demand = demand_of(conn, &talk)?;
    if !may_see(conn, call, relation, &talk, &demand)? {
        return Ok(None);
    }
    let is_party = policy::is_spokesman(conn, &call.actor, relation, &demand)?;
    TalkView::of(conn, call, talk, &demand, is_party).map(Some)
}
